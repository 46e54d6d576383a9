/// An episode with class vectors, and what the scripts in References make of it.
struct ClassVectorReference: Decodable {
    let name: String
    let way: Int
    /// The class of each support image.
    let labels: [Int]
    /// (images × dimension), (queries × dimension) and (way × dimension).
    let support, queries, vectors: [[Float]]
    /// (queries × way) by the name of each classifier.
    let scores: [String: [[Double]]]
}

/// One few-shot task: some classes, a few labelled images of each, and others to be recognised.
public struct Episode: Sendable, Equatable {
    /// The classes drawn, as indices of the table's classes, in the order drawn: (way).
    public let classes: [Int]
    /// The labelled images of each class, as indices of the table's images: (way × shot).
    public let support: [[Int]]
    /// The images to be recognised: (way × query).
    public let query: [[Int]]

    /// An episode of these images.
    public init(classes: [Int], support: [[Int]], query: [[Int]]) {
        self.classes = classes
        self.support = support
        self.query = query
    }
}

import Drawings
import Layers

/// What a network reads in strings of glyphs, beside what is there.
struct GlyphReading {
    /// What was read in each picture: the likeliest class of each column, without repetitions and
    /// then without blanks (Graves et al. 2006, §3.2, best path).
    let read: [[Int]]
    /// Glyphs read wrongly, left out or put in, over the glyphs that there are.
    let errorRate: Double
    /// The mean of −ln p of the right string, in nats.
    let negativeLogLikelihood: Double

    init(_ strings: DrawnStrings, by network: GlyphNetwork) {
        var read: [[Int]] = []
        var loss = 0.0
        for start in stride(from: 0, to: strings.count, by: 100) {
            let batch = Array(start..<min(start + 100, strings.count))
            let pass = Pass(network.device, .evaluation, precision: .f32)
            let scores = network.scores(network.tensor(strings, batch), in: pass)
            // Six glyphs have room in sixteen columns, so no loss is infinite.
            let mean = pass.tape.temporalClassification(scores, labels: strings.targets(batch)).loss
            loss += Double(mean.scalar) * Double(batch.count)
            let numbers = scores.values()
            let size = numbers.count / batch.count
            read += batch.indices.map {
                Self.bestPath(numbers[($0 * size)..<(($0 + 1) * size)])
            }
        }
        self.read = read
        let wrong = zip(read, strings.labels).reduce(0) { $0 + Self.edits(from: $1.0, to: $1.1) }
        errorRate = Double(wrong) / Double(strings.labels.reduce(0) { $0 + $1.count })
        negativeLogLikelihood = loss / Double(strings.count)
    }

    /// The glyphs along the likeliest class of each column.
    private static func bestPath(_ scores: ArraySlice<Float>) -> [Int] {
        var glyphs: [Int] = []
        var last = 0
        let classes = GlyphNetwork.classes
        for column in stride(from: scores.startIndex, to: scores.endIndex, by: classes) {
            let own = (0..<classes).max { scores[column + $0] < scores[column + $1] }!
            if own != 0 && own != last { glyphs.append(own - 1) }
            last = own
        }
        return glyphs
    }

    /// How many glyphs have to be put in, left out or replaced (Levenshtein 1966).
    static func edits(from a: [Int], to b: [Int]) -> Int {
        var row = Array(0...b.count)
        for (i, glyph) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (glyph == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}

/// States of several things at the same steps, side by side, with a slider over the steps: planes that
/// a classifier of two classes divides, with points on them.
public struct Film: Sendable, Equatable, Codable {
    /// A plane over time.
    public struct Panel: Sendable, Equatable, Codable {
        /// What it is of.
        public let name: String
        /// For each step the square of answers, row by row from the top: a letter from "a" (surely
        /// the first class) over "k" (either) to "u" (surely the second).
        public let answers: [String]
        /// For each step the points, "x y x y …" in thousandths from the lower left.
        public let points: [String]

        /// All values as the properties say.
        public init(name: String, answers: [String], points: [String]) {
            self.name = name
            self.answers = answers
            self.points = points
        }
    }

    /// What moves.
    public let title: String
    /// The steps, ascending.
    public let steps: [Int]
    /// The class of each point, 0 or 1.
    public let labels: [Int]
    /// From left to right.
    public let panels: [Panel]

    /// All values as the properties say.
    public init(title: String, steps: [Int], labels: [Int], panels: [Panel]) {
        self.title = title
        self.steps = steps
        self.labels = labels
        self.panels = panels
    }

}

extension Film {
    /// A plane at one step.
    public struct State: Sendable {
        fileprivate let answers, points: String

        /// What the classifier says and where the points are.
        ///
        /// - Parameters:
        ///   - probabilities: of the second class at the cells of a square, row by row upwards.
        ///   - points: from 0 to 1.
        public init(probabilities: [Double], points: [(x: Double, y: Double)]) {
            let side = Int(Double(probabilities.count).squareRoot())
            let rows = stride(from: 0, to: side * side, by: max(1, side)).reversed()
            answers = rows.map { row in
                String(probabilities[row..<(row + side)].map(Self.letter))
            }.joined()
            self.points = points.map { "\(Self.thousandth($0.x)) \(Self.thousandth($0.y))" }
                .joined(separator: " ")
        }

        private static func letter(_ probability: Double) -> Character {
            let place = Int((20 * share(probability)).rounded())
            return Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(place)))
        }

        private static func thousandth(_ value: Double) -> Int {
            Int((1000 * share(value)).rounded())
        }

        /// Within 0 to 1; the middle for what is no number.
        private static func share(_ value: Double) -> Double {
            value.isFinite ? min(max(value, 0), 1) : 0.5
        }
    }
}

extension Film.Panel {
    /// A plane with its states.
    public init(_ name: String, _ states: [Film.State]) {
        self.init(name: name, answers: states.map(\.answers), points: states.map(\.points))
    }
}

/// What a network takes for an image: how it is scaled and cut, and by what its pixels are normalised.
public struct InputDescription: Codable, Sendable, Equatable {
    /// From an image to a square.
    public var view: EvaluationTransform
    /// From bytes to numbers.
    public var normalization: Normalization

    /// A description of these.
    public init(_ view: EvaluationTransform, _ normalization: Normalization) {
        (self.view, self.normalization) = (view, normalization)
    }

    /// What networks that are trained here take.
    public init(size: Int, _ normalization: Normalization) {
        self.init(EvaluationTransform(size: size), normalization)
    }

    /// One line for people: "shortest side 256 (bicubic), centre 224; mean 0.485 0.456 0.406,
    /// deviation 0.229 0.224 0.225".
    public var words: String {
        let sides = view.fit == .square ? "both sides" : "shortest side"
        let cut = view.resizedSide == view.size ? "" : ", centre \(view.size)"
        func numbers(_ values: [Float]) -> String {
            Set(values).count == 1 ? "\(values[0])" : values.map { "\($0)" }.joined(separator: " ")
        }
        return "\(sides) \(view.resizedSide) (\(view.interpolation.rawValue))\(cut); mean "
            + "\(numbers(normalization.mean)), deviation \(numbers(normalization.deviation))"
    }
}

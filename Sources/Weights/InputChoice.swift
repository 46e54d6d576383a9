import Files
import Images

/// What a person says of the images that weights were trained on, where no file does: words joined by
/// commas, as in `clip,resize=224` or `imagenet,size=224,resize=256,bicubic`.
public struct InputChoice: Sendable, Equatable {
    private var normalization: Normalization?
    private var size, resizedSide: Int?
    private var fit: EvaluationTransform.Fit?
    private var interpolation: Interpolation?

    /// For help.
    public static let words =
        "imagenet, half (0.5 for all) or clip (means and deviations), mean=R/G/B, deviation=R/G/B, "
        + "size=PIXELS, resize=PIXELS (before the centre is cut out), shortest or square, bilinear "
        + "or bicubic"

    /// What `text` says.
    ///
    /// - Throws: `UserError.usage` naming the word that says nothing.
    public init(_ text: String) throws {
        for word in text.split(separator: ",") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts[0], parts.count > 1 ? parts[1] : nil) {
            case ("imagenet", nil): normalization = .imageNet
            case ("half", nil): normalization = .half
            case ("clip", nil): normalization = .clip
            case ("shortest", nil): fit = .shortestSide
            case ("square", nil): fit = .square
            case ("bilinear", nil): interpolation = .bilinear
            case ("bicubic", nil): interpolation = .bicubic
            case ("size", let number?): size = try Self.side(number, String(word))
            case ("resize", let number?): resizedSide = try Self.side(number, String(word))
            case ("mean", let numbers?):
                normalization = Normalization(
                    mean: try Self.channels(numbers, String(word)),
                    deviation: (normalization ?? .imageNet).deviation)
            case ("deviation", let numbers?):
                normalization = Normalization(
                    mean: (normalization ?? .imageNet).mean,
                    deviation: try Self.channels(numbers, String(word)))
            default: throw Self.unknown(String(word))
            }
        }
    }

    /// `known` with what a person said in its place; nil where neither says how pixels are
    /// normalised, which nothing but the training tells.
    ///
    /// - Parameter usual: the side of the network's input, where nothing else says it.
    /// - Throws: `UserError.usage` where the centre would be larger than the picture.
    public func applied(to known: InputDescription?, usual: Int) throws -> InputDescription? {
        guard let normalization = normalization ?? known?.normalization else { return nil }
        var view =
            known?.view
            ?? EvaluationTransform(
                size: usual, resizedSide: usual * 256 / 224, fit: .shortestSide, .bicubic)
        if let size { view = view.scaled(to: size) }
        let resized = resizedSide ?? view.resizedSide
        guard resized >= view.size else {
            throw UserError(
                setting: "preprocessing",
                "cuts out \(view.size) pixels of \(resized). Say size=\(resized) or "
                    + "less, or a larger resize.")
        }
        return InputDescription(
            EvaluationTransform(
                size: view.size, resizedSide: resized, fit: fit ?? view.fit,
                interpolation ?? view.interpolation,
                isPillow: view.isPillow || interpolation == .bicubic), normalization)
    }

    private static func side(_ number: String, _ word: String) throws -> Int {
        guard let side = Int(number), (8...4096).contains(side) else { throw unknown(word) }
        return side
    }

    /// One number for all channels, or three.
    private static func channels(_ numbers: String, _ word: String) throws -> [Float] {
        let values = numbers.split(separator: "/").compactMap { Float($0) }
        guard values.count == 3 || values.count == 1, values.allSatisfy({ 0 < $0 && $0 <= 1 })
        else { throw unknown(word) }
        return values.count == 3 ? values : [Float](repeating: values[0], count: 3)
    }

    private static func unknown(_ word: String) -> UserError {
        UserError(
            setting: "preprocessing",
            "has \"\(word)\"; it is of these, joined by commas: \(words). Means and "
                + "deviations are of bytes / 255, above 0 and up to 1.")
    }
}

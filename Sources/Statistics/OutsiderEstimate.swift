/// How many images of other things got a label, from how many images were put aside.
///
/// Of N images, O of other things, c·O + α·(N − O) are put aside in the mean, where a share c of
/// other things is and a share α of images of the classes.
public struct OutsiderEstimate: Codable, Sendable, Equatable {
    /// How many to expect, and between which numbers they lie in 95 % of all cases.
    public let expected, low, high: Double

    /// Nil where as few other things as images of the classes are put aside, so that numbers tell
    /// nothing.
    ///
    /// - Parameters:
    ///   - aside: how many of `images` were put aside.
    ///   - level: the share of images of the classes that is, α.
    ///   - caught: the share of other things that is, c.
    ///   - known: how many of these c was counted on.
    public init?(aside: Int, of images: Int, level: Double, caught: Double, known: Int) {
        guard images > 0, known > 0, caught > level + 0.02 else { return nil }
        let (all, gap) = (Double(images), caught - level)
        func bounded(_ others: Double) -> Double { min(max(others, 0), all) }
        let others = (Double(aside) - level * all) / gap
        let likely = bounded(others)
        let variance =
            likely * caught * (1 - caught) + (all - likely) * level * (1 - level)
            + likely * likely * caught * (1 - caught) / Double(known)
        let half = 1.96 * variance.squareRoot() / gap
        let labelled = Double(images - aside)
        func ofLabelled(_ others: Double) -> Double {
            min(bounded(others) * (1 - caught), labelled)
        }
        expected = ofLabelled(others)
        low = ofLabelled(others - half)
        high = ofLabelled(others + half)
    }
}

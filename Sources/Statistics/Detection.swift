/// How well scores tell images that belong to none of the classes ("outsiders") from those that do.
///
/// The measures of open-set episodes (Boudiaf et al. 2022, arXiv 2206.09236; ebennequin/
/// few-shot-open-set `src/inference.py`), with outsiders as what is sought; but for the area under
/// precision against recall, which their code takes by trapezoids. Between two thresholds precision
/// does not fall in a line, so that trapezoids reward equal scores: were all equal, they would find
/// (1 + share of outsiders) / 2. Where no two are equal, the two differ by less than a point for 75
/// images of each kind.
public struct Detection: Sendable, Equatable, Codable {
    /// The area under the curve of outsiders found against images of the classes taken for such: the
    /// probability that an outsider scores higher than an image of the classes, equal scores counting
    /// half. Guessing has ½.
    public let auroc: Double
    /// The area under precision against recall as average precision (scikit-learn's
    /// `average_precision_score`): the mean over outsiders of the precision at the threshold that
    /// finds each. Scores that are all equal have the share of outsiders.
    public let aupr: Double
    /// The precision at the highest threshold that finds nine tenths of the outsiders or more.
    public let precisionAt90: Double

    /// Compares scores, high ones speaking for an outsider; nil where there are none of one kind.
    /// - Parameters:
    ///   - outside: of outsiders, finite or infinite.
    ///   - inside: of images of the classes.
    public init?(outside: [Double], inside: [Double]) {
        guard !outside.isEmpty, !inside.isEmpty else { return nil }
        let sorted =
            (outside.map { (score: $0, isOutside: true) }
            + inside.map { (score: $0, isOutside: false) }).sorted { $0.score > $1.score }
        var (found, alarms) = (0, 0)
        var (roc, area) = (0.0, 0.0)
        var precisionAt90: Double?
        var place = 0
        while place < sorted.count {
            // All of one score are taken at once: no threshold parts them.
            let score = sorted[place].score
            let before = (found, alarms)
            while place < sorted.count, sorted[place].score == score {
                if sorted[place].isOutside { found += 1 } else { alarms += 1 }
                place += 1
            }
            roc += Double(alarms - before.1) * Double(found + before.0) / 2
            let recall = Double(found) / Double(outside.count)
            let precision = Double(found) / Double(found + alarms)
            area += Double(found - before.0) * precision
            if precisionAt90 == nil, recall >= 0.9 { precisionAt90 = precision }
        }
        auroc = roc / (Double(outside.count) * Double(inside.count))
        aupr = area / Double(outside.count)
        self.precisionAt90 = precisionAt90!
    }
}

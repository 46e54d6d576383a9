import Files
import Records

/// What the report calls things that the command line calls otherwise.
enum Names {
    /// "a Conv-4" → "Conv-4"; without a title, as in older records, the backbone's name.
    static func backbone(_ name: String, _ title: String?) -> String {
        title.map { $0.drop { $0 != " " }.dropFirst() }.map(String.init) ?? name
    }

    /// "nearest-centroid" → "nearest centroid", "logistic" → "logistic regression".
    static func classifier(_ name: String) -> String {
        [
            "logistic": "logistic regression", "ridge": "ridge regression", "svm": "linear SVM",
            "knn": "nearest neighbours", "s2m2-head": "S2M2's cosine head",
            "soft-k-means": "soft k-means", "pt-map": "PT-MAP", "bd-cspn": "BD-CSPN",
            "laplacian-shot": "LaplacianShot", "tim-gd": "TIM-GD", "alpha-tim": "α-TIM",
            "paddle": "PADDLE", "ostim": "OSTIM", "zero-shot": "zero-shot by class vectors",
            "linear-probe": "linear probe of crops",
            "last-stage": "last stage adapted", "norms": "normalisation adapted",
            "tip-adapter": "Tip-Adapter, with class vectors", "lp++": "LP++, with class vectors",
            "em-dirichlet": "EM-Dirichlet, with class vectors",
            "em-dirichlet-zero-shot": "EM-Dirichlet zero-shot, by class vectors",
        ][name] ?? name.split(separator: "-").joined(separator: " ")
    }

    /// The classifiers that adapt a network to each task.
    static let adapted: Set = ["linear-probe", "last-stage", "norms"]

    /// "nearest centroid, cl2n"; the transform is left out where there is none, and the model comes
    /// first where there are several.
    static func method(_ result: EvaluationResult) -> String {
        (result.model.map { "\($0): " } ?? "") + classifier(result.classifier)
            + (result.transform == "none" ? "" : ", \(result.transform)")
    }

    /// "5-way 1-shot", "5–8-way 1–5-shot", "5-way 1-shot, Dirichlet 2 queries", "5-way 1-shot,
    /// unequal queries", "5-way 1-shot, 5 open classes".
    static func task(_ result: EvaluationResult) -> String {
        (result.leastWay.map { "\($0)–" } ?? "")
            + task(
                way: result.way, result.leastShot, shot: result.shot, result.queryShares,
                result.openClasses)
    }

    /// The same of a detector.
    static func task(_ result: DetectorResult) -> String {
        task(
            way: result.way, result.leastShot, shot: result.shot,
            dirichlet(result.queryImbalance), result.openClasses)
    }

    /// "Dirichlet 2".
    fileprivate static func dirichlet(_ concentration: Double?) -> String? {
        concentration.map { "Dirichlet \(Format.plain($0))" }
    }

    private static func task(
        way: Int, _ leastShot: Int?, shot: Int, _ queries: String?, _ openClasses: Int?
    ) -> String {
        "\(way)-way \(leastShot.map { "\($0)–" } ?? "")\(shot)-shot"
            + (queries.map { ", \($0) queries" } ?? "")
            + (openClasses.map { ", \(Format.count($0, "open class", "open classes"))" } ?? "")
    }

    /// "distance from the nearest centroid, l2".
    static func detector(_ result: DetectorResult) -> String {
        let asked = result.classifier.map(classifier) ?? ""
        let words =
            [
                "nearest-centroid": "distance from the nearest centroid",
                "nearest-examples": "distance from the nearest examples",
                "typicality": "what fewshot classify goes by",
                "largest-probability": "largest probability of \(asked)",
                "own": "\(asked) itself",
            ][result.detector] ?? result.detector
        return (result.model.map { "\($0): " } ?? "") + words
            + (result.transform == "none" ? "" : ", \(result.transform)")
    }

    /// "52.31 ± 0.20 %".
    static func accuracy(_ result: EvaluationResult) -> String {
        Format.percent(result.accuracy, plusMinus: result.ci95)
    }

    /// "house finch (n01532829)", or the name where there is no title.
    static func both(_ result: ClassResult) -> String {
        result.title.map { "\($0) (\(result.name))" } ?? result.name
    }
}

extension EvaluationResult {
    /// How queries are shared among classes that have unequally many: "Dirichlet 2" where they were
    /// drawn so, else "unequal"; nil for equally many.
    public var queryShares: String? {
        Names.dirichlet(queryImbalance) ?? (unequalQueries == true ? "unequal" : nil)
    }
}

extension ClassResult {
    /// Whether it is the class of this name, to the byte.
    func isNamed(_ name: String) -> Bool { ExactText(self.name) == ExactText(name) }

    /// The title, or the name.
    var shown: String { title ?? name }
}

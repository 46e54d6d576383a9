import Classifiers
import Datasets
import Episodes
import Features
import Files
import Foundation
import Reports
import Weights

extension Evaluate {
    /// What runs unless a person chooses.
    public static let defaultClassifiers: [EpisodeClassifier] = [
        .inductive(NearestCentroid()), .inductive(LogisticRegression()),
    ]

    /// The classifiers by name, in the order of help.
    public static let allClassifiers: [EpisodeClassifier] =
        (inductive + ofBase).map { .inductive($0) } + transductive.map { .transductive($0) }

    /// Those that answer each query by itself.
    static let inductive: [any Classifier] = [
        NearestCentroid(), NearestCentroid(metric: .cosine), LogisticRegression(),
        RidgeRegression(), LinearSVM(), NearestNeighbours(), CosineHeadClassifier(),
    ]

    /// Those that go by base classes, too; they are asked for by name.
    private static let ofBase: [any BaseClassifier] = [DistributionCalibration()]

    /// Those that see all queries of an episode together.
    private static let transductive: [any TransductiveClassifier] = [
        SoftKMeans(), PTMAP(), BDCSPN(), LaplacianShot(), TIM(), AlphaTIM(), PADDLE(), OSTIM(),
        LabelPropagation(), GraphMix(),
    ]

    /// The classifiers to choose from, for help.
    public static var classifierChoices: String {
        allClassifiers.map(\.name).joined(separator: ", ")
    }

    /// What can be said of the images that weights were trained on, for help.
    public static var preprocessingChoices: String { InputChoice.words }

    /// The class splits to choose from, for help.
    public static var classSplitChoices: String {
        ClassSplit.published.joined(separator: ", ") + ", or a csv file with columns part and class"
    }

    /// Sets what a person chose by name; what is empty stays.
    ///
    /// - Throws: `UserError.usage` naming the setting and what it may be.
    public mutating func choose(transforms words: [String], classifiers names: [String]) throws {
        // One transform has several names: l2 and l2n, power and power=0.5.
        if !words.isEmpty {
            transforms = try words.map { try FeatureTransform($0) }.unique(by: \.steps)
        }
        guard !names.isEmpty else { return }
        let chosen = try names.flatMap { name in
            let named = Self.allClassifiers.filter {
                $0.name == name
                    || !$0.needsBase
                        && name == ($0.isTransductive ? "transductive" : "inductive")
            }
            guard !named.isEmpty else {
                throw UserError(
                    setting: "classifier",
                    "is \(name); it must be one of \(Self.classifierChoices), or inductive or "
                        + "transductive for all that are.")
            }
            return named
        }
        classifiers = chosen.map(\.name).unique.map { name in chosen.first { $0.name == name }! }
    }
}

extension Evaluate {
    /// Sets which tables of the results are written.
    ///
    /// - Throws: `UserError.usage` naming what there is.
    public mutating func choose(exports words: [String]) throws {
        exports = try words.unique.map { word in
            guard let form = PaperTable.Form(rawValue: word) else {
                throw UserError(
                    setting: "export",
                    "is \(word); it must be csv or latex"
                        + (word == "parquet"
                            ? ": no library here writes parquet, and what reads it reads csv."
                            : "."))
            }
            return form
        }
    }
}

extension Classify {
    /// The classifiers to choose from, for help.
    public static var classifierChoices: String {
        Evaluate.inductive.map(\.name).joined(separator: ", ")
    }

    /// Sets what a person chose by name.
    ///
    /// - Throws: `UserError.usage` naming the setting and what it may be.
    public mutating func choose(classifier name: String, transform: String) throws {
        guard let chosen = Evaluate.inductive.first(where: { $0.name == name }) else {
            throw UserError(
                setting: "classifier", "is \(name); it must be one of \(Self.classifierChoices).")
        }
        // How many examples a person has of a class says nothing of how many photos are of it.
        classifier =
            chosen is LogisticRegression ? LogisticRegression(takesClassesForEqual: true) : chosen
        self.transform = try FeatureTransform(transform)
    }
}

import Datasets
import Episodes
import Features
import Files
import Foundation
import Records

/// Features from a file.
struct FileFeatures: FeatureProvider {
    let model: EvaluationRun.Model
    private let evaluated: FeatureTable
    private let base: FeatureTable?

    /// - Parameter excluding: what leaves out images that a person excluded, and those without a
    ///   label; nil for nothing.
    init(_ files: FeatureFiles, excluding setting: Setting? = nil) throws {
        let file = files.features
        let own = try Self.read(file, labels: files.labels)
        let others = try files.base.map { ($0, try Self.read($0)) }
        evaluated =
            try setting.map {
                try $0.withoutExcluded(
                    $0.withoutUnlabelled(own.value, of: file), named: "images")
            } ?? own.value
        base = try others.map {
            try setting?.withoutExcluded($0.1.value, named: "base images") ?? $0.1.value
        }
        model = EvaluationRun.Model(
            name: file.deletingPathExtension().lastPathComponent,
            files: ([(file, own)] + (others.map { [$0] } ?? [])).map {
                .init(path: $0.0.relativePath, sha256: $0.1.sha256)
            })
    }

    private static func read(
        _ file: URL, labels: URL? = nil
    ) throws -> (value: FeatureTable, sha256: String) {
        // A kind of file that is none is a wrong word, whether it is there or not.
        let mapped = try FeatureFile.Format(of: file).mapped
        return try Fingerprint.withSHA256(of: file, mappedFrom: mapped) {
            try FeatureFile.read($0, labels: labels, allowsNone: true, mappedFrom: mapped)
        }
    }

    func table(_ split: Split) throws -> FeatureTable {
        guard split == .base else { return evaluated }
        guard let base else {
            throw UserError(
                setting: "base-features",
                "must be given: base images are evaluated, or a transform or a classifier learns "
                    + "from them. Name their file, or choose another split, and transforms and "
                    + "classifiers that need none, such as l2 and logistic.")
        }
        return base
    }

    func base(onlyMean: Bool) throws -> FeatureTable { try table(.base) }

    func table(_ split: Split, crops: Int) throws -> FeatureTable {
        preconditionFailure("features of a file have no images to crop")
    }

    func calibration() -> TaskCalibration? { nil }
}

extension Setting {
    /// `table` without the images of no class, of which no answer is right.
    ///
    /// - Throws: `UserError.badData` where it has no others.
    fileprivate func withoutUnlabelled(_ table: FeatureTable, of file: URL) throws -> FeatureTable {
        guard let none = table.classes.firstIndex(of: "") else { return table }
        let labelled = table.labels.indices.filter { table.labels[$0] != none }
        guard !labelled.isEmpty else {
            throw UserError(
                .badData,
                "No image in \(file.relativePath) has a label: all are -1, or an empty text.")
        }
        let count = table.count - labelled.count
        guard count > 0 else { return table }
        warn(
            "\(counted(count, "image")) of \(file.relativePath) \(count == 1 ? "is" : "are") left "
                + "out: the label is -1, or an empty text, which stands for none.")
        return try table.rows(
            labelled, ofClasses: table.classes.indices.filter { $0 != none })
    }
}

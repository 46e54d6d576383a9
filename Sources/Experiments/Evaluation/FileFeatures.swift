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

    /// - Parameter excluding: what leaves out images that a person excluded; nil for nothing.
    init(_ files: FeatureFiles, excluding setting: Setting? = nil) throws {
        let file = files.features
        let own = try Self.read(file, labels: files.labels)
        let others = try files.base.map { ($0, try Self.read($0)) }
        evaluated = try setting?.withoutExcluded(own.value, named: "images") ?? own.value
        base = others?.1.value
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
            try FeatureFile.read($0, labels: labels, mappedFrom: mapped)
        }
    }

    func table(_ split: Split) throws -> FeatureTable {
        guard split == .base else { return evaluated }
        guard let base else {
            throw UserError(
                setting: "base-features",
                "are needed by a transform and not given. Give them, or use the transform l2.")
        }
        return base
    }

    func base(onlyMean: Bool) throws -> FeatureTable { try table(.base) }

    func table(_ split: Split, crops: Int) throws -> FeatureTable {
        preconditionFailure("features of a file have no images to crop")
    }

    func calibration() -> TaskCalibration? { nil }
}

import Features
import Files
import Foundation
import Records
import Reports

extension Classify {
    /// Labels the images in a file of features that have no label, from those that have one and those
    /// of which a person said it. Of another program's network no tasks taught anything: the examples
    /// alone say how sure it is.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    func run(features file: URL, _ setting: Setting) throws -> ClassificationRecord {
        try setting.requireReplaceable(report: gallery, tables: [labels])
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let all = try FeatureFile.read(file, allowsNone: true)
        let table = try setting.withoutExcluded(all, named: "images")
        guard setting.excluded.isEmpty || table.count < all.count else {
            throw UserError(
                .badData,
                "The list of excluded photos names none of the paths in \(file.relativePath). Write its "
                    + "paths as they are there, or leave it out.")
        }
        setting.warn(zerosIn: table, of: file.lastPathComponent)
        let (examples, images) = try Self.divided(table, name: file.relativePath)
        try Self.requireOwnPaths(images, among: all, name: file.relativePath)
        let outside = try background.map { try Self.background(at: $0, beside: table) }
        let hashes = images.hashes
        let said = try said(of: images.paths, hashes, beside: examples.classes, setting)
        let (known, unknown) = try said.divide(
            try transform.apply(to: images), hashes: hashes,
            beside: try transform.apply(to: examples), known: examples.hashes)
        var record = try informed(of: known.classes, dimension: table.dimension, setting).label(
            unknown, from: known, outside.map { try transform.apply(to: $0) }, nil, setting)
        record.areFeatures = true
        record.add(said, of: images.paths)
        try GalleryReport(record: record, photos: [:], examples: [:]).write(to: output)
        setting.say(record.summary)
        setting.say("Labels: \(labels.relativePath)")
        setting.present(gallery, as: "Gallery")
        return record
    }

    /// The images that have a label, and those that have none.
    private static func divided(
        _ table: FeatureTable, name: String
    ) throws -> (examples: FeatureTable, images: FeatureTable) {
        let none = table.classes.firstIndex(of: "")
        let known = (0..<table.count).filter { table.labels[$0] != none }
        let unknown = (0..<table.count).filter { table.labels[$0] == none }
        guard !unknown.isEmpty else {
            throw UserError(
                .badData,
                "Every image in \(name) that is used has a label. Those to be labelled have the label "
                    + "-1, or an empty text.")
        }
        let used = Set(known.map { table.labels[$0] }).sorted()
        guard used.count >= 2 else {
            throw UserError(
                .badData,
                "The examples in \(name), the images with a label, are of "
                    + "\(counted(used.count, "class", "classes")); labels need two.")
        }
        return (try table.rows(known, ofClasses: used), try table.rows(unknown))
    }

    /// Refuses images to label that share a path: labels and corrections name them by it.
    private static func requireOwnPaths(
        _ images: FeatureTable, among all: FeatureTable, name: String
    ) throws {
        var seen: Set<ExactText> = []
        guard
            let twice = images.paths.first(where: { !seen.insert(ExactText($0)).inserted })
        else { return }
        let rows = all.paths.indices.filter { ExactText(all.paths[$0]) == ExactText(twice) }
        throw UserError(
            .badData,
            "The path \(twice) in \(name) is that of several rows: "
                + "\(rows.map(String.init).fewNames), counted from 0. Labels name images to be "
                + "labelled by their paths: give each its own, or none to all, which are then named by "
                + "their rows.")
    }

    /// Features of images that are none of the classes, whatever labels they have.
    private static func background(
        at file: URL, beside table: FeatureTable
    ) throws -> FeatureTable {
        let background = try FeatureFile.read(file, allowsNone: true)
        guard background.dimension == table.dimension else {
            throw UserError(
                .badData,
                "The background's features in \(file.relativePath) have \(background.dimension) "
                    + "numbers each and the images' \(table.dimension): they are not of one network."
            )
        }
        return background
    }
}

extension FeatureTable {
    /// What makes each image another: the SHA-256 of its numbers.
    fileprivate var hashes: [String] {
        (0..<count).map { image in
            Fingerprint.sha256(self[image].withUnsafeBytes { Data($0) })
        }
    }
}

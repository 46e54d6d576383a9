import Features
import Files
import Foundation
import Records
import Reports

extension Classify {
    /// Labels the images in a file of features that have no label, from those that have one. Of
    /// another program's network no tasks taught anything: the examples alone say how sure it is.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    func run(features file: URL, _ setting: Setting) throws -> ClassificationRecord {
        let gallery = output.appending(path: "gallery.md")
        try setting.requireReplaceable(report: gallery)
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let table = try FeatureFile.read(file, allowsNone: true)
        setting.warn(zerosIn: table, of: file.lastPathComponent)
        let (examples, images) = try Self.divided(table, name: file.relativePath)
        let record = try informed(of: examples.classes, dimension: table.dimension, setting).label(
            try transform.apply(to: images), from: try transform.apply(to: examples), nil, nil,
            setting)
        try GalleryReport(record: record, photos: [:], examples: [:]).write(to: output)
        setting.say(record.summary)
        setting.say("Labels: \(output.appending(path: "labels.csv").relativePath)")
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
                "Every image in \(name) has a label. Those to be labelled have the label -1, or an "
                    + "empty text.")
        }
        let used = Set(known.map { table.labels[$0] }).sorted()
        guard used.count >= 2 else {
            throw UserError(
                .badData,
                "The examples in \(name), the images with a label, are of "
                    + "\(counted(used.count, "class", "classes")); labels need two.")
        }
        let places = Dictionary(uniqueKeysWithValues: zip(used, used.indices))
        let examples = try FeatureTable(
            dimension: table.dimension, features: known.flatMap { table[$0] },
            labels: known.map { places[table.labels[$0]]! },
            classes: used.map { table.classes[$0] },
            paths: known.map { table.paths[$0] })
        return (examples, try table.rows(unknown))
    }
}

import Features
import Files
import Foundation

/// What a person said of photos: the table that a gallery saves, with a row for each, its path and
/// its label, which is empty for none of these.
public struct Corrections {
    private let labels: [ExactText: String?]
    /// The images of which it is said because they are copies.
    public let copies: [String]

    /// Nothing said.
    public init() { (labels, copies) = ([:], []) }

    /// Reads `table` about the images at `paths`; what it says of one it says of copies, too.
    ///
    /// - Parameters:
    ///   - hashes: those of the images' bytes, or of whatever makes an image another, in their order.
    ///   - classes: those of the examples. A label that differs from one in how its accents are
    ///     written, as a Mac has them in names of folders and nobody types them, names that class.
    /// - Throws: `UserError` where it cannot be read, names no image of these, or says two things of
    ///   one; the message names the line.
    public init(
        reading table: URL, about paths: [String], hashes: [String], classes: [String]
    ) throws {
        let rows = CSV.rows(try InputFile.readText(table)).filter { !$0.isBlank }
        let header = rows.first?.fields ?? []
        guard let path = header.firstIndex(of: "path"), let label = header.firstIndex(of: "label")
        else {
            throw UserError(
                .badData,
                "The first line of \(table.path) must name the columns path and label, with a comma "
                    + "between them.")
        }
        let known = Set(paths.map(ExactText.init))
        var names = ClassNames(classes)
        var labels: [ExactText: String?] = [:]
        for row in rows.dropFirst() {
            let fields = row.fields
            func refuse(_ why: String) -> UserError {
                UserError(.badData, "Line \(row.line) of \(table.path) \(why).")
            }
            guard fields.count == header.count else {
                throw refuse("has \(fields.count) fields, but the first line has \(header.count)")
            }
            let image = ExactText(CSV.text(ofCell: fields[path]))
            let name = names.name(of: CSV.text(ofCell: fields[label]))
            guard known.contains(image) else {
                throw refuse("names \(image.text), which is none of the images that are used")
            }
            guard !name.hasPrefix("."), !name.contains("/"), !name.contains("\0") else {
                throw refuse(
                    "has the label \(name): a class is the name of a folder, without / and without "
                        + "a dot at its start")
            }
            guard name.utf8.count <= 255 else {
                throw refuse(
                    "has a label of \(name.utf8.count) bytes: a class is the name of a folder, of 255 "
                        + "at most")
            }
            if let other = labels[image],
                other.map(ExactText.init) ?? ExactText("") != ExactText(name)
            {
                throw refuse("has another label for \(image.text) than a line before")
            }
            labels[image] = .some(name.isEmpty ? nil : name)
        }
        var said: [String: String?] = [:]
        for (path, hash) in zip(paths, hashes) {
            if let label = labels[ExactText(path)] { said[hash] = .some(label) }
        }
        let further = zip(paths, hashes).filter { labels[ExactText($0)] == nil && said[$1] != nil }
        for (path, hash) in further { labels[ExactText(path)] = said[hash] }
        self.labels = labels
        copies = further.map(\.0)
    }

    /// Whether nothing was said.
    public var isEmpty: Bool { labels.isEmpty }

    /// What was said of the image at `path`: a label, or nil for none of these; nil where nothing was.
    public subscript(path: String) -> String?? { labels[ExactText(path)] }

    /// The examples with the images that got a label as further ones, each photo once, and the
    /// images of which nothing was said, nor of a copy.
    ///
    /// - Throws: `UserError.badData` where photos are said to be two things, of all of them.
    /// - Parameters:
    ///   - hashes: those of the images' bytes, or of whatever makes an image another, in their order.
    ///   - known: those of the examples.
    public func divide(
        _ images: FeatureTable, hashes: [String], beside examples: FeatureTable,
        known: [String]
    ) throws -> (examples: FeatureTable, rest: FeatureTable) {
        var seen: [String: (path: String, label: String?)] = [:]
        for (image, hash) in known.enumerated() {
            seen[hash] = (examples.paths[image], examples.classes[examples.labels[image]])
        }
        var further: [(image: Int, label: String)] = []
        var contradictions: [String] = []
        let copies = Set(copies.map(ExactText.init))
        for (image, path) in images.paths.enumerated() {
            guard let label = self[path], !copies.contains(ExactText(path)) else { continue }
            guard let earlier = seen[hashes[image]] else {
                seen[hashes[image]] = (path, label)
                if let label { further.append((image, label)) }
                continue
            }
            if earlier.label.map(ExactText.init) != label.map(ExactText.init) {
                contradictions.append(
                    "\(path) was said to be \(Self.words(label)), but it is the same photo as "
                        + "\(earlier.path), which is \(Self.words(earlier.label)).")
            }
        }
        guard contradictions.isEmpty else { throw Self.refusal(of: contradictions) }
        let old = Set(examples.classes.map(ExactText.init))
        let new = Set(further.map { ExactText($0.label) }).subtracting(old).map(\.text).sorted()
        let classes = examples.classes + new
        let place = Dictionary(
            uniqueKeysWithValues: zip(classes.map(ExactText.init), classes.indices))
        let all = try FeatureTable(
            dimension: examples.dimension,
            features: examples.features + further.flatMap { Array(images[$0.image]) },
            labels: examples.labels + further.map { place[ExactText($0.label)]! },
            classes: classes, paths: examples.paths + further.map { images.paths[$0.image] })
        let rest = (0..<images.count).filter { self[images.paths[$0]] == nil }
        return (all, try images.rows(rest))
    }

    /// Says the first few, and how many there are.
    private static func refusal(of contradictions: [String]) -> UserError {
        let (count, most) = (contradictions.count, 5)
        let start = count == 1 ? [] : ["\(count) photos were said to be two things."]
        let end =
            (count > most ? ["And so on for \(count - most) more."] : [])
            + ["Say one thing of both, or take the wrong one away."]
        return UserError(
            .badData, (start + contradictions.prefix(most) + end).joined(separator: " "))
    }

    private static func words(_ label: String?) -> String { label ?? "none of these" }
}

/// The names of classes, each of which has one spelling.
private struct ClassNames {
    private var exact: Set<ExactText>
    /// By what is equal as a text, whose marks may be joined or not.
    private var known: [String: String]

    init(_ names: [String]) {
        exact = Set(names.map(ExactText.init))
        known = Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The class that is written as `label`, which is a new one where none is.
    mutating func name(of label: String) -> String {
        if exact.contains(ExactText(label)) { return label }
        if let name = known[label] { return name }
        exact.insert(ExactText(label))
        known[label] = label
        return label
    }
}

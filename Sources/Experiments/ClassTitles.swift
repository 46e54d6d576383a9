import Datasets
import Files
import Foundation
import Images

/// What people call the classes: as a data set says in its `classes.csv`, the class in the first
/// column, its name in another that is headed "name" (else the last); and where it says nothing,
/// WordNet's name of a class that is called by its id.
struct ClassTitles {
    private var titles: [ExactText: String] = [:]

    init(in data: URL) {
        let url = data.appending(path: "classes.csv")
        guard let text = try? InputFile.readText(url) else { return }
        let rows = CSV.rows(text).map(\.fields)
        guard let header = rows.first, header.count > 1 else { return }
        let name = header.firstIndex(of: "name") ?? header.count - 1
        let key = header.firstIndex(of: "class") ?? 0
        for row in rows.dropFirst() where row.count == header.count {
            titles[ExactText(row[key])] = row[name]
        }
    }

    subscript(name: String) -> String? { titles[ExactText(name)] ?? WordNetNames.title(of: name) }
}

/// Small pictures of classes for a report.
enum Thumbnails {
    /// Three images of each class as small JPEG files.
    static func of(_ classes: [String], _ images: LabeledImages) throws -> [ExactText: [Data]] {
        let wanted = Set(classes.map(ExactText.init))
        let names = images.classes.map(ExactText.init)
        let few = images.spread(perClass: 3).files.filter { wanted.contains(names[$0.label]) }
        return try Dictionary(grouping: few) { names[$0.label] }.mapValues { files in
            try files.map { try $0.thumbnail(size: 84) }
        }
    }

    /// The images at these paths as small JPEG files of so many pixels a side.
    static func byPath(
        _ files: [ImageFile], at paths: [String], size: Int = 96
    ) throws -> [ExactText: Data] {
        let wanted = Set(paths.map(ExactText.init))
        let files = files.filter { wanted.contains(ExactText($0.path)) }
        return Dictionary(
            try files.map { (ExactText($0.path), try $0.thumbnail(size: size)) }
        ) { first, _ in first }
    }
}

extension ImageFile {
    /// Its middle as a small square JPEG file.
    fileprivate func thumbnail(size: Int) throws -> Data {
        do {
            return Data(EvaluationTransform(size: size).apply(try decode()).jpeg(quality: 85))
        } catch {
            throw unusable(error)
        }
    }
}

import Datasets
import Foundation
import Images

/// Small pictures of classes for a report.
enum Thumbnails {
    /// Three images of each class as small JPEG files.
    static func of(_ classes: [String], _ images: LabeledImages) throws -> [String: [Data]] {
        let few = images.spread(perClass: 3).files.filter {
            classes.contains(images.classes[$0.label])
        }
        return try Dictionary(grouping: few) { images.classes[$0.label] }.mapValues { files in
            try files.map { try $0.thumbnail(size: 84) }
        }
    }

    /// The images at these paths as small JPEG files.
    static func byPath(_ images: LabeledImages, at paths: [String]) throws -> [String: Data] {
        let wanted = Set(paths)
        let files = images.files.filter { wanted.contains($0.path) }
        return Dictionary(
            uniqueKeysWithValues: try files.map { ($0.path, try $0.thumbnail(size: 96)) })
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

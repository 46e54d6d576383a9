import Files
import Foundation

/// Images with their classes, in an order that is the same on every machine.
public struct LabeledImages: Sendable, Equatable {
    /// The classes' names, sorted by their bytes. A class may have no image.
    public let classes: [String]
    /// The images, sorted by the bytes of their paths.
    public internal(set) var files: [ImageFile]
    /// What lies among them and is not read, each in a few words: "3 .gif files in base/robin".
    public let unread: [String]

    /// Images of `classes`; both are sorted here, and labels follow their classes. There may be
    /// millions: what is in order already is not copied.
    public init(classes: [String], files: [ImageFile], unread: [String] = []) {
        self.unread = unread
        let order = classes.indices.sorted { precedes(classes[$0], classes[$1]) }
        self.classes = order.map { classes[$0] }
        self.files = files
        if order != Array(classes.indices) {
            var newLabels = [Int](repeating: 0, count: classes.count)
            for (new, old) in order.enumerated() { newLabels[old] = new }
            relabel(newLabels)
        }
        let isSorted = zip(self.files, self.files.dropFirst()).allSatisfy {
            !precedes($1.path, $0.path)
        }
        if !isSorted { self.files.sort { precedes($0.path, $1.path) } }
    }

    /// Gives the images of each class its new label.
    private mutating func relabel(_ labels: [Int]) {
        for place in files.indices {
            files[place] = files[place].labeled(labels[files[place].label])
        }
    }

    /// The number of images of each class.
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: classes.count)
        for file in files { counts[file.label] += 1 }
        return counts
    }

    /// The class with the fewest images (the first of them) and their number; nil without classes.
    public var smallestClass: (name: String, count: Int)? {
        let counts = counts
        guard let least = counts.indices.min(by: { counts[$0] < counts[$1] }) else { return nil }
        return (classes[least], counts[least])
    }

    /// The classes that have no image.
    public var emptyClasses: [String] {
        zip(classes, counts).filter { $0.1 == 0 }.map(\.0)
    }

    /// The same images without the classes that have none, labelled anew.
    public func withoutEmptyClasses() -> LabeledImages {
        let counts = counts
        var labels = [Int](repeating: 0, count: classes.count)
        var kept: [String] = []
        for label in classes.indices where counts[label] > 0 {
            labels[label] = kept.count
            kept.append(classes[label])
        }
        guard kept.count < classes.count else { return LabeledImages(classes: kept, files: files) }
        return LabeledImages(
            classes: kept,
            files: files.map { $0.labeled(labels[$0.label]) })
    }

    /// At most `count` images of each class, evenly spaced in the order of their names: neighbours
    /// there are often alike, as photos of one day are.
    public func spread(perClass count: Int) -> LabeledImages {
        let counts = counts
        var seen = [Int](repeating: 0, count: classes.count)
        let kept = files.filter { file in
            defer { seen[file.label] += 1 }
            let all = counts[file.label]
            return all <= count || seen[file.label] * count % all < count
        }
        return LabeledImages(classes: classes, files: kept)
    }

    /// Does nothing if every class has at least `count` images.
    ///
    /// - Parameters:
    ///   - purpose: what they are for: "5-way 1-shot episodes with 15 queries".
    ///   - isFixed: whether a published protocol says how many are needed.
    /// - Throws: `UserError` `.badData` naming the smallest class, its count and the need.
    public func requireAtLeast(_ count: Int, for purpose: String, isFixed: Bool = false) throws {
        guard let smallest = smallestClass, smallest.count < count else { return }
        let has =
            switch smallest.count {
            case 0: "no usable image"
            case 1: "1 usable image"
            default: "\(smallest.count) usable images"
            }
        throw UserError(
            .badData,
            "The class \(smallest.name) has \(has), but \(purpose) need at least \(count) in every "
                + "class. Add images\(isFixed ? " or" : ",") remove the class"
                + (isFixed ? "." : ", or ask for less."))
    }

    /// Does nothing if there are at least `count` classes with images.
    ///
    /// - Throws: `UserError` `.badData` naming the number of classes, and the empty ones.
    public func requireClasses(_ count: Int, for purpose: String) throws {
        let empty = emptyClasses
        let usable = classes.count - empty.count
        guard usable < count else { return }
        let without =
            empty.isEmpty ? "" : " (without a usable image: \(empty.fewNames))"
        throw UserError(
            .badData,
            "There \(usable == 1 ? "is 1 class" : "are \(usable) classes") with images\(without), "
                + "but \(purpose) need at least \(count).")
    }
}

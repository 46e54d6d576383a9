import Files
import Foundation

/// The class of each image as a feature file gives it.
enum ClassLabels {
    /// Numbers or indices.
    case numbers([Int])
    /// Names.
    case names([String])

    /// Labels in a NumPy array.
    init(of array: NumPyArray) throws {
        guard array.shape.count == 1 else {
            let origin = array.origin.isEmpty ? "The labels" : array.origin
            throw UserError(
                .badData,
                "\(origin) has the shape \(array.shape); labels must have one axis, the images.")
        }
        self = array.isText ? .names(try array.texts()) : .numbers(try array.integers())
    }

    /// The labels as indices into the names of classes.
    ///
    /// - Parameters:
    ///   - classes: the names, where the file gives them.
    ///   - url: the file, for messages.
    ///   - allowsNone: whether −1, or an empty name, stands for no class; "" is its name then.
    /// - Throws: `UserError` `.badData` for a name that is given twice or a label that has none.
    func resolved(
        classes: [String]?, of url: URL, allowsNone: Bool = false
    ) throws -> (labels: [Int], names: [String]) {
        switch self {
        case .numbers(let numbers):
            func isNone(_ number: Int) -> Bool { allowsNone && number == -1 }
            if let classes {
                if let image = numbers.firstIndex(where: {
                    !classes.indices.contains($0) && !isNone($0)
                }) {
                    throw UserError(
                        .badData,
                        "Label \(image) of \(url.path) is \(numbers[image]), but the array "
                            + "\"classes\" has \(classes.count) names. Labels are indices into "
                            + "it where it is given.")
                }
                _ = try Self.places(of: classes, url)
                return (
                    numbers.map { isNone($0) ? classes.count : $0 },
                    classes + (numbers.contains(where: isNone) ? [""] : [])
                )
            }
            let distinct = Set(numbers).sorted()
            let places = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
            return (numbers.map { places[$0]! }, distinct.map { isNone($0) ? "" : "\($0)" })
        case .names(let names):
            let hasNone = allowsNone && names.contains("") && classes?.contains("") == false
            let classes =
                classes.map { $0 + (hasNone ? [""] : []) }
                ?? Set(names.map(ExactText.init)).map(\.text).sorted(by: precedes)
            let places = try Self.places(of: classes, url)
            let labels = try names.enumerated().map { image, name in
                guard let place = places[ExactText(name)] else {
                    throw UserError(
                        .badData,
                        "Label \(image) of \(url.path) is \"\(name)\", which the array "
                            + "\"classes\" does not have.")
                }
                return place
            }
            return (labels, classes)
        }
    }

    private static func places(of classes: [String], _ url: URL) throws -> [ExactText: Int] {
        var places: [ExactText: Int] = [:]
        for (place, name) in classes.enumerated() {
            guard places.updateValue(place, forKey: ExactText(name)) == nil else {
                throw UserError(
                    .badData, "The array \"classes\" of \(url.path) has \"\(name)\" twice.")
            }
        }
        return places
    }
}

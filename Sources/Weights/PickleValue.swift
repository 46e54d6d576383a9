/// A value that a pickle describes.
///
/// What holds others is a place in a `PickleHeap`: sharing costs nothing, a cycle harms nothing, and
/// nothing is freed by recursion, however deep a file nests.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    /// A name of Python's, with its module; it is only a name.
    case global(String)
    case storage(Int)
    case tensor(Int)
    /// A value that is carried and never understood: what it is, or what it would have called.
    case foreign(String)

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The number, where it counts something.
    var count: Int? {
        guard case .integer(let value) = self, value >= 0 else { return nil }
        return value
    }
}

/// What the values of a pickle hold, by kind.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var lists: [[PickleValue]] = []
    var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    var storages: [TorchStorage] = []
    var tensors: [TorchTensor] = []
    /// Pairs that dictionaries have from lists: one list may serve many.
    var copiedPairs = 0

    /// The elements of a tuple; nil for any other value.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        guard case .tuple(let place) = value else { return nil }
        return tuples[place]
    }

    /// The elements of a tuple of at most 64 sizes; nil for any other value.
    func counts(_ value: PickleValue) -> [Int]? {
        guard let elements = elements(value), elements.count <= 64 else { return nil }
        let counts = elements.compactMap(\.count)
        return counts.count == elements.count ? counts : nil
    }

    mutating func add(tuple elements: [PickleValue]) -> PickleValue {
        tuples.append(elements)
        return .tuple(tuples.count - 1)
    }

    mutating func addList() -> PickleValue {
        lists.append([])
        return .list(lists.count - 1)
    }

    mutating func addDictionary() -> PickleValue {
        dictionaries.append([])
        return .dictionary(dictionaries.count - 1)
    }
}

import Files

/// A run of elements that tensors are views of.
struct TorchStorage {
    /// Its name in the file.
    let key: String
    let kind: TorchElement
    let count: Int
}

/// A view of a storage; checked to lie inside it.
struct TorchTensor {
    let storage: Int
    /// In elements.
    let start: Int
    let shape: [Int]
    let strides: [Int]
}

/// The type of a storage's elements, by its class.
struct TorchElement: Equatable {
    let name: String
    let size: Int
    /// How it is read; nil if it is not.
    let element: Safetensors.Element?

    private static let known: [(name: String, size: Int, element: Safetensors.Element?)] = [
        ("Float", 4, .f32), ("Half", 2, .f16), ("BFloat16", 2, .bf16), ("Double", 8, .f64),
        ("Long", 8, .i64), ("Int", 4, .i32), ("Short", 2, .i16), ("Char", 1, .i8),
        ("Byte", 1, .u8), ("Bool", 1, .bool), ("ComplexFloat", 8, nil), ("ComplexDouble", 16, nil),
        ("QInt8", 1, nil), ("QUInt8", 1, nil), ("QInt32", 4, nil),
    ]

    /// That of the class `name`, whatever device it was on; nil if there is none.
    init?(name: String) {
        guard
            let found = Self.known.first(where: {
                name == "torch.\($0.name)Storage" || name == "torch.cuda.\($0.name)Storage"
            })
        else { return nil }
        (self.name, size, element) = (name, found.size, found.element)
    }
}

/// The only names whose calls mean something here.
extension PickleHeap {
    /// What calling `function` on the tuple `arguments` would give: a dictionary or a tensor where
    /// PyTorch's own loader gives one, and otherwise a value that is only carried.
    mutating func result(
        of function: PickleValue, on arguments: PickleValue, _ damaged: TorchDamage
    ) throws -> PickleValue {
        guard case .global(let name) = function else {
            if case .foreign = function { return function }
            throw damaged("its pickle calls what is no function")
        }
        guard let given = elements(arguments) else {
            throw damaged("its pickle calls \(name) without a tuple")
        }
        switch name {
        case "collections.OrderedDict": return try dictionary(of: given, damaged)
        case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor":
            return try tensor(given, name, damaged)
        case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
            guard let first = given.first else { throw damaged("\(name) has no tensor") }
            return first
        case "torch._tensor._rebuild_from_type_v2":
            guard given.count >= 3, case .global(let inner) = given[0],
                inner != name
            else { throw damaged("\(name) names no function") }
            return try result(of: given[0], on: given[2], damaged)
        default: return .foreign(name)
        }
    }

    /// What a persistent id stands for: a storage, or an object beside its source.
    mutating func persistent(
        _ id: PickleValue, _ damaged: TorchDamage
    ) throws -> PickleValue {
        guard let parts = elements(id), let kind = parts.first?.text else {
            throw damaged("a persistent id in it is none of PyTorch's")
        }
        if kind == "module", parts.count >= 2 { return parts[1] }
        guard kind == "storage", parts.count >= 5, case .global(let name) = parts[1],
            let key = parts[2].text, let count = parts[4].count
        else { throw damaged("a storage in it is not described as PyTorch does") }
        guard let element = TorchElement(name: name) else {
            throw damaged("it holds elements of \(name), which are not read")
        }
        storages.append(TorchStorage(key: key, kind: element, count: count))
        let storage = storages.count - 1
        // Files before PyTorch 1.6 may name a part of a storage.
        guard parts.count > 5, let view = elements(parts[5]) else { return .storage(storage) }
        guard view.count == 3, let start = view[1].count, let length = view[2].count,
            start <= count, length <= count - start
        else { throw damaged("a part of the storage \(key) lies outside it") }
        tensors.append(
            TorchTensor(storage: storage, start: start, shape: [length], strides: [1]))
        return .tensor(tensors.count - 1)
    }

    /// A state dict has thousands.
    private static let mostCopiedPairs = 1 << 20

    /// An ordered dictionary; from a list of pairs, as Python 2 wrote it, where one is given.
    private mutating func dictionary(
        of arguments: [PickleValue], _ damaged: TorchDamage
    ) throws -> PickleValue {
        let result = addDictionary()
        guard case .dictionary(let place) = result, case .list(let list)? = arguments.first
        else { return result }
        copiedPairs += lists[list].count
        guard copiedPairs <= Self.mostCopiedPairs else {
            throw damaged("it makes dictionaries of the same list over and over")
        }
        for item in lists[list] {
            let pair: [PickleValue]
            switch item {
            case .tuple(let place): pair = tuples[place]
            case .list(let place): pair = lists[place]
            default: continue
            }
            if pair.count == 2 { dictionaries[place].append((pair[0], pair[1])) }
        }
        return result
    }

    /// A tensor of a storage, its first element, shape and strides.
    private mutating func tensor(
        _ arguments: [PickleValue], _ name: String, _ damaged: TorchDamage
    ) throws -> PickleValue {
        guard arguments.count >= 4, let offset = arguments[1].count,
            let shape = counts(arguments[2]), let strides = counts(arguments[3]),
            shape.count == strides.count, shape.count <= 64
        else { throw damaged("\(name) lacks a place, shape or strides that make sense") }
        let storage: Int
        var (start, room) = (offset, 0)
        switch arguments[0] {
        case .storage(let place): (storage, room) = (place, storages[place].count)
        // A part of a storage.
        case .tensor(let place) where tensors[place].shape.count == 1:
            let part = tensors[place]
            guard offset <= part.shape[0] else { throw damaged("a tensor begins outside its part") }
            (storage, start) = (part.storage, part.start + offset)
            room = part.start + part.shape[0]
        case .foreign(let name): return .foreign(name)
        default: throw damaged("\(name) is given no storage")
        }
        guard let last = Self.last(shape, strides) else {
            throw damaged("a tensor has the impossible shape \(shape)")
        }
        guard start <= room, last < 0 || last < room - start else {
            throw damaged(
                "a tensor of shape \(shape) reaches beyond its storage of \(room) elements")
        }
        guard storages[storage].kind.element != nil else {
            return .foreign(storages[storage].kind.name)
        }
        tensors.append(
            TorchTensor(storage: storage, start: start, shape: shape, strides: strides))
        return .tensor(tensors.count - 1)
    }

    /// How far the last element is from the first, −1 where there is none; nil beyond 64 bits, where
    /// the tensor's number of elements, whatever order it is multiplied in, or its bytes are too.
    private static func last(_ shape: [Int], _ strides: [Int]) -> Int? {
        var (count, last) = (8, 0)
        for (axis, stride) in zip(shape, strides) {
            let (product, tooMany) = count.multipliedReportingOverflow(by: max(axis, 1))
            let (step, tooFar) = max(axis - 1, 0).multipliedReportingOverflow(by: stride)
            let (sum, beyond) = last.addingReportingOverflow(step)
            guard !tooMany, !tooFar, !beyond else { return nil }
            (count, last) = (product, sum)
        }
        return shape.contains(0) ? -1 : last
    }
}

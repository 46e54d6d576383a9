import Files
import Foundation

/// The tensors among what was saved: a state dict, on top or inside a checkpoint of training.
struct StateDict {
    /// The keys that lead to it.
    private(set) var path: [String] = []
    private(set) var tensors: [(name: String, tensor: Int)] = []
    /// What lies among them and is not understood, with what it would have called.
    private(set) var unread: [WeightFile.Unread] = []
    /// How many bytes of names there may still be: keys of dictionaries in each other are repeated
    /// for everything below them.
    private var room: Int

    /// Under these keys checkpoints keep their weights; averages of training come first, because
    /// they are what the papers evaluate.
    private static let keys = [
        "state_dict_ema", "model_ema", "ema", "teacher", "state_dict", "model_state_dict", "model",
        "student", "net", "network", "weights", "params", "module",
    ]
    private static let deepest = 8

    /// Finds them in the object that `file` holds.
    ///
    /// - Throws: `UserError` `.badData` if there are none, naming what the file holds instead.
    init(in file: TorchFile) throws {
        var seen: Set<Int> = []
        room = max(1 << 20, file.size)
        guard case .dictionary(var top) = file.object else {
            throw Self.none(in: file, [Self.describe(file.object)])
        }
        while path.count < Self.deepest, let next = try Self.next(in: top, of: file) {
            path.append(next.key)
            top = next.place
        }
        try collect(top, prefix: "", depth: 0, file, &seen)
        guard !tensors.isEmpty else {
            throw Self.none(in: file, unread.prefix(3).map { "\($0.name) (\($0.wanted))" })
        }
    }

    /// The first of the known keys that leads to tensors.
    private static func next(
        in dictionary: Int, of file: TorchFile
    ) throws -> (key: String, place: Int)? {
        // What was seen in vain has no tensors, wherever it is met again.
        var seen: Set<Int> = []
        for key in keys {
            for case (.text(key), .dictionary(let place)) in file.heap.dictionaries[dictionary] {
                var inner = StateDict(room: max(1 << 20, file.size))
                try inner.collect(place, prefix: "", depth: 0, file, &seen)
                if !inner.tensors.isEmpty { return (key, place) }
            }
        }
        return nil
    }

    private init(room: Int) { self.room = room }

    /// Adds what a dictionary holds, and those in it under dotted names, each once.
    private mutating func collect(
        _ place: Int, prefix: String, depth: Int, _ file: TorchFile, _ seen: inout Set<Int>
    ) throws {
        guard depth < Self.deepest, seen.insert(place).inserted else { return }
        for (key, value) in file.heap.dictionaries[place] {
            guard let key = key.text else { continue }
            room -= prefix.utf8.count + key.utf8.count
            guard room >= 0 else {
                throw TorchDamage(origin: file.origin)("its names are longer than all of it")
            }
            switch value {
            case .tensor(let tensor): tensors.append((prefix + key, tensor))
            case .dictionary(let inner):
                try collect(inner, prefix: "\(prefix)\(key).", depth: depth + 1, file, &seen)
            case .foreign(let wanted), .global(let wanted):
                unread.append(.init(name: prefix + key, wanted: wanted))
            default: break
            }
        }
    }

    private static func describe(_ value: PickleValue) -> String {
        switch value {
        case .foreign(let name), .global(let name): name
        case .tensor: "one tensor without a name"
        case .list, .tuple: "a list"
        default: "a plain value"
        }
    }

    private static func none(in file: TorchFile, _ found: [String]) -> UserError {
        UserError(
            .badData,
            "The file \(file.origin) has no tensors by name"
                + (found.isEmpty ? "" : ", but \(found.joined(separator: ", "))")
                + ". Nothing in a file is run, so a whole model cannot be read: save its weights in "
                + "Python by torch.save(model.state_dict(), \"weights.pth\").")
    }

    /// The arrays of the tensors, in row-major order; views that are so in their storage are not
    /// copied.
    ///
    /// - Throws: `UserError` `.badData` for a storage that is missing or too short, a name that
    ///   comes twice, or views that would unfold to more than the whole file.
    func arrays(of file: TorchFile) throws -> [String: Safetensors.Entry] {
        let damaged = TorchDamage(origin: file.origin)
        var storages: [String: Data] = [:]
        var entries: [String: Safetensors.Entry] = [:]
        var copied = 0
        for (name, place) in tensors {
            let tensor = file.heap.tensors[place]
            let storage = file.heap.storages[tensor.storage]
            // A storage is checked against each who names it, and read once.
            guard let element = storage.kind.element, entries[name] == nil else {
                throw damaged("it has two tensors called \(name)")
            }
            let bytes = try storages[storage.key] ?? file.bytes(of: storage)
            storages[storage.key] = bytes
            guard storage.count <= bytes.count / element.size else {
                throw damaged("its storage \(storage.key) is of two lengths")
            }
            let size = tensor.shape.reduce(element.size, *)
            let data: Data
            if tensor.isRowMajor {
                let start = bytes.startIndex + tensor.start * element.size
                data = bytes[start..<(start + size)]
            } else {
                copied += size
                guard size <= file.size, copied <= file.size else {
                    throw damaged(
                        "its tensor \(name) of shape \(tensor.shape) unfolds to more than the file "
                            + "has. Save it as tensor.contiguous()")
                }
                data = bytes.rowMajor(
                    tensor.shape, strides: tensor.strides.map { $0 * element.size },
                    size: element.size, start: tensor.start * element.size)
            }
            entries[name] = .init(element: element, shape: tensor.shape, data: data)
        }
        return entries
    }
}

extension TorchTensor {
    /// Whether the elements follow each other without gaps in row-major order.
    var isRowMajor: Bool {
        var step = 1
        for (axis, stride) in zip(shape, strides).reversed() where axis != 1 {
            guard stride == step else { return shape.contains(0) }
            step *= axis
        }
        return true
    }
}

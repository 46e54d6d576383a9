import Files
import Foundation

/// What PyTorch's `torch.save` wrote, in one of two containers: a zip archive since 1.6, and five
/// pickles before the raw storages until then (torch/serialization.py).
struct TorchFile {
    /// The saved object, a value of `heap`.
    let object: PickleValue
    let heap: PickleHeap
    let container: WeightFile.Container
    /// The bytes of all of the file, which no copies of views may exceed.
    let size: Int
    let origin: String

    private let source: Source

    private enum Source {
        /// Members under this folder.
        case zip(ZipArchive, folder: String)
        /// Parts of the file, by key.
        case legacy([String: Data])
    }

    /// Reads the archive in `bytes`.
    ///
    /// - Throws: `UserError` `.badData`.
    init(zip bytes: Data, origin: String) throws {
        let damaged = TorchDamage(origin: origin)
        let zip = try ZipArchive(bytes, name: origin, kind: "PyTorch file")
        let pickles = zip.names.filter {
            $0.hasSuffix("/data.pkl") && $0.split(separator: "/").count == 2
        }
        if zip.names.contains(where: { $0.hasSuffix("/constants.pkl") || $0.contains("/code/") }) {
            throw UserError(
                .badData,
                "The file \(origin) is a TorchScript archive, a program with its weights, and no "
                    + "program in a file is run. Take its weights out once, in Python: "
                    + "torch.save(torch.jit.load(FILE, \"cpu\").state_dict(), \"weights.pth\").")
        }
        guard pickles.count == 1, let pickle = try zip.bytes(of: pickles[0]) else {
            throw damaged("it has \(pickles.count) members called data.pkl, not one")
        }
        let folder = String(pickles[0].dropLast("data.pkl".count))
        if let order = try zip.bytes(of: folder + "byteorder"), !order.starts(with: "little".utf8) {
            throw damaged("its numbers are big-endian; save it on another machine")
        }
        var reader = PickleReader(pickle, origin: origin)
        object = try reader.value()
        (heap, container, size) = (reader.heap, .zip, bytes.count)
        (source, self.origin) = (.zip(zip, folder: folder), origin)
    }

    /// What files before PyTorch 1.6 begin with, behind the two bytes of the pickle's protocol: a
    /// whole number of ten bytes.
    static let legacyMagic: [UInt8] = [
        0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
    ]

    /// Reads the pickles in `bytes` and finds the storages behind them.
    ///
    /// - Throws: `UserError` `.badData`.
    init(legacy bytes: Data, origin: String) throws {
        let damaged = TorchDamage(origin: origin)
        var reader = PickleReader(bytes, origin: origin)
        _ = try reader.value()
        guard case .integer(1001) = try reader.value() else {
            throw damaged("it is of another version than 1001")
        }
        guard case .dictionary(let system) = try reader.value() else {
            throw damaged("it does not say which machine wrote it")
        }
        for case (.text("little_endian"), .bool(false)) in reader.heap.dictionaries[system] {
            throw damaged("its numbers are big-endian; save it on another machine")
        }
        object = try reader.value()
        guard case .list(let list) = try reader.value() else {
            throw damaged("it does not list its storages")
        }
        var kinds: [String: TorchElement] = [:]
        for storage in reader.heap.storages {
            guard kinds[storage.key, default: storage.kind] == storage.kind else {
                throw damaged("its storage \(storage.key) is of two types")
            }
            kinds[storage.key] = storage.kind
        }
        var storages: [String: Data] = [:]
        var place = reader.place
        for key in reader.heap.lists[list] {
            guard let key = key.text, let kind = kinds[key], storages[key] == nil else {
                throw damaged("it lists a storage that nothing describes, or one twice")
            }
            guard place <= bytes.count - 8 else { throw damaged("it is cut off") }
            let count = bytes[place..<(place + 8)].reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            place += 8
            guard count <= (bytes.count - place) / kind.size else {
                throw damaged("its storage \(key) of \(count) elements is cut off")
            }
            storages[key] = bytes[place..<(place + Int(count) * kind.size)]
            place += Int(count) * kind.size
        }
        (heap, container, size) = (reader.heap, .legacy, bytes.count)
        (source, self.origin) = (.legacy(storages), origin)
    }

    /// The bytes of a storage, not copied where the file has them as they are.
    func bytes(of storage: TorchStorage) throws -> Data {
        let damaged = TorchDamage(origin: origin)
        let found: Data?
        switch source {
        case .zip(let zip, let folder): found = try zip.bytes(of: "\(folder)data/\(storage.key)")
        case .legacy(let storages): found = storages[storage.key]
        }
        guard let found else { throw damaged("its storage \(storage.key) is missing") }
        guard storage.count <= found.count / storage.kind.size else {
            throw damaged(
                "its storage \(storage.key) has \(found.count) bytes, too few for "
                    + "\(storage.count) elements")
        }
        return found
    }
}

/// What is wrong with a file of PyTorch's, as an error with its name.
struct TorchDamage: Sendable {
    let origin: String

    func callAsFunction(_ reason: String) -> UserError {
        UserError(.badData, "The file \(origin) is not a sound PyTorch file: \(reason).")
    }
}

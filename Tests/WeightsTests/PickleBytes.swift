import Foundation

/// Pickles written by hand, operation by operation, as hostile files would hold them.
enum PickleBytes {
    static let (none, mark, tuple, dictionary, setItems, reduce, emptyTuple, persistent) = (
        [UInt8(0x4e)], [UInt8(0x28)], [UInt8(0x74)], [UInt8(0x7d)], [UInt8(0x75)], [UInt8(0x52)],
        [UInt8(0x29)], [UInt8(0x51)]
    )

    static func text(_ text: String) -> [UInt8] {
        [0x58] + bytes(UInt32(text.utf8.count)) + Array(text.utf8)
    }

    /// LONG1 of eight bytes.
    static func number(_ value: Int) -> [UInt8] { [0x8a, 8] + bytes(value) }

    static func numbers(_ values: [Int]) -> [UInt8] {
        mark + values.flatMap { number($0) } + tuple
    }

    static func global(_ module: String, _ name: String) -> [UInt8] {
        Array("c\(module)\n\(name)\n".utf8)
    }

    static func storage(
        _ key: String = "0", _ count: Int = 2, type: String = "FloatStorage",
        module: String = "torch", location: String = "cpu"
    ) -> [UInt8] {
        mark + text("storage") + global(module, type) + text(key) + text(location) + number(count)
            + tuple + persistent
    }

    static func tensor(
        _ storage: [UInt8] = storage(), start: Int = 0, shape: [Int] = [2], strides: [Int] = [1]
    ) -> [UInt8] {
        global("torch._utils", "_rebuild_tensor_v2") + mark + storage + number(start)
            + numbers(shape) + numbers(strides) + [0x89] + none + tuple + reduce
    }

    static func dictionary(_ items: [(String, [UInt8])]) -> [UInt8] {
        dictionary + mark + items.flatMap { text($0.0) + $0.1 } + setItems
    }

    /// A file of PyTorch before 1.6 with this object and, for each key, a storage of so many elements,
    /// all zero; `claim` is the number that it states.
    static func legacy(
        _ object: [UInt8], storages: [(key: String, count: Int)] = [("0", 2)], claim: Int? = nil,
        system: [UInt8] = dictionary, version: Int = 1001
    ) -> Data {
        let magic: [UInt8] = [
            0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
        ]
        let keys = [0x5d] + mark + storages.flatMap { text($0.key) } + [0x65]
        let pickles = [magic, number(version), system, object, keys]
        var file = Data(pickles.flatMap { [0x80, 2] + $0 + [0x2e] })
        for storage in storages {
            file += bytes(claim ?? storage.count) + Data(count: 4 * storage.count)
        }
        return file
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

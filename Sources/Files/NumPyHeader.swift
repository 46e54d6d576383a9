import Foundation

/// The header of a .npy file, read with suspicion: a magic word, the version, a length, and a
/// dictionary that says type, memory order and shape.
struct NumPyHeader {
    let element: NumPyArray.Element
    let shape: [Int]
    let isColumnMajor: Bool
    /// Bytes before the first element.
    let length: Int

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// NumPy refuses longer headers too.
    private static let longest = 10_000
    /// NumPy has no arrays of more.
    private static let mostAxes = 64

    /// Reads the header of a whole file's `bytes` and checks that the elements fill the rest.
    init(_ bytes: Data, origin: String) throws {
        func damaged(_ reason: String) -> UserError {
            UserError(.badData, "\(origin) is not a sound NumPy array: \(reason).")
        }
        let start = Array(bytes.prefix(12))
        guard start.starts(with: Self.magic), start.count >= 10 else {
            throw damaged("it does not start as a .npy file does")
        }
        guard (1...3).contains(start[6]), start[7] == 0, start.count == 12 else {
            throw damaged("it is of version \(start[6]).\(start[7]), or cut off")
        }
        let wide = start[6] > 1
        let textLength = start[8..<(wide ? 12 : 10)].reversed().reduce(0) { $0 << 8 | Int($1) }
        length = (wide ? 12 : 10) + textLength
        guard textLength <= Self.longest, length <= bytes.count else {
            throw damaged("its header claims \(textLength) bytes, of \(bytes.count) in all")
        }
        let text = bytes.dropFirst(length - textLength).prefix(textLength)
        guard let entries = NumPyDictionary(String(decoding: text, as: UTF8.self)),
            let type = entries.type, let isColumnMajor = entries.isColumnMajor,
            let shape = entries.shape
        else { throw damaged("its header does not say descr, fortran_order and shape") }
        (self.shape, self.isColumnMajor) = (shape, isColumnMajor && shape.count > 1)
        guard let element = NumPyArray.Element(code: type) else {
            throw Self.unreadable(type, origin)
        }
        self.element = element
        guard shape.count <= Self.mostAxes else {
            throw damaged("it has \(shape.count) axes")
        }
        var size = element.size
        for axis in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: axis)
            guard !overflow else { throw damaged("it has the impossible shape \(shape)") }
            size = product
        }
        guard bytes.count - length == size else {
            throw damaged(
                "its shape \(shape) needs \(size) bytes, but it has \(bytes.count - length). "
                    + (bytes.count - length < size
                        ? "It may be cut off" : "Something was put behind it"))
        }
    }

    private static func unreadable(_ type: String, _ origin: String) -> UserError {
        let reason =
            if type.hasPrefix("[") {
                "has fields of several types. Save each field as an array of its own"
            } else if type.dropFirst().hasPrefix("O") {
                "holds Python objects, which are never loaded, because loading them runs code. "
                    + "Save numbers, or text by numpy.array(names, dtype=str)"
            } else if type.hasPrefix(">") {
                "is big-endian (\(type)). Save it as array.astype(\"<\(type.dropFirst())\")"
            } else {
                "has elements of type \(type), which cannot be read. Save it as float32, int64 "
                    + "or text, by array.astype"
            }
        return UserError(.badData, "\(origin) \(reason).")
    }

    /// The header that stands before the elements of such an array, padded so that they start at a
    /// multiple of 64.
    static func bytes(_ element: NumPyArray.Element, _ shape: [Int]) -> Data {
        let axes =
            shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
        let text = "{'descr': '\(element.code)', 'fortran_order': False, 'shape': (\(axes)), }"
        let padding = (64 - (10 + text.utf8.count + 1) % 64) % 64
        let length = text.utf8.count + padding + 1
        return Data(magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)])
            + Data((text + String(repeating: " ", count: padding) + "\n").utf8)
    }
}

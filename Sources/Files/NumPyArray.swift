import Foundation

/// One array in a file that NumPy writes by `numpy.save` (.npy), in the versions 1.0, 2.0 and 3.0
/// of its format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a header
/// with the type and the shape, then the elements.
///
/// Little-endian numbers and text are read, in either memory order. Python objects are not: to load
/// them is to run code that the file brings along.
public struct NumPyArray: Sendable, Equatable {
    /// The type of an array's elements.
    public enum Element: Sendable, Equatable {
        /// IEEE 754 half, single or double precision.
        case float16, float32, float64
        /// A signed integer.
        case int8, int16, int32, int64
        /// An unsigned integer.
        case uint8, uint16, uint32, uint64
        /// A byte that is 0 or 1.
        case bool
        /// Text of at most `length` Unicode scalars, each in four bytes.
        case text(length: Int)
        /// Text of at most `length` bytes, read as UTF-8.
        case byteText(length: Int)
    }

    /// The type of the elements.
    public let element: Element
    /// The sizes of the axes; empty for a single number.
    public let shape: [Int]
    /// The elements' bytes, little-endian, in row-major order.
    public let data: Data
    /// What messages call it: the file, or the array in it; empty if it was made here.
    public private(set) var origin = ""

    /// Equal if type, shape and elements are, wherever they came from.
    public static func == (a: NumPyArray, b: NumPyArray) -> Bool {
        a.element == b.element && a.shape == b.shape && a.data == b.data
    }

    /// An array of `shape` from its elements' bytes.
    public init(element: Element, shape: [Int], data: Data) {
        let count = shape.reduce(1, *) * element.size
        guard data.count == count, shape.allSatisfy({ $0 >= 0 }) else {
            fatalError("\(shape) of \(element.code) are \(count) bytes, not \(data.count).")
        }
        (self.element, self.shape, self.data) = (element, shape, data)
    }

    /// Reads the .npy file at `url`. Nothing in it is trusted: no allocation exceeds its size.
    ///
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.badData` naming the file and
    ///   what is wrong in it, `.inputOutput` if reading breaks off.
    ///
    /// - Parameter mapped: as for `InputFile`.
    public init(contentsOf url: URL, mappedFrom mapped: Int = .max) throws {
        try self.init(try InputFile.read(url, mappedFrom: mapped), origin: "The file \(url.path)")
    }

    /// Reads the bytes of a .npy file.
    ///
    /// - Parameter origin: what messages call it, as the start of a sentence.
    /// - Throws: `UserError` `.badData`, as for a file.
    init(_ bytes: Data, origin: String) throws {
        let header = try NumPyHeader(bytes, origin: origin)
        let body = bytes.dropFirst(header.length)
        let (element, shape) = (header.element, header.shape)
        (self.element, self.shape) = (element, shape)
        if header.isColumnMajor {
            let size = element.size
            let strides = shape.indices.map { axis in shape[..<axis].reduce(size, *) }
            data = body.rowMajor(shape, strides: strides, size: size)
        } else {
            // A slice: a copy of a file that is mapped would be all in memory.
            data = body
        }
        self.origin = origin
    }

    /// Replaces the file at `url` by this array as a .npy file; errors as of `AtomicFile`. Equal
    /// arrays give equal bytes.
    public func write(to url: URL) throws { try AtomicFile.write(bytes, to: url) }

    /// The bytes of this array's .npy file.
    public var bytes: Data { NumPyHeader.bytes(element, shape) + data }
}

extension NumPyArray.Element {
    /// Bytes per element.
    public var size: Int {
        switch self {
        case .int8, .uint8, .bool: 1
        case .float16, .int16, .uint16: 2
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        case .text(let length): 4 * length
        case .byteText(let length): length
        }
    }

    private static let numbers: [(code: String, element: Self)] = [
        ("<f2", .float16), ("<f4", .float32), ("<f8", .float64),
        ("|i1", .int8), ("<i2", .int16), ("<i4", .int32), ("<i8", .int64),
        ("|u1", .uint8), ("<u2", .uint16), ("<u4", .uint32), ("<u8", .uint64), ("|b1", .bool),
    ]

    /// NumPy's code for the type.
    var code: String {
        switch self {
        case .text(let length): "<U\(length)"
        case .byteText(let length): "|S\(length)"
        default: Self.numbers.first { $0.element == self }!.code
        }
    }

    /// The type of NumPy's code; nil if it is none that can be read.
    init?(code: String) {
        if let known = Self.numbers.first(where: { $0.code == code }) {
            self = known.element
            return
        }
        // A text of no size would let any shape fit any file.
        guard let length = Int(code.dropFirst(2)), (1...(1 << 40)).contains(length) else {
            return nil
        }
        switch code.prefix(2) {
        case "<U": self = .text(length: length)
        case "|S": self = .byteText(length: length)
        default: return nil
        }
    }
}

import Files
import Foundation

/// An interpreter of pickles that only reads: a name stays a name, a call becomes a value that says
/// what it would have called, and a tensor is what PyTorch's own few functions describe
/// (`TorchObjects.swift`). Nothing in a file is ever executed.
struct PickleReader {
    private(set) var heap = PickleHeap()
    /// The place of the next byte, counted from the first.
    private(set) var place: Int

    private let bytes: Data
    private let damaged: TorchDamage
    private var stack: [PickleValue] = []
    /// The heights of the stack at which marks lie.
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]

    /// Each takes a few bytes of memory, and a state dict of a thousand tensors has 30,000.
    private static let mostOperations = 1 << 23

    /// - Parameters:
    ///   - bytes: where pickles lie.
    ///   - place: the first one's place.
    ///   - origin: the file, for messages.
    init(_ bytes: Data, at place: Int = 0, origin: String) {
        (self.bytes, self.place, damaged) = (bytes, place, TorchDamage(origin: origin))
    }

    /// The value of the next pickle; afterwards `place` is behind it.
    ///
    /// - Throws: `UserError` `.badData` saying what is wrong, or which operation is not read.
    mutating func value() throws -> PickleValue {
        (stack, marks, memo) = ([], [], [:])
        for _ in 0..<Self.mostOperations {
            let code = try number(1)
            guard let operation = PickleOperation(rawValue: UInt8(code)) else {
                throw damaged(
                    "byte \(place - 1) of its pickle is the operation 0x\(String(code, radix: 16)),"
                        + " which no state dict needs")
            }
            if operation == .stop { return try pop() }
            try perform(operation)
        }
        throw damaged("its pickle has more than \(Self.mostOperations) operations")
    }

    private mutating func perform(_ operation: PickleOperation) throws {
        switch operation {
        case .proto: _ = try number(1)
        case .frame: _ = try take(8)
        case .stop: break

        case .none: stack.append(.none)
        case .newTrue: stack.append(.bool(true))
        case .newFalse: stack.append(.bool(false))
        case .binInt: stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
        case .binInt1: stack.append(.integer(try number(1)))
        case .binInt2: stack.append(.integer(try number(2)))
        case .long1: stack.append(Self.long(try take(try number(1))))
        case .binFloat:
            let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            stack.append(.number(Double(bitPattern: bits)))

        case .binUnicode, .binString: try pushText(lengthOf: 4)
        case .shortBinUnicode, .shortBinString: try pushText(lengthOf: 1)
        case .binUnicode8: try pushText(lengthOf: 8)
        case .binBytes: try pushBytes(lengthOf: 4)
        case .shortBinBytes: try pushBytes(lengthOf: 1)
        case .binBytes8: try pushBytes(lengthOf: 8)

        case .mark: marks.append(stack.count)
        case .emptyTuple: stack.append(heap.add(tuple: []))
        case .tuple: stack.append(heap.add(tuple: try popToMark()))
        case .tuple1: stack.append(heap.add(tuple: try pop(1)))
        case .tuple2: stack.append(heap.add(tuple: try pop(2)))
        case .tuple3: stack.append(heap.add(tuple: try pop(3)))
        case .emptyList: stack.append(heap.addList())
        case .append: try extendList(by: try pop(1))
        case .appends, .addItems: try extendList(by: try popToMark())
        case .emptyDict: stack.append(heap.addDictionary())
        case .setItem: try extendDictionary(by: try pop(2))
        case .setItems: try extendDictionary(by: try popToMark())
        case .emptySet: stack.append(.foreign("a set"))

        case .binPut: memo[try number(1)] = try top()
        case .longBinPut: memo[try number(4)] = try top()
        case .memoize: memo[memo.count] = try top()
        case .binGet: try recall(try number(1))
        case .longBinGet: try recall(try number(4))

        case .global: stack.append(.global(try line() + "." + (try line())))
        case .stackGlobal:
            let names = try pop(2).compactMap(\.text)
            guard names.count == 2 else { throw damaged("a name in its pickle is no text") }
            stack.append(.global(names.joined(separator: ".")))
        case .reduce, .newObject:
            let parts = try pop(2)
            stack.append(try heap.result(of: parts[0], on: parts[1], damaged))
        case .newObjectKeywords:
            let parts = try pop(3)
            stack.append(try heap.result(of: parts[0], on: parts[1], damaged))
        // What an object is filled with; that of an ordered dictionary are notes on versions.
        case .build: _ = try pop()
        case .persistentID: stack.append(try heap.persistent(try pop(), damaged))
        }
    }

    // MARK: The stack

    private func top() throws -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else { throw empty }
        return value
    }

    private mutating func pop() throws -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func pop(_ count: Int) throws -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw empty }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws -> [PickleValue] {
        guard let mark = marks.popLast() else { throw damaged("its pickle lacks a mark") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func recall(_ key: Int) throws {
        guard let value = memo[key] else {
            throw damaged("its pickle recalls a value \(key) that it never kept")
        }
        stack.append(value)
    }

    private mutating func extendList(by values: [PickleValue]) throws {
        switch try top() {
        case .list(let place): heap.lists[place] += values
        case .foreign: break
        default: throw damaged("its pickle appends to what is no list")
        }
    }

    private mutating func extendDictionary(by values: [PickleValue]) throws {
        guard values.count.isMultiple(of: 2) else { throw damaged("a key lacks its value") }
        switch try top() {
        case .dictionary(let place):
            for index in stride(from: 0, to: values.count, by: 2) {
                heap.dictionaries[place].append((values[index], values[index + 1]))
            }
        case .foreign: break
        default: throw damaged("its pickle sets an item of what is no dictionary")
        }
    }

    // MARK: The bytes

    private mutating func take(_ count: Int) throws -> Data {
        guard count >= 0, count <= bytes.count - place else { throw cutOff }
        defer { place += count }
        let start = bytes.startIndex + place
        return bytes[start..<(start + count)]
    }

    /// The next `count` bytes as a number, little-endian; what no file is as long as is negative.
    private mutating func number(_ count: Int) throws -> Int {
        guard count <= bytes.count - place else { throw cutOff }
        defer { place += count }
        let start = bytes.startIndex + place
        return (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }

    private mutating func line() throws -> String {
        // No name is as long.
        let start = bytes.startIndex + place
        let room = bytes[start..<(start + min(1024, bytes.count - place))]
        guard let end = room.firstIndex(of: UInt8(ascii: "\n")) else {
            throw damaged("a name in its pickle has no end")
        }
        let text = try take(end - room.startIndex)
        _ = try take(1)
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func pushText(lengthOf bytes: Int) throws {
        stack.append(.text(String(decoding: try take(try number(bytes)), as: UTF8.self)))
    }

    private mutating func pushBytes(lengthOf bytes: Int) throws {
        _ = try take(try number(bytes))
        stack.append(.foreign("bytes"))
    }

    /// A whole number in two's complement, little-endian.
    private static func long(_ bytes: Data) -> PickleValue {
        guard bytes.count <= 8 else { return .foreign("a whole number beyond 64 bits") }
        let isNegative = (bytes.last ?? 0) & 0x80 != 0
        return .integer(
            bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) })
    }

    private var cutOff: UserError {
        damaged("its pickle is cut off, or a length in it is wrong")
    }

    private var empty: UserError { damaged("its pickle takes from an empty stack") }
}

import Files
import Foundation

/// The numbers of a feature table: in memory, or in a file that is mapped into it, of which the system
/// keeps what it has room for.
public struct FeatureNumbers: Sendable {
    private enum Storage {
        case array([Float])
        case mapped(MappedNumbers)
    }

    private let storage: Storage

    /// Numbers in memory.
    public init(_ numbers: [Float]) { storage = .array(numbers) }

    /// Numbers as they lie in a file: little-endian single precision. Those of so many bytes, which
    /// lie as numbers do in memory, stay where they are; others are copied.
    init(_ data: Data, mappedFrom least: Int) {
        if data.count >= least, let mapped = MappedNumbers(data) {
            storage = .mapped(mapped)
        } else {
            storage = .array(
                [Float](unsafeUninitializedCapacity: data.count / 4) { numbers, count in
                    count = data.copyBytes(to: numbers) / 4
                })
        }
    }

    /// How many.
    public var count: Int { withUnsafeBufferPointer(\.count) }

    /// Whether they lie in a file.
    public var areMapped: Bool { if case .mapped = storage { true } else { false } }

    /// All of them in memory: copied, where they lie in a file.
    public var array: [Float] {
        switch storage {
        case .array(let numbers): numbers
        case .mapped(let numbers): Array(numbers.all)
        }
    }

    /// Some of them: copied, where they lie in a file.
    public subscript(range: Range<Int>) -> ArraySlice<Float> {
        switch storage {
        case .array(let numbers): numbers[range]
        case .mapped(let numbers): ArraySlice(numbers.all[range])
        }
    }

    /// Calls `body` with them where they lie.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        switch storage {
        case .array(let numbers): try numbers.withUnsafeBufferPointer(body)
        case .mapped(let numbers): try body(numbers.all)
        }
    }
}

/// Numbers in a file that is mapped into memory as long as somebody holds them.
private final class MappedNumbers: @unchecked Sendable {
    let all: UnsafeBufferPointer<Float>
    private let owner: Data

    /// Nil where they do not lie as numbers do in memory.
    init?(_ data: Data) {
        // The bytes stay where they are: nothing writes to them, and the owner holds them.
        let numbers = data.withUnsafeBytes { bytes -> UnsafeBufferPointer<Float>? in
            let start = UInt(bitPattern: bytes.baseAddress)
            guard start % 4 == 0, bytes.count % 4 == 0 else { return nil }
            return bytes.bindMemory(to: Float.self)
        }
        guard let numbers else { return nil }
        (all, owner) = (numbers, data)
    }
}

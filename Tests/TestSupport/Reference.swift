import Foundation
import Testing

/// How a test makes an input of a reference: the arguments of `Pattern.values`, and the shape.
public struct ReferenceInput: Decodable, Sendable {
    /// The name that `Pattern.values` gets.
    public let pattern: String
    /// The input's dimensions, images first.
    public let shape: [Int]
    /// The half width of the range.
    public let scale: Float
    /// The middle of the range.
    public let offset: Float

    /// Row-major numbers of the shape.
    public var values: [Float] {
        Pattern.values(pattern, count: shape.reduce(1, *), scale: scale, offset: offset)
    }
}

/// What PyTorch computed: every value, or of a large array a check of them.
public struct ReferenceResult: Decodable, Sendable {
    /// The result's dimensions; empty for a scalar.
    public let shape: [Int]
    /// Every value, row-major; nil for a large result.
    public let values: [Double]?
    let sum: Double?
    let sumOfSquares: Double?
    let projection: Double?
    let places: [Int]?
    let samples: [Double]?

    /// Records an issue unless `actual` agrees. An element may be off by `relative` times the sum
    /// of its own size and the root mean square of all; a sum or projection by `relative` times the
    /// Euclidean norm of all.
    /// - Parameter actual: row-major values of `shape`.
    public func expect<Value: BinaryFloatingPoint>(
        _ actual: [Value], relative: Double = 1e-5, _ name: String = "result",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        if let difference = difference(from: actual, relative: relative) {
            Issue.record("\(name): \(difference)", sourceLocation: sourceLocation)
        }
    }

    /// Nil when `actual` agrees, else what differs, as a sentence.
    public func difference<Value: BinaryFloatingPoint>(
        from actual: [Value], relative: Double
    ) -> String? {
        let count = shape.reduce(1, *)
        guard actual.count == count else {
            return "\(actual.count) elements instead of \(count) (\(shape))"
        }
        let squares = sumOfSquares ?? (values ?? []).reduce(0) { $0 + $1 * $1 }
        let absolute = relative * (squares / Double(max(count, 1))).squareRoot()
        if let values {
            return TestSupport.difference(actual, values, relative: relative, absolute: absolute)
        }
        guard let sum, let projection, let places, let samples else {
            return "the reference holds neither values nor a whole check"
        }
        let sampled = places.map { actual[$0] }
        if let difference = TestSupport.difference(
            sampled, samples, relative: relative, absolute: absolute)
        {
            return "of samples at \(places): \(difference)"
        }
        let weights = Pattern.values("projection", count: count)
        let found = [
            actual.reduce(0.0) { $0 + Double($1) },
            zip(actual, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) },
        ]
        return TestSupport.difference(
            found, [sum, projection], relative: 0, absolute: relative * squares.squareRoot()
        ).map { "of sum and projection: \($0)" }
            ?? TestSupport.difference(
                [actual.reduce(0.0) { $0 + Double($1) * Double($1) }], [squares],
                relative: 2 * relative, absolute: 0
            ).map { "of sum of squares: \($0)" }
    }
}

/// A reference that lacks what a test asks for: the sentence names both.
public struct ReferenceError: Error, CustomStringConvertible {
    /// What is missing where.
    public let description: String
}

extension Dictionary where Key == String {
    /// The value of `key`, or an error that names it, `owner` and the keys there are.
    func require(_ key: String, of owner: String) throws -> Value {
        guard let value = self[key] else {
            throw ReferenceError(
                description: "The reference “\(owner)” has no “\(key)”, only \(keys.sorted()).")
        }
        return value
    }
}

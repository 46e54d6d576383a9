import Foundation
import Testing

/// `operations.json`: what PyTorch computes for each operation.
public struct OperationReferences: Decodable, Sendable {
    /// The version of PyTorch that made the numbers.
    public let torch: String
    /// Every case, in the order of the script.
    public let cases: [OperationReference]

    /// Reads the file; a missing or damaged one is an error of Foundation's decoder.
    public init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }

    /// The cases of one operation, such as "conv2d"; an operation without any is an error, so that
    /// no loop over cases passes by being empty.
    public func cases(of operation: String) throws -> [OperationReference] {
        let found = cases.filter { $0.operation == operation }
        guard !found.isEmpty else {
            throw ReferenceError(description: "No reference for the operation “\(operation)”.")
        }
        return found
    }
}

/// One operation on one set of inputs.
public struct OperationReference: Decodable, Sendable, CustomTestStringConvertible {
    /// The operation and what is special about the case.
    public let name: String
    /// The operation, such as "conv2d".
    public let operation: String
    let inputs: [String: ReferenceInput]
    let numbers: [String: Double]
    let integers: [String: [Int]]
    let results: [String: ReferenceResult]

    /// The name, in test reports.
    public var testDescription: String { name }

    /// The input of a name ("x", "weight", "upstream", …).
    public func input(_ name: String) throws -> ReferenceInput {
        try inputs.require(name, of: self.name)
    }

    /// A number of the case ("stride", "epsilon", "learningRate", …).
    public func number(_ name: String) throws -> Double {
        try numbers.require(name, of: self.name)
    }

    /// A whole number of the case ("stride", "padding", "turns").
    public func integer(_ name: String) throws -> Int {
        try Int(number(name))
    }

    /// A list of whole numbers ("labels", "permutation").
    public func integers(_ name: String) throws -> [Int] {
        try integers.require(name, of: self.name)
    }

    /// A result: "y", or the gradient of an input ("dx", "dweight", …).
    public func result(_ name: String) throws -> ReferenceResult {
        try results.require(name, of: self.name)
    }

    /// Records an issue unless `actual` agrees with the result of a name.
    public func expect<Value: BinaryFloatingPoint>(
        _ name: String, _ actual: [Value], relative: Double = 1e-5,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try result(name).expect(
            actual, relative: relative, "\(self.name), \(name)", sourceLocation: sourceLocation)
    }
}

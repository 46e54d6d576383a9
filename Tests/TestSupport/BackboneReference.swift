import Foundation
import Testing

/// `backbones.json`: one training step of each backbone in PyTorch.
public struct BackboneReferences: Decodable, Sendable {
    /// The version of PyTorch that made the numbers.
    public let torch: String
    /// Every case, in the order of the script.
    public let cases: [BackboneReference]

    /// Reads the file; a missing or damaged one is an error of Foundation's decoder.
    public init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }

    /// The case of a name ("conv4", "resnet12 quarter width", "wrn-28-10", …).
    public func named(_ name: String) throws -> BackboneReference {
        try Dictionary(uniqueKeysWithValues: cases.map { ($0.name, $0) })
            .require(name, of: "backbones.json")
    }
}

/// One backbone, its parameters and images, and what a training step makes of them: the cross
/// entropy of `features · classifierᵀ`, without bias, against `labels`, mean over images.
public struct BackboneReference: Decodable, Sendable, CustomTestStringConvertible {
    /// The backbone and what is special about the case.
    public let name: String
    /// Parameters and running statistics; the pattern's name is the state-dict name. The counters
    /// `num_batches_tracked` are left out. None where their rule is `ParameterRule`.
    public let parameters: [ReferenceInput]
    /// The head's weights: (classes, features), named "classifier.weight".
    public let classifier: ReferenceInput
    /// The images: (images, 3, height, width).
    public let images: ReferenceInput
    /// One class for each image.
    public let labels: [Int]
    /// The loss in training mode.
    public let loss: Double
    /// (images, features) in training mode.
    public let features: ReferenceResult
    /// (images, features) in evaluation mode, with the running statistics of before the step.
    public let evaluatedFeatures: ReferenceResult
    /// How far PyTorch's own float32 is from these numbers, relative, by kind of number.
    public let float32: [String: Double]
    let gradients: [String: GradientCheck]
    let statistics: [String: StatisticsCheck]

    struct GradientCheck: Decodable, Sendable {
        let norm: Double
        let projection: Double
    }

    struct StatisticsCheck: Decodable, Sendable {
        let norm: Double
        let first: [Double]
    }

    /// The name, in test reports.
    public var testDescription: String { name }

    /// Names of everything that has a gradient here, sorted: each parameter, "classifier.weight"
    /// and "images".
    public var gradientNames: [String] { gradients.keys.sorted() }

    /// Names of the running means and variances, sorted.
    public var statisticsNames: [String] { statistics.keys.sorted() }

    /// Records an issue unless the gradient of `name` has the norm and the projection of the
    /// reference, within `relative` of the norm, or of a hundredth of the largest gradient's: one
    /// of nothing, as of a shift before another normalisation, is rounding alone.
    /// - Parameter actual: the gradient, row-major in the state dict's shape.
    public func expectGradient(
        _ name: String, _ actual: [Float], relative: Double = 1e-4,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let check = try gradients.require(name, of: self.name)
        let largest = gradients.values.map(\.norm).max()!
        let norm = actual.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let weights = Pattern.values("projection", count: actual.count)
        let projection = zip(actual, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        expectClose(
            [norm, projection], [check.norm, check.projection],
            relative: 0, absolute: relative * max(check.norm, 1e-2 * largest),
            "\(self.name), [norm, projection] of the gradient of \(name)",
            sourceLocation: sourceLocation)
    }

    /// Records an issue unless the running statistics `name` after the step have the norm and the
    /// first elements of the reference, within `relative` of the root mean square.
    /// - Parameter actual: one number for each channel.
    public func expectStatistics(
        _ name: String, _ actual: [Float], relative: Double = 1e-4,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let check = try statistics.require(name, of: self.name)
        let norm = actual.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let text = "\(self.name), \(name)"
        expectClose(
            norm, check.norm, relative: relative, absolute: 0, "\(text), norm",
            sourceLocation: sourceLocation)
        expectClose(
            Array(actual.prefix(4)), check.first,
            relative: relative,
            absolute: relative * check.norm / Double(max(actual.count, 1)).squareRoot(),
            "\(text), first elements", sourceLocation: sourceLocation)
    }
}

import Foundation
import TestSupport
import Testing

/// The reference file beside the tests of a target, found from this file's place.
func referenceFile(_ target: String) -> URL {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let name = target == "Tensors" ? "operations.json" : "backbones.json"
    return tests.appending(path: "\(target)Tests/References/\(name)")
}

@Suite("Reference files")
struct ReferenceTests {
    @Test("every operation of the engine has cases")
    func operations() throws {
        let references = try OperationReferences(contentsOf: referenceFile("Tensors"))
        for operation in [
            "conv2d", "batch_norm training", "batch_norm evaluation", "relu", "leaky_relu", "add",
            "max_pool", "average_pool", "flatten", "linear", "cross_entropy",
            "mixed_cross_entropy", "cosine", "mix", "rotate", "dropout", "sgd", "adam", "adamw",
        ] {
            #expect(try !references.cases(of: operation).isEmpty)
        }
        #expect(Set(references.cases.map(\.name)).count == references.cases.count)
        #expect(throws: ReferenceError.self) { try references.cases(of: "conv3d") }
    }

    @Test("a name that is not there is an error that says so")
    func missingNames() throws {
        let references = try OperationReferences(contentsOf: referenceFile("Tensors"))
        let relu = try references.cases(of: "relu")[0]
        #expect(throws: ReferenceError.self) { try relu.input("weight") }
        #expect(throws: ReferenceError.self) { try relu.number("stride") }
        #expect(throws: ReferenceError.self) { try relu.integers("labels") }
        #expect(throws: ReferenceError.self) { try relu.result("dweight") }
    }

    @Test("a checked result notices one wrong value, swapped values, NaN and another size")
    func largeResults() throws {
        let references = try OperationReferences(contentsOf: referenceFile("Tensors"))
        let flatten = try references.cases(of: "flatten")[0]
        let result = try flatten.result("y")
        let right = try flatten.input("x").values
        #expect(result.values == nil)
        #expect(result.difference(from: right, relative: 1e-6) == nil)
        // Neither place is sampled.
        var wrong = right
        wrong[1] += 0.1
        #expect(result.difference(from: wrong, relative: 1e-4) != nil)
        wrong = right
        wrong.swapAt(1, 2)
        #expect(result.difference(from: wrong, relative: 1e-4) != nil)
        wrong[1] = .nan
        #expect(result.difference(from: wrong, relative: 1e-4) != nil)
        #expect(result.difference(from: Array(right.dropLast()), relative: 1e-4) != nil)
    }

    @Test("every backbone has a case with parameters, labels and a gradient for each parameter")
    func backbones() throws {
        let references = try BackboneReferences(contentsOf: referenceFile("Backbones"))
        #expect(
            references.cases.map(\.name) == [
                "conv4", "conv4 odd sizes", "resnet12", "resnet12 quarter width", "resnet18",
                "wrn-28-2", "wrn-28-10",
            ])
        for reference in references.cases {
            #expect(reference.labels.count == reference.images.shape[0])
            let names = Set(reference.parameters.map(\.pattern) + ["classifier.weight", "images"])
            #expect(names == Set(reference.gradientNames + reference.statisticsNames))
            // The tolerance of 1e-4 that the backbones' tests ask for is twenty times PyTorch's
            // own rounding.
            #expect(reference.float32.values.allSatisfy { $0 < 5e-6 })
        }
        #expect(throws: ReferenceError.self) { try references.named("conv5") }
    }

    @Test("a gradient of the right norm and the wrong direction is noticed")
    func gradientDirection() throws {
        let references = try BackboneReferences(contentsOf: referenceFile("Backbones"))
        let conv4 = try references.named("conv4")
        // The reference's norm, spread evenly over the 64 channels.
        let even = [Float](repeating: 0.602542074 / 8, count: 64)
        withKnownIssue { try conv4.expectGradient("block1.bn.bias", even) }
        withKnownIssue { try conv4.expectStatistics("block1.bn.running_mean", []) }
        withKnownIssue {
            try conv4.expectGradient("block1.bn.bias", [Float](repeating: .nan, count: 64))
        }
        #expect(throws: ReferenceError.self) { try conv4.expectGradient("block9.bn.bias", []) }
    }
}

import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Connectionist temporal classification")
struct TemporalClassificationTests {
    private struct Case: Decodable {
        let name: String
        let frames, classes: Int
        let labels: [[Int]]
        let scores: [Float]
        /// Nil where infinite.
        let losses: [Double?]
        let gradient: [Double]
    }

    private struct File: Decodable { let cases: [Case] }

    private let device = Device(threads: 2)

    private func cases() throws -> [Case] {
        let url = Bundle.module.url(
            forResource: "ctc", withExtension: "json", subdirectory: "References")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: url!)).cases
    }

    private func scores(_ values: [Float], classes: Int) -> Tensor {
        Tensor(
            device, values, shape: [values.count / classes, classes], needsGradient: true)
    }

    @Test("losses and gradients are PyTorch's, infinite ones as with zero_infinity")
    func pyTorch() throws {
        let cases = try cases()
        #expect(cases.count == 9)
        for reference in cases {
            let x = scores(reference.scores, classes: reference.classes)
            let tape = Tape(device)
            let (loss, impossible) = tape.temporalClassification(x, labels: reference.labels)
            let count = Double(reference.labels.count)
            #expect(impossible == reference.losses.count { $0 == nil }, "\(reference.name)")
            let mean = reference.losses.reduce(0) { $0 + ($1 ?? 0) } / count
            expectClose(Double(loss.scalar), mean, relative: 1e-6, absolute: 1e-6, reference.name)
            tape.backward(from: loss)
            expectClose(
                try #require(x.gradient()), reference.gradient.map { $0 / count }, relative: 1e-5,
                absolute: 1e-7, reference.name)
        }
    }

    @Test("the loss is minus the log of the sum over all ways to spell the label")
    func allWays() {
        let (frames, classes) = (4, 3)
        let values = Pattern.values("ctc ways", count: frames * classes, scale: 2)
        for label in [[], [1], [1, 2], [2, 2], [1, 2, 1]] {
            // Every class for every frame, spelled out.
            var sum = 0.0
            for way in 0..<81 {
                let classesOfFrames = [way / 27, way / 9 % 3, way / 3 % 3, way % 3]
                var spelled: [Int] = []
                for (frame, own) in classesOfFrames.enumerated()
                where own != 0 && (frame == 0 || classesOfFrames[frame - 1] != own) {
                    spelled.append(own)
                }
                guard spelled == label else { continue }
                sum += classesOfFrames.enumerated().reduce(1.0) { product, element in
                    let row = values[(element.offset * 3)..<(element.offset * 3 + 3)]
                        .map { exp(Double($0)) }
                    return product * row[element.element] / row.reduce(0, +)
                }
            }
            let x = scores(values, classes: classes)
            let loss = Tape(device).temporalClassification(x, labels: [label]).loss
            expectClose(Double(loss.scalar), -log(sum), relative: 1e-6, absolute: 1e-6, "\(label)")
        }
    }

    @Test("the gradient equals finite differences, through columns and a linear map")
    func differences() throws {
        let shape = [2, 2, 3, 6]
        let pictures = Pattern.values("ctc pictures", count: 72)
        let weights = Pattern.values("ctc weights", count: 4 * 6)
        let labels = [[1, 3, 3], [2]]
        func loss(_ x: [Float], _ tape: Tape) -> (Tensor, Tensor) {
            let x = Tensor(device, x, shape: shape, needsGradient: true)
            let w = Tensor(device, weights, shape: [4, 6])
            let scores = tape.linear(tape.columns(x), weights: w)
            return (tape.temporalClassification(scores, labels: labels).loss, x)
        }
        let tape = Tape(device)
        let (value, x) = loss(pictures, tape)
        tape.backward(from: value)
        let gradient = try #require(x.gradient())
        // Single precision: steps of a hundredth, and what they leave.
        let expected = pictures.indices.map { index -> Double in
            var (above, below) = (pictures, pictures)
            above[index] += 0.01
            below[index] -= 0.01
            let (high, low) = (loss(above, Tape(device)).0, loss(below, Tape(device)).0)
            return (Double(high.scalar) - Double(low.scalar)) / Double(above[index] - below[index])
        }
        expectClose(gradient, expected, relative: 1e-3, absolute: 3e-4)
        #expect(gradient.contains { abs($0) > 0.05 })
    }

    @Test("columns go from left to right, each with all channels from top to bottom")
    func columns() throws {
        let x = Tensor(
            device, (0..<12).map(Float.init), shape: [1, 2, 2, 3], needsGradient: true)
        let tape = Tape(device)
        let columns = tape.columns(x)
        #expect(columns.shape == [3, 4])
        #expect(columns.values() == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
        let upstream = (0..<12).map(Float.init)
        tape.backward(from: tape.products(columns, with: upstream))
        #expect(try #require(x.gradient()) == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    }

    @Test("the number of threads does not matter")
    func threads() throws {
        let values = Pattern.values("ctc threads", count: 5 * 9 * 4)
        let labels = [[1, 2], [3], [], [1, 1, 2], [2, 3, 1]]
        let runs = try [1, 3].map { threads -> (Float, [Float]) in
            let device = Device(threads: threads)
            let x = Tensor(device, values, shape: [45, 4], needsGradient: true)
            let tape = Tape(device)
            let loss = tape.temporalClassification(x, labels: labels).loss
            tape.backward(from: loss)
            return (loss.scalar, try #require(x.gradient()))
        }
        #expect(runs[0].0 == runs[1].0 && runs[0].1 == runs[1].1)
    }
}

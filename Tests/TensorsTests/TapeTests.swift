import Tensors
import TestSupport
import Testing

@Suite("Tape")
struct TapeTests {
    private let device = Device(threads: 1)

    private func parameter(_ values: [Float]) -> Tensor {
        Tensor(device, values, shape: [1, values.count], needsGradient: true)
    }

    @Test("gradients add up over backward passes until they are cleared")
    func accumulation() {
        let x = parameter([1, 2, 3])
        for upstream: [Float] in [[1, 10, 100], [2, 20, 200]] {
            let tape = Tape(device)
            tape.backward(from: tape.products(x, with: upstream))
        }
        #expect(x.gradient() == [3, 30, 300])
        x.clearGradient()
        #expect(x.gradient() == nil)
        let tape = Tape(device)
        tape.backward(from: tape.products(x, with: [5, 6, 7]))
        #expect(x.gradient() == [5, 6, 7])
    }

    @Test("two losses on one tape: each backward pass empties it")
    func twoLosses() {
        let x = parameter([1, 2])
        let tape = Tape(device)
        tape.backward(from: tape.products(tape.scaled(x, by: 2), with: [1, 1]))
        tape.backward(from: tape.products(tape.scaled(x, by: 3), with: [1, 1]))
        #expect(x.gradient() == [5, 5])
    }

    @Test("a parameter is finished behind the first step that read it, the last layers' first")
    func finished() {
        let (first, shared, last) = (parameter([1, 2]), parameter([3, 4]), parameter([5, 6]))
        let tape = Tape(device)
        let early = tape.sum(tape.scaled(first, by: 2), tape.scaled(shared, by: 3))
        let late = tape.sum(tape.scaled(shared, by: 5), tape.sum(early, last))
        var heard: [[Float]?] = []
        tape.backward(from: tape.products(late, with: [1, 10])) { parameter in
            let name = [first, shared, last].firstIndex { $0 === parameter }!
            heard.append([Float(name)] + parameter.gradient()!)
        }
        #expect(heard == [[2, 1, 10], [1, 8, 80], [0, 2, 20]])
        // The tape is empty: what comes next is told anew, and nothing twice.
        heard = []
        tape.backward(from: tape.products(shared, with: [1, 1])) { _ in heard.append([]) }
        #expect(heard.count == 1)
    }

    @Test("what the loss does not depend on gets no gradient")
    func unused() {
        let (x, y) = (parameter([1, 2]), parameter([3, 4]))
        let tape = Tape(device)
        _ = tape.scaled(y, by: 2)
        tape.backward(from: tape.products(x, with: [1, 1]))
        #expect(y.gradient() == nil)
        #expect(x.gradient() == [1, 1])
    }

    @Test("a tape that does not record gives the same values and no gradients")
    func notRecording() {
        let x = Tensor(
            device, Pattern.values("x", count: 96), shape: [2, 3, 4, 4], needsGradient: true)
        let weights = Tensor(
            device, Pattern.values("w", count: 216), shape: [8, 3, 3, 3], needsGradient: true)
        func run(_ tape: Tape) -> Tensor {
            let y = tape.convolution(
                x, weights: weights, ConvolutionGeometry(stride: 1, padding: 1), precision: .f32)
            return tape.flattened(tape.maxPooling(tape.rectifier(y), size: 2))
        }
        let tape = Tape(device, recording: false)
        let y = run(tape)
        #expect(!y.needsGradient)
        tape.backward(from: tape.products(y, with: [Float](repeating: 1, count: y.elementCount)))
        #expect(weights.gradient() == nil)
        expectClose(y.values(), run(Tape(device)).values())
    }

    @Test("a backward pass frees every intermediate tensor")
    func freesOnBackward() {
        let x = parameter([1, 2])
        let tape = Tape(device)
        weak var hidden: Tensor?
        do {
            let y = tape.scaled(x, by: 2)
            hidden = y
            let loss = tape.products(y, with: [1, 1])
            #expect(hidden != nil)
            tape.backward(from: loss)
        }
        #expect(hidden == nil)
    }

    @Test("a tape that is dropped without a backward pass frees its tensors too")
    func freesWithoutBackward() {
        let x = parameter([1, 2])
        weak var hidden: Tensor?
        weak var dropped: Tape?
        do {
            let tape = Tape(device)
            dropped = tape
            let y = tape.scaled(x, by: 2)
            hidden = y
            _ = tape.scaled(y, by: 3)
        }
        #expect(dropped == nil)
        #expect(hidden == nil)
    }

    @Test("forty thousand steps in a row are replayed, and freed, without recursion")
    func depth() {
        let x = parameter([1])
        let tape = Tape(device)
        let last = (0..<40_000).reduce(x) { y, _ in tape.scaled(y, by: 1) }
        tape.backward(from: last)
        #expect(x.gradient() == [1])
        let abandoned = Tape(device)
        _ = (0..<40_000).reduce(x) { y, _ in abandoned.scaled(y, by: 1) }
    }
}

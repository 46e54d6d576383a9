import Tensors
import TestSupport
import Testing

/// bfloat16 emulated: what single precision gives for rounded numbers, rounded.
@Suite("Emulated bfloat16")
struct EmulatedPrecisionTests {
    private let device = Device(threads: 1)
    private let geometry = ConvolutionGeometry(stride: 1, padding: 1)
    private let shape = [2, 3, 5, 4]
    private let weightsShape = [16, 3, 3, 3]

    /// To eight significant bits, ties to even, by arithmetic instead of bits.
    private func rounded(_ values: [Float]) -> [Float] {
        values.map { value in
            guard value != 0 else { return value }
            let unit = Float(sign: .plus, exponent: value.exponent - 7, significand: 1)
            return (value / unit).rounded(.toNearestOrEven) * unit
        }
    }

    private func tensor(_ values: [Float], _ shape: [Int]) -> Tensor {
        Tensor(device, values, shape: shape, needsGradient: true)
    }

    private func values(_ name: String, _ shape: [Int]) -> [Float] {
        Pattern.values(name, count: shape.reduce(1, *))
    }

    @Test("a convolution rounds its factors and its output, but not its weights' gradient")
    func convolution() {
        let (x, w) = (values("x", shape), values("w", weightsShape))
        let upstream = values("upstream", [2, 16, 5, 4])
        #expect(rounded(x) != x && rounded(w) != w)

        let weights = tensor(w, weightsShape)
        let tape = Tape(device, emulatingBFloat16: true)
        let y = tape.convolution(
            tensor(x, shape), weights: weights, geometry, precision: .bf16)
        tape.backward(from: tape.products(y, with: upstream))

        let exact = tensor(rounded(w), weightsShape)
        let plain = Tape(device)
        let expected = plain.convolution(
            tensor(rounded(x), shape), weights: exact, geometry, precision: .f32)
        plain.backward(from: plain.products(expected, with: rounded(upstream)))
        #expect(y.values() == rounded(expected.values()))
        #expect(y.values() != expected.values())
        #expect(weights.gradient() == exact.gradient())
    }

    @Test("every activation and every gradient that reaches one has eight bits")
    func activations() {
        let x = tensor(values("x", shape), shape)
        let tape = Tape(device, emulatingBFloat16: true)
        let first = tape.rectifier(x, slope: 0.1)
        let second = tape.mixed(first, partner: [1, 0], lambda: 0.3)
        let third = tape.sum(second, tape.maxPooling(second, size: 1))
        for tensor in [first, second, third] {
            #expect(tensor.values() == rounded(tensor.values()))
        }
        let flat = tape.flattened(third)
        tape.backward(from: tape.products(flat, with: values("upstream", flat.shape)))
        // What the rectifier passed on is its own gradient times 1 or 0.1.
        let slopes = zip(x.values(), x.gradient()!).map { $0 > 0 ? $1 : $1 / 0.1 }
        expectClose(slopes, rounded(slopes), relative: 1e-6)
    }

    @Test("numbers that are not finite stay so")
    func notFinite() {
        let x = tensor([.infinity, -.infinity, .nan, 0], [1, 1, 2, 2])
        let y = Tape(device, emulatingBFloat16: true).sum(x, x).values()
        #expect(y[0] == .infinity && y[1] == -.infinity && y[2].isNaN && y[3] == 0)
    }

    @Test("what has fewer axes than four is single precision")
    func others() {
        let tape = Tape(device, emulatingBFloat16: true)
        let x = values("x", [3, 7])
        let y = tape.scaled(tensor(x, [3, 7]), by: 1)
        #expect(y.values() == x)
    }
}

import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Linear maps with their weights laid out")
struct PackedLinearTests {
    private let device = Device(threads: 2)
    private let rows = 7

    private func memory(_ name: String, _ shape: [Int]) -> Memory {
        Memory(device, Pattern.values(name, count: shape.reduce(1, *)), shape: shape)
    }

    /// scale·(x·wᵀ + b) + addend in double precision, then GELU if wanted.
    private func plain(
        _ inputs: Int, _ outputs: Int, bias: Bool, scaled: Bool, adding: Bool, active: Bool
    ) -> [Double] {
        func values(_ name: String, _ count: Int) -> [Double] {
            Pattern.values(name, count: count).map(Double.init)
        }
        let y = Plain.linear(
            values("x", rows * inputs), features: inputs,
            weight: values("weights", outputs * inputs),
            bias: bias ? values("bias", outputs) : nil)
        let (scale, addend) = (values("scale", outputs), values("addend", rows * outputs))
        return y.indices.map { i in
            let z = y[i] * (scaled ? scale[i % outputs] : 1) + (adding ? addend[i] : 0)
            return active ? Plain.gelu(z) : z
        }
    }

    static let kinds = (0..<16).map { k in (0..<4).map { k >> $0 & 1 == 1 } }

    /// More outputs than inputs and fewer have their weights laid out differently, and with AVX2 whole
    /// blocks of 8.
    @Test(
        "equal the sums written out, with all that may follow them", arguments: kinds,
        [(37, 19), (37, 53), (24, 64), (64, 24)])
    func equal(_ kind: [Bool], _ sides: (Int, Int)) {
        let (inputs, outputs) = sides
        let (bias, scaled, adding, active) = (kind[0], kind[1], kind[2], kind[3])
        let expected = plain(
            inputs, outputs, bias: bias, scaled: scaled, adding: adding, active: active)
        for precision in Device.supportsBFloat16 ? Precision.allCases : [.f32] {
            let linear = PackedLinear(
                memory("weights", [outputs, inputs]),
                bias: bias ? memory("bias", [outputs]) : nil,
                scale: scaled ? memory("scale", [outputs]) : nil, precision: precision)
            // Any number of axes before the last; twice, as the weights are kept.
            for shape in [[rows, inputs], [1, rows, inputs]] {
                let y = linear(
                    memory("x", shape), active ? .gelu : .identity,
                    adding: adding ? memory("addend", [rows, outputs]) : nil)
                #expect(y.shape == shape.dropLast() + [outputs])
                let tolerance = precision == .f32 ? 1e-5 : 3e-2
                expectClose(y.values(), expected, relative: 0, absolute: tolerance)
            }
        }
    }

    @Test(
        "its weights lie once, are read as before, and can change when they are asked for",
        arguments: [(256, 512), (512, 256)])
    func once(_ sides: (Int, Int)) {
        let (inputs, outputs) = sides
        let numbers = Pattern.values("weights", count: outputs * inputs)
        let weights = Memory(device, numbers, shape: [outputs, inputs])
        let linear = PackedLinear(weights, bias: nil, precision: .f32)
        let x = memory("x", [rows, inputs])
        let y = linear(x).values()
        device.releaseUnused()
        #expect(device.bytesHeld < outputs * inputs * 4 * 3 / 2)
        #expect(weights.values() == numbers)
        #expect(linear(x).values() == y)
        #expect(weights.reshaped([outputs * inputs]).values() == numbers)
        // The map may not be used behind this: where it takes row-major weights, they are the same.
        weights.assign(numbers.map { -$0 })
        #expect(weights.values() == numbers.map { -$0 })
    }
}

import Backbones
import Foundation
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

/// By which code a network computes.
private enum Implementations {
    /// Large sizes have only more of the same; families that have no small one are made small.
    static let backbones:
        [(name: String, smallestImage: Int, make: @Sendable (Scope) -> any Backbone)] =
            (BackboneName.choices.dropLast().filter { name in
                !["-base", "-large", "101", "lite2", "lite3", "lite4"].contains {
                    name.contains($0)
                }
            } + ["resnet12-0.3"]).map { name in
                let backbone = BackboneName(name)!
                return (name, backbone.smallestImage, { backbone.make($0, dropout: 0.5) })
            }
            + [
                ("clip", VisionTransformer.Form.clip("tiny", patch: 16, quick: true)),
                ("openclip", .clip("tiny", patch: 16, quick: false)),
                ("siglip", .siglip("tiny", patch: 16)),
            ].map { name, form in (name, form.patch, { VisionTransformer($0, form) }) }

    /// What ran by a loop that oneDNN did not vectorise, which it calls "ref", in a training step
    /// and in extraction with and without folding.
    static func references(
        _ make: (Scope) -> any Backbone, smallestImage: Int, _ precision: Precision
    ) -> [String] {
        let device = Device(threads: 2)
        let store = ParameterStore(device, generator: Generator(seed: 1))
        let backbone = make(store.root)
        let side = max(18, smallestImage)
        let x = Tensor(
            device, Pattern.values("x", count: 2 * 3 * side * side), shape: [2, 3, side, side],
            needsGradient: true)
        let timings = Timings()
        device.timings = timings
        let pass = Pass(device, .training(Generator(seed: 2)), precision: precision)
        let features = backbone.features(x, in: pass)
        pass.tape.backward(from: pass.tape.crossEntropy(features, labels: [0, 1]).loss)
        for folding in [false, true] {
            let pass = Pass(device, .evaluation, precision: precision, folding: folding)
            _ = backbone.features(x, in: pass).values()
        }
        precondition(timings.totals.count > 20, "a network was not timed")
        return timings.totals.keys.filter { $0.implementation.contains("ref") }.map {
            "\($0.name) of \($0.shapes) by \($0.implementation)"
        }
    }

    /// All of them; ends the process with an error where there is any.
    static func expectNone() {
        for (name, smallestImage, make) in backbones {
            for precision in Device.supportsBFloat16 ? [Precision.f32, .bf16] : [.f32] {
                let found = references(make, smallestImage: smallestImage, precision)
                #expect(found.isEmpty, "\(name), \(precision)")
            }
        }
    }
}

/// oneDNN decides for good which instructions to use when it is first asked, so each set has a
/// process of its own.
@Suite("No operation of a network goes by a reference loop")
struct ImplementationTests {
    @Test("with all instructions that this processor has")
    func best() { Implementations.expectNone() }

    @Test("with AVX2 as the most")
    func narrow() async {
        await #expect(processExitsWith: .success) {
            setenv("DNNL_MAX_CPU_ISA", "AVX2", 1)
            Implementations.expectNone()
        }
    }
}

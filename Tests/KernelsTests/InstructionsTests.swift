import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Loops in every instruction set of the processor")
struct InstructionsTests {
    @Test("the switch that oneDNN obeys limits them, by its names")
    func environment() async {
        await #expect(processExitsWith: .success) {
            func best(_ variable: String, _ value: String) -> Instructions {
                setenv(variable, value, 1)
                defer { unsetenv(variable) }
                return Instructions.available.last!
            }
            for variable in ["DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA"] {
                #expect(best(variable, "SSE41") == .plain)
                #expect(best(variable, "avx") == .plain)
                #expect(!best(variable, "AVX2").isWide)
                #expect(best(variable, "AVX512_CORE_VNNI") != .halves)
                #expect(best(variable, "AVX512_CORE_BF16") == Instructions.available.last!)
            }
        }
    }

    @Test(
        "sums, products and rectifiers are those of each number", arguments: [1, 15, 16, 33, 5000])
    func numbers(_ count: Int) {
        let (a, b) = (Pattern.values("a", count: count), Pattern.values("b", count: count))
        for instructions in Instructions.available {
            instructions.use {
                let device = Device(threads: 2)
                let (one, two) = (
                    Memory(device, a, shape: [count]), Memory(device, b, shape: [count])
                )
                #expect(device.sum(one, two).values() == zip(a, b).map(+))
                #expect(device.product(one, two).values() == zip(a, b).map(*))
                #expect(
                    device.rectifier(one, slope: 0.1).values() == a.map { $0 > 0 ? $0 : 0.1 * $0 })
                let gradient = device.rectifierBackward(two, output: one, slope: 0.1)
                #expect(gradient.values() == zip(a, b).map { $0 > 0 ? $1 : 0.1 * $1 })
            }
        }
    }
}

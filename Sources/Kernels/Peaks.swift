import CLoops

/// What the machine can do at best, measured: what a profile compares with.
public struct Peaks: Sendable {
    /// Single-precision multiplications and additions per second, from registers.
    public let operations: Double
    /// Bytes read and written per second, from memory to memory.
    public let bytes: Double

    /// Measured on the device's threads, for less than a second.
    public init(_ device: Device) {
        let (rounds, count) = (2_000_000, 1 << 24)
        operations = Self.best(Double(rounds * 12 * 16 * 2 * device.threads)) {
            device.parallel(device.threads) { workers in
                for _ in workers {
                    // The sum is checked so that the loop is not left out.
                    guard CLoops_multiply_add(rounds) > 0 else { fatalError("A sum is wrong.") }
                }
            }
        }
        let x = Memory(device, repeating: 1, shape: [count])
        let y = Memory(device, repeating: 1, shape: [count])
        bytes = Self.best(Double(count * 8)) {
            device.parallel(count / 16) { range in
                CLoops_scale(
                    x.floats + range.lowerBound * 16, range.count * 16, 2,
                    y.floats + range.lowerBound * 16)
            }
        }
    }

    private static func best(_ work: Double, _ body: () -> Void) -> Double {
        let times = (0..<5).map { _ in ContinuousClock().measure(body) }
        return work / (times.min()! / .seconds(1))
    }
}

/// How fast a network was for a moment in each precision: what the precision `auto` goes by.
public struct PrecisionTrial: Codable, Sendable, Equatable {
    /// Images a second in single precision and in bfloat16.
    public var f32, bf16: Double

    /// bfloat16 rounds to eight bits, so it has to gain something.
    static let leastGain = 1.1

    /// A trial; all values as the properties say.
    public init(f32: Double, bf16: Double) {
        self.f32 = f32
        self.bf16 = bf16
    }

    /// Whether bfloat16 is the faster one by more than chance moves such a measurement.
    public var favorsBFloat16: Bool { bf16 >= Self.leastGain * f32 }
}

import Randomness
import TestSupport
import Testing

/// The numbers that `golden.py` prints: an implementation of its own, from the papers.
@Suite("The generator equals an independent implementation")
struct GoldenTests {
    private func words(_ generator: Generator) -> [UInt64] {
        var generator = generator
        return (0..<4).map { _ in generator.next() }
    }

    @Test("seeds")
    func seeds() {
        // These are the published ones too (rand_xoshiro's `seed_from_u64(0)`).
        #expect(
            words(Generator(seed: 0)) == [
                0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0,
                0x6aa5_94f1_262d_2d2c,
            ])
        #expect(
            words(Generator(seed: 42)) == [
                0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1,
                0xecb8_ad47_03b3_60a1,
            ])
        #expect(
            words(Generator(seed: .max)) == [
                0x8f55_20d5_2a7e_ad08, 0xc476_a018_caa1_802d, 0x81de_31c0_d260_469e,
                0xbf65_8d7e_065f_3c2f,
            ])
    }

    @Test("streams")
    func streams() {
        let generator = Generator(seed: 7)
        #expect(
            words(generator.stream("augment")) == [
                0xa6f9_6946_8a69_272c, 0xe2f2_a1d7_aa02_b5d5, 0xf713_ffac_a28a_e6b0,
                0xb878_ef33_6402_b19e,
            ])
        #expect(
            words(generator.stream("augment", 12)) == [
                0x1a73_c777_fa11_622e, 0x1cab_63a1_f360_e36a, 0x03db_a51e_ed10_941e,
                0xad58_4dc5_c338_153e,
            ])
        #expect(
            words(generator.stream("λ", -1)) == [
                0x584f_ef72_68d0_4a51, 0xca57_a17f_2077_e2f5, 0x6a6f_0541_0191_05f6,
                0x95f5_52b2_a36d_fc7f,
            ])
        #expect(
            words(generator.stream("epoch", 3).stream("mixing", 5)) == [
                0x71fd_6068_5ebe_f8fd, 0xaaab_6ad8_1e9f_24a9, 0x1891_83ed_3272_1a55,
                0xa10f_719b_be61_c689,
            ])
    }

    @Test("whole numbers below a bound, rejections included")
    func integers() {
        var generator = Generator(seed: 5)
        let bounds = [1, 2, 6, 10, 64, 600, 38400, 3 << 61]
        #expect(
            bounds.map { generator.integer(below: $0) }
                == [0, 1, 3, 8, 33, 470, 19349, 2_507_861_787_451_737_597])
        // Every fourth word is rejected for this bound.
        #expect(
            (0..<4).map { _ in generator.integer(below: 3 << 61) } == [
                2_635_184_200_729_061_802, 2_448_208_761_422_064_758, 3_900_385_629_947_538_779,
                4_709_046_274_282_072_309,
            ])
    }

    @Test("permutations, and choices that never build the whole list")
    func choices() {
        var generator = Generator(seed: 11)
        #expect(generator.permutation(10) == [2, 1, 3, 6, 4, 0, 8, 9, 7, 5])
        generator = Generator(seed: 12)
        #expect(generator.choose(6, from: 20) == [6, 16, 18, 2, 8, 4])
        generator = Generator(seed: 13)
        #expect(generator.choose(4, from: 38400) == [9304, 30059, 36975, 4100])
    }

    @Test("uniform and normal numbers")
    func continuous() {
        var generator = Generator(seed: 14)
        #expect(
            (0..<3).map { _ in generator.uniform() }
                == [0.7218075747797162, 0.6259996354530001, 0.9257840225180414])
        generator = Generator(seed: 15)
        // Through the C library's logarithm: the last bits are its own.
        expectClose(
            (0..<4).map { _ in generator.normal() },
            [1.67942160439322, -0.3593015602211791, 0.3995176696014691, 0.04326308525272975],
            relative: 1e-13, absolute: 0)
    }
}

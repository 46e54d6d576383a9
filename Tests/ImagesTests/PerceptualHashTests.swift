import Images
import Testing

@Suite("Perceptual hashes")
struct PerceptualHashTests {
    /// By References/perceptual_hash.py.
    @Test(
        "They are those of SciPy's cosine transform",
        arguments: [
            (1, 0xdd21_15c5_be01_9ad7 as UInt64, 0x638b_af6b_14aa_3079 as UInt64),
            (3, 0x792b_1ba2_f980_2d57, 0xd381_b188_536a_87fd),
            (7, 0xba41_ac41_fae1_56ad, 0x08eb_26eb_b00b_fe07),
        ])
    func reference(factor: Int, bits: UInt64, mirrored: UInt64) {
        let grey = (0..<32 * 32).map { place in
            let (y, x) = (place / 32, place % 32)
            return Double((37 * x + 59 * y + factor * x * y) % 251)
        }
        let hash = PerceptualHash(grey: grey)
        #expect(hash.bits == bits && hash.mirrored == mirrored)
    }

    /// A landscape of a few waves.
    private func picture(_ seed: Int, width: Int = 120, height: Int = 90) -> Image {
        var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
                func wave(_ k: Int) -> UInt8 {
                    let a = Double((seed * 7 + k * 5) % 11) * u
                    let b = Double((seed * 3 + k * 2) % 7) * v
                    let ramp = (a * a + b + Double(seed % 5) * u * v)
                        .truncatingRemainder(dividingBy: 1)
                    return UInt8(40 + 170 * ramp)
                }
                image[x, y] = (wave(0), wave(1), wave(2))
            }
        }
        return image
    }

    @Test("A copy that was compressed, halved, brightened or mirrored is alike; others are not")
    func alike() throws {
        let hashes = (1...8).map { PerceptualHash(picture($0)) }
        for (place, hash) in hashes.enumerated() {
            let image = picture(place + 1)
            var bright = image
            for i in bright.pixels.indices {
                bright.pixels[i] = UInt8(min(255, Double(bright.pixels[i]) * 1.15))
            }
            let copies = [
                try Image.decode(image.jpeg(quality: 30)), image.resized(width: 60, height: 45),
                bright, image.flipped(),
            ]
            for copy in copies {
                #expect(hash.isLike(PerceptualHash(copy)))
            }
            for other in hashes.indices where other != place {
                #expect(!hash.isLike(hashes[other]))
            }
        }
    }
}

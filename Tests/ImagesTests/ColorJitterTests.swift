import Images
import Randomness
import Testing

@Suite struct ColorJitterTests {
    let small = ResizeTests.picture.cropped(x: 0, y: 0, width: 3, height: 2)

    @Test("A factor of one changes nothing, a factor of zero leaves black or grey")
    func degenerate() {
        for change: (inout Image, Float) -> Void in [
            { $0.scaleBrightness(by: $1) }, { $0.scaleContrast(by: $1) },
            { $0.scaleSaturation(by: $1) },
        ] {
            var image = small
            change(&image, 1)
            #expect(image == small)
            change(&image, 0)
            for y in 0..<2 {
                for x in 0..<3 {
                    let pixel = image[x, y]
                    #expect(pixel.red == pixel.green && pixel.green == pixel.blue)
                }
            }
        }
        var black = small
        black.scaleBrightness(by: 0)
        #expect(black.pixels.allSatisfy { $0 == 0 })
    }

    @Test(
        "Every byte is rounded to the nearest, halves up, and stays a byte",
        arguments: [0, 0.1, 0.5, 0.7, 1.25, 1.5, 3] as [Float])
    func rounding(factor: Float) {
        let count = 261
        var bright = Image(width: count, height: 1, red: 0, green: 0, blue: 0)
        for i in bright.pixels.indices { bright.pixels[i] = UInt8(i % 256) }
        var contrasted = bright
        let (bytes, mean) = (bright.pixels, bright.meanGrey())
        bright.scaleBrightness(by: factor)
        contrasted.scaleContrast(by: factor)
        func byte(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 255).rounded()) }
        for (i, old) in bytes.enumerated() {
            #expect(bright.pixels[i] == byte(factor * Float(old)))
            #expect(contrasted.pixels[i] == byte(mean + factor * (Float(old) - mean)))
        }
    }

    @Test("Brightness, contrast and saturation give Pillow's numbers")
    func pillow() {
        // From References/pillow.py, which rounds the mean and cuts off the fractions.
        expectClose(
            { $0.scaleBrightness(by: 1.3) },
            [
                0, 107, 215, 48, 156, 255, 96, 204, 255, 76, 184, 255, 139, 246, 22, 201, 255, 84,
            ])
        expectClose(
            { $0.scaleContrast(by: 0.7) },
            [
                39, 97, 155, 64, 123, 181, 90, 148, 207, 80, 138, 196, 113, 172, 50, 147, 205, 84,
            ])
        expectClose(
            { $0.scaleSaturation(by: 1.4) },
            [0, 89, 205, 9, 126, 242, 46, 163, 255, 31, 148, 255, 91, 208, 0, 139, 255, 13])
    }

    private func expectClose(_ change: (inout Image) -> Void, _ expected: [Int]) {
        var image = small
        change(&image)
        for (a, b) in zip(image.pixels, expected) { #expect(abs(Int(a) - b) <= 1) }
    }

    @Test("Jitter stays within its factors, takes both sides of them and both orders")
    func range() {
        let grey = Image(width: 4, height: 4, red: 100, green: 100, blue: 100)
        var generator = Generator(seed: 3)
        var levels: Set<UInt8> = []
        for _ in 0..<500 {
            var image = grey
            ColorJitter().apply(to: &image, using: &generator)
            levels.insert(image.pixels[0])
        }
        // A grey picture keeps its contrast and saturation: only brightness shows.
        #expect(levels.min()! >= 60 && levels.min()! < 65)
        #expect(levels.max()! <= 140 && levels.max()! > 135)

        // Brightness above one clips white before or after contrast lowers it.
        var results: Set<[UInt8]> = []
        for seed in 0..<20 as Range<UInt64> {
            var image = small
            var generator = Generator(seed: seed)
            ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0).apply(
                to: &image, using: &generator)
            results.insert(image.pixels)
        }
        #expect(results.count == 20)
    }

    @Test("Strength zero draws as often and changes nothing")
    func off() {
        var image = small
        var generator = Generator(seed: 3)
        ColorJitter(brightness: 0, contrast: 0, saturation: 0).apply(to: &image, using: &generator)
        #expect(image == small)
        var other = Generator(seed: 3)
        var changed = small
        ColorJitter().apply(to: &changed, using: &other)
        #expect(changed != small)
        #expect(generator == other)
    }
}

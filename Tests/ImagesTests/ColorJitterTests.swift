import Images
import Randomness
import Testing

@Suite struct ColorJitterTests {
    let small = ColorPlanes(ResizeTests.picture.cropped(x: 0, y: 0, width: 3, height: 2))

    @Test("A factor of one changes nothing, a factor of zero leaves black or grey")
    func degenerate() {
        for change: (inout ColorPlanes, Float) -> Void in [
            { $0.scaleBrightness(by: $1) }, { $0.scaleContrast(by: $1) },
            { $0.scaleSaturation(by: $1) },
        ] {
            var picture = small
            change(&picture, 1)
            #expect(picture == small)
            change(&picture, 0)
            let (red, green, blue) = (
                picture.values[..<6], picture.values[6..<12], picture.values[12...]
            )
            #expect(red.elementsEqual(green) && green.elementsEqual(blue))
        }
        var black = small
        black.scaleBrightness(by: 0)
        #expect(black.values.allSatisfy { $0 == 0 })
    }

    @Test(
        "Every byte is rounded to the nearest, halves up, and stays a byte",
        arguments: [0, 0.1, 0.5, 0.7, 1.25, 1.5, 3] as [Float])
    func rounding(factor: Float) {
        var gradient = Image(width: 261, height: 1, red: 0, green: 0, blue: 0)
        for i in gradient.pixels.indices { gradient.pixels[i] = UInt8(i % 256) }
        let old = ColorPlanes(gradient)
        var (bright, contrasted) = (old, old)
        bright.scaleBrightness(by: factor)
        contrasted.scaleContrast(by: factor)
        func byte(_ value: Float) -> Float { min(max(value, 0), 255).rounded() }
        let mean = old.meanGrey()
        for (i, value) in old.values.enumerated() {
            #expect(bright.values[i] == byte(factor * value))
            #expect(contrasted.values[i] == byte(mean + factor * (value - mean)))
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

    private func expectClose(_ change: (inout ColorPlanes) -> Void, _ expected: [Int]) {
        var picture = small
        change(&picture)
        for (a, b) in zip(Image(picture).pixels, expected) { #expect(abs(Int(a) - b) <= 1) }
    }

    @Test("Jitter stays within its factors, takes both sides of them and both orders")
    func range() {
        let grey = ColorPlanes(Image(width: 4, height: 4, red: 100, green: 100, blue: 100))
        var generator = Generator(seed: 3)
        var levels: Set<Float> = []
        for _ in 0..<500 {
            var picture = grey
            ColorJitter().apply(to: &picture, using: &generator)
            levels.insert(picture.values[0])
        }
        // A grey picture keeps its contrast and saturation: only brightness shows.
        #expect(levels.min()! >= 60 && levels.min()! < 65)
        #expect(levels.max()! <= 140 && levels.max()! > 135)

        // Brightness above one clips white before or after contrast lowers it.
        var results: Set<[Float]> = []
        for seed in 0..<20 as Range<UInt64> {
            var picture = small
            var generator = Generator(seed: seed)
            ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0).apply(
                to: &picture, using: &generator)
            results.insert(picture.values)
        }
        #expect(results.count == 20)
    }

    @Test("Strength zero draws as often and changes nothing")
    func off() {
        var picture = small
        var generator = Generator(seed: 3)
        ColorJitter(brightness: 0, contrast: 0, saturation: 0).apply(
            to: &picture, using: &generator)
        #expect(picture == small)
        var other = Generator(seed: 3)
        var changed = small
        ColorJitter().apply(to: &changed, using: &other)
        #expect(changed != small)
        #expect(generator == other)
    }
}

import Images
import Randomness
import Testing

@Suite("The layout of a picture's colours")
struct ColorLayoutTests {
    private static func picture(width: Int, height: Int) -> Image {
        var generator = Generator(seed: 3)
        return Image(
            width: width, height: height,
            pixels: (0..<width * height * 3).map { _ in UInt8(generator.integer(below: 256)) })
    }

    @Test("A picture that is bright above is so in its layout, and its mean is left out")
    func bright() {
        let (width, height) = (48, 32)
        let image = Image(
            width: width, height: height,
            pixels: (0..<width * height).flatMap { place -> [UInt8] in
                let light: UInt8 = place / width < height / 2 ? 220 : 20
                return [light, light, 90]
            })
        let layout = ColorLayout(image)
        let side = ColorLayout.side
        #expect(layout.colors.count == side * side * 3)
        for place in 0..<side * side {
            let color = layout.colors[(place * 3)..<(place * 3 + 3)].map { Double($0) }
            #expect(abs(color[2]) < 0.005, "one colour everywhere is no layout")
            guard ![3, 4].contains(place / side) else { continue }
            let expected = (place / side < side / 2 ? 100.0 : -100) / 255
            #expect(abs(color[0] - expected) < 0.01 && abs(color[1] - expected) < 0.01)
        }
    }

    @Test("Turning the layout is turning the picture, of any shape")
    func turned() {
        for (width, height) in [(64, 64), (80, 32), (33, 57), (8, 8)] {
            let image = Self.picture(width: width, height: height)
            var layout = ColorLayout(image)
            for turns in 1...4 {
                layout = layout.turned
                let expected = ColorLayout(image.rotated(quarterTurns: turns))
                #expect(zip(layout.colors, expected.colors).allSatisfy { abs($0 - $1) < 0.015 })
            }
            #expect(layout == ColorLayout(image))
            #expect(width < 64 || layout.turned != layout)
        }
    }

    @Test("A single pixel has a layout, of nothing")
    func pixel() {
        let layout = ColorLayout(Image(width: 1, height: 1, red: 9, green: 200, blue: 77))
        #expect(layout.colors.allSatisfy { abs($0) < 1e-6 })
    }
}

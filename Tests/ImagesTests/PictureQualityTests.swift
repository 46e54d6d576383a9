import Images
import Testing

@Suite("What can be told from a photo's pixels")
struct PictureQualityTests {
    /// Grey numbers as a picture.
    private func picture(_ width: Int, _ height: Int, _ grey: (Int, Int) -> Double) -> Image {
        var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
        for y in 0..<height {
            for x in 0..<width {
                let byte = UInt8(max(0, min(255, grey(x, y))))
                image[x, y] = (byte, byte, byte)
            }
        }
        return image
    }

    /// Squares of light and dark, with edges that are slopes of `width` pixels.
    private func squares(slope width: Double, from low: Double = 20, to high: Double = 230) -> Image
    {
        picture(200, 200) { x, y in
            func side(_ place: Int) -> Double {
                let distance = abs(Double(place % 50) - 25) - 12.5
                return max(-1, min(1, distance / width))
            }
            return low + (high - low) * (side(x) * side(y) + 1) / 2
        }
    }

    @Test("Sharp edges are sharp in any light; slopes are blurred")
    func sharpness() {
        #expect(!PictureQuality(squares(slope: 0.5)).isBlurred)
        #expect(!PictureQuality(squares(slope: 0.5, from: 20, to: 50)).isBlurred)
        #expect(PictureQuality(squares(slope: 10)).isBlurred)
        #expect(PictureQuality(squares(slope: 10, from: 20, to: 50)).isBlurred)
    }

    /// A thing that covers half a hundredth of the picture, on a ground without anything else.
    @Test("A small thing on a plain ground is seen, and sharp or blurred by its own edge")
    func small() {
        func disc(slope: Double) -> PictureQuality {
            PictureQuality(
                picture(256, 256) { x, y in
                    let (x, y) = (Double(x) - 128, Double(y) - 128)
                    let distance = ((x * x + y * y).squareRoot() - 10) / slope
                    return 130 + 100 * max(-1, min(1, distance))
                })
        }
        #expect(!disc(slope: 0.5).isOneColor && !disc(slope: 0.5).isBlurred)
        #expect(disc(slope: 10).isBlurred)
    }

    @Test(
        "Of pictures without a pixel inside nothing is said of edges",
        arguments: [(1, 500), (90, 2)])
    func thin(_ width: Int, _ height: Int) {
        let picture = picture(width, height) { x, y in Double((x + y) % 2) * 255 }
        #expect(PictureQuality(picture).sharpness == nil && !PictureQuality(picture).isBlurred)
    }

    @Test("Dark, blown and one colour are told apart, by the file's own numbers")
    func light() {
        let dark = PictureQuality(squares(slope: 0.5, from: 5, to: 60))
        #expect(dark.isDark && !dark.isBlown && !dark.isOneColor)
        let blown = PictureQuality(picture(100, 100) { x, _ in x < 3 ? 0 : 252 })
        #expect(blown.isBlown && !blown.isDark && !blown.isOneColor)
        let flat = PictureQuality(Image(width: 40, height: 30, red: 90, green: 91, blue: 92))
        #expect(flat.isOneColor && !flat.isBlurred && flat.sharpness == nil)
        let usual = PictureQuality(squares(slope: 0.5))
        #expect(!usual.isDark && !usual.isBlown && !usual.isOneColor && !usual.isExtreme)
    }

    @Test("Shapes are those of the file; a picture of one pixel is a picture")
    func shapes() {
        #expect(PictureQuality(picture(100, 34) { x, _ in Double(x) }).isExtreme)
        #expect(!PictureQuality(picture(100, 36) { x, _ in Double(x) }).isExtreme)
        let reduced = PictureQuality(picture(10, 10) { x, _ in Double(x) }, size: (900, 300))
        #expect(reduced.width == 900 && reduced.isExtreme)
        #expect(PictureQuality(Image(width: 1, height: 1, red: 9, green: 9, blue: 9)).isOneColor)
    }
}

import Images
import Testing

/// A picture in which every byte tells its place: pixel (x, y) has red x, green y, blue 7.
func placePicture(width: Int, height: Int) -> Image {
    var image = Image(width: width, height: height, red: 0, green: 0, blue: 7)
    for y in 0..<height {
        for x in 0..<width { image[x, y] = (UInt8(x), UInt8(y), 7) }
    }
    return image
}

@Suite struct ImageTests {
    let image = placePicture(width: 5, height: 3)

    @Test("One pixel survives every change of place")
    func onePixel() {
        let pixel = Image(width: 1, height: 1, red: 1, green: 2, blue: 3)
        #expect(pixel.flipped() == pixel)
        #expect(pixel.cropped(x: 0, y: 0, width: 1, height: 1) == pixel)
        for turns in -4...4 { #expect(pixel.rotated(quarterTurns: turns) == pixel) }
        #expect(
            pixel.resized(width: 4, height: 2)
                == Image(width: 4, height: 2, red: 1, green: 2, blue: 3))
    }

    @Test("A crop holds the pixels of its place")
    func crop() {
        let part = image.cropped(x: 2, y: 1, width: 3, height: 2)
        #expect(part.width == 3 && part.height == 2)
        #expect(part[0, 0] == (2, 1, 7))
        #expect(part[2, 1] == (4, 2, 7))
        #expect(image.cropped(x: 0, y: 0, width: 5, height: 3) == image)
    }

    @Test("A flip exchanges left and right, twice is nothing")
    func flip() {
        #expect(image.flipped()[0, 1] == (4, 1, 7))
        #expect(image.flipped().flipped() == image)
    }

    @Test("A quarter turn goes counter-clockwise, four are nothing")
    func turns() {
        let turned = image.rotated(quarterTurns: 1)
        #expect(turned.width == 3 && turned.height == 5)
        // The top right corner becomes the top left, the top left the bottom left.
        #expect(turned[0, 0] == (4, 0, 7))
        #expect(turned[0, 4] == (0, 0, 7))
        #expect(turned[2, 0] == (4, 2, 7))
        #expect(turned.rotated(quarterTurns: 1) == image.rotated(quarterTurns: 2))
        #expect(turned.rotated(quarterTurns: 3) == image)
        #expect(image.rotated(quarterTurns: -1) == image.rotated(quarterTurns: 3))
        #expect(image.rotated(quarterTurns: 2)[0, 0] == (4, 2, 7))
    }
}

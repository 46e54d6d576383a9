import Images
import Testing

@Suite("Resizing as Pillow does") struct PillowTests {
    @Test("Both filters give Pillow's bytes, up and down and where one side stays")
    func bytes() {
        for (size, expected) in bicubicNumbers {
            let ours = ResizeTests.picture.resizedAsPillow(
                width: size.0, height: size.1, .bicubic)
            #expect(ours.pixels.map { Int($0) } == expected, "bicubic \(size)")
        }
        for (size, expected) in pillowNumbers {
            let ours = ResizeTests.picture.resizedAsPillow(
                width: size.0, height: size.1, .bilinear)
            #expect(ours.pixels.map { Int($0) } == expected, "bilinear \(size)")
        }
    }

    @Test("A picture of one colour keeps it", arguments: [Interpolation.bilinear, .bicubic])
    func constant(interpolation: Interpolation) {
        let image = Image(width: 50, height: 37, red: 0, green: 255, blue: 127)
        for (width, height) in [(1, 1), (2, 90), (50, 37), (640, 3)] {
            let resized = image.resizedAsPillow(width: width, height: height, interpolation)
            #expect(resized == Image(width: width, height: height, red: 0, green: 255, blue: 127))
        }
    }

    @Test("A centre is cut out where torchvision cuts it")
    func centre() {
        func view(_ width: Int, _ height: Int, _ fit: EvaluationTransform.Fit) -> Image {
            var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
            for y in 0..<height {
                for x in 0..<width { image[x, y] = (UInt8(x), UInt8(y), 0) }
            }
            return EvaluationTransform(size: 4, resizedSide: 9, fit: fit, .bicubic).apply(image)
        }
        // Left over are 5 of 9, of which half is 2.5, rounded to 2; of 11, 3.5 and so 4.
        #expect(view(9, 11, .shortestSide)[0, 0] == (2, 4, 0))
        #expect(view(11, 9, .shortestSide)[0, 0] == (4, 2, 0))
        #expect(view(9, 9, .square)[3, 3] == (5, 5, 0))
    }

    @Test("The longer side follows the shorter and loses its fraction")
    func shortestSide() {
        let wide = Image(width: 30, height: 20, red: 3, green: 4, blue: 5)
        let view = EvaluationTransform(size: 7, resizedSide: 7, fit: .shortestSide, .bilinear)
        #expect(view.apply(wide) == Image(width: 7, height: 7, red: 3, green: 4, blue: 5))
    }
}

// From References/pillow.py.
private let bicubicNumbers: [((Int, Int), [Int])] = [
    (
        (4, 3),
        [
            37, 133, 165, 115, 168, 122, 171, 134, 98, 150, 84, 105, 152, 106, 79, 160, 103,
            138, 125, 135, 100, 128, 143, 125, 180, 70, 158, 134, 160, 134, 124, 112, 130, 120,
            123, 146,
        ]
    ),
    (
        (9, 8),
        [
            0, 77, 159, 17, 100, 196, 48, 130, 248, 76, 162, 213, 104, 206, 14, 132, 253, 37,
            172, 106, 70, 211, 0, 107, 233, 42, 144, 20, 101, 203, 45, 136, 146, 78, 182, 145,
            113, 187, 149, 156, 125, 53, 194, 164, 92, 154, 99, 138, 132, 60, 127, 166, 107, 75,
            61, 145, 229, 92, 169, 76, 133, 219, 18, 170, 200, 76, 199, 29, 119, 251, 61, 149,
            131, 110, 202, 45, 150, 145, 94, 174, 1, 97, 208, 80, 132, 96, 60, 199, 67, 74, 208,
            106, 133, 80, 85, 195, 122, 141, 69, 133, 210, 71, 149, 180, 98, 190, 67, 80, 133,
            156, 24, 186, 48, 78, 213, 19, 146, 165, 89, 185, 49, 159, 164, 105, 144, 41, 121,
            187, 49, 143, 167, 123, 188, 66, 177, 170, 7, 80, 239, 46, 125, 172, 99, 200, 62,
            160, 201, 125, 215, 45, 202, 60, 86, 96, 56, 146, 26, 126, 208, 90, 170, 253, 219,
            26, 122, 165, 86, 184, 112, 163, 177, 116, 189, 112, 191, 119, 88, 132, 82, 167, 83,
            129, 134, 99, 145, 120, 158, 92, 182, 249, 63, 146, 102, 117, 219, 73, 200, 149,
            173, 200, 43, 230, 38, 140, 66, 112, 222, 78, 204, 110, 171, 165, 42, 223, 19, 115,
        ]
    ),
    (
        (3, 7),
        [
            23, 107, 208, 106, 195, 94, 200, 64, 94, 59, 160, 148, 166, 141, 104, 139, 101, 115,
            117, 168, 87, 184, 102, 119, 113, 143, 111, 170, 85, 80, 113, 122, 131, 164, 159,
            74, 185, 61, 129, 123, 137, 118, 97, 120, 167, 167, 92, 157, 137, 138, 122, 102,
            113, 161, 143, 134, 161, 142, 132, 134, 147, 129, 101,
        ]
    ),
    (
        (7, 2),
        [
            51, 134, 156, 105, 119, 96, 144, 166, 150, 129, 114, 100, 184, 153, 86, 116, 110,
            140, 162, 103, 80, 185, 73, 95, 168, 83, 159, 133, 155, 142, 144, 130, 115, 126, 95,
            125, 84, 175, 108, 156, 97, 172,
        ]
    ),
    (
        (2, 5),
        [
            52, 143, 168, 170, 117, 86, 135, 159, 101, 144, 113, 125, 151, 92, 105, 139, 152,
            93, 163, 96, 135, 99, 120, 159, 146, 133, 148, 140, 127, 118,
        ]
    ),
]

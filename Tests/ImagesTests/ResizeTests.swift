import Images
import Randomness
import Testing

@Suite struct ResizeTests {
    /// The 7 × 5 test picture of References/pillow.py.
    static let picture: Image = {
        var image = Image(width: 7, height: 5, red: 0, green: 0, blue: 0)
        for y in 0..<5 {
            for x in 0..<7 {
                let bytes = (0..<3).map { UInt8((37 * x + 59 * y + 83 * $0 + 11 * x * y) % 256) }
                image[x, y] = (bytes[0], bytes[1], bytes[2])
            }
        }
        return image
    }()

    @Test(
        "A picture of one colour keeps it at every size",
        arguments: [(1, 1), (2, 9), (84, 84), (100, 3), (640, 480)],
        [0, 1, 127, 254, 255] as [UInt8])
    func constant(size: (Int, Int), level: UInt8) {
        let image = Image(width: 50, height: 37, red: level, green: 255 - level, blue: level / 2)
        let expected = Image(
            width: size.0, height: size.1, red: level, green: 255 - level, blue: level / 2)
        #expect(image.resized(width: size.0, height: size.1) == expected)
    }

    @Test("Halving weighs four neighbours 1, 3, 3, 1, and shares out what the edge cuts off")
    func halving() {
        let levels: [UInt8] = [0, 70, 140, 0, 240, 160, 80, 0]
        var image = Image(width: 8, height: 1, red: 0, green: 9, blue: 0)
        for x in 0..<8 { image[x, 0].red = levels[x] }
        let half = image.resized(width: 4, height: 1)
        #expect(half[0, 0].red == 50)  // (3·0 + 3·70 + 140) / 7
        #expect(half[1, 0].red == 91)  // (70 + 3·140 + 3·0 + 240) / 8 = 91.25
        #expect(half[2, 0].red == 160)  // (0 + 3·240 + 3·160 + 80) / 8
        #expect(half[3, 0].red == 57)  // (160 + 3·80 + 3·0) / 7 = 57.1
        #expect(half[1, 0].green == 9)
    }

    @Test("Halving pairs of equal rows that repeat by fours averages them")
    func boxAverage() {
        // Rows a b a b …: each weight sum of the a's and of the b's is one half.
        var image = Image(width: 3, height: 16, red: 10, green: 0, blue: 0)
        for y in stride(from: 1, to: 16, by: 2) { for x in 0..<3 { image[x, y].red = 30 } }
        let half = image.resized(width: 3, height: 8)
        for y in 1..<7 { #expect(half[1, y].red == 20) }
    }

    @Test(
        "Mirroring while resizing equals mirroring the result", arguments: [(4, 3), (9, 8), (3, 2)])
    func mirrored(size: (Int, Int)) {
        let picture = Self.picture
        func part(_ mirrored: Bool) -> Image {
            Image(
                picture.part(
                    x: 1, y: 2, width: 3, height: 2, toWidth: size.0, toHeight: size.1,
                    mirrored: mirrored))
        }
        #expect(part(true) == part(false).flipped())
    }

    @Test(
        "Every pixel is the sum of those under the triangle, rows first, in single precision",
        arguments: [(84, 84), (61, 40), (13, 9), (6, 5), (3, 70), (1, 1)],
        [(64, 47), (11, 33), (10, 9), (120, 90)])
    func definition(target: (Int, Int), source: (Int, Int)) {
        var generator = Generator(seed: 4)
        let picture = Image(
            width: source.0, height: source.1,
            pixels: (0..<3 * source.0 * source.1).map { _ in
                UInt8(truncatingIfNeeded: generator.next())
            })
        let (columns, rows) = (triangle(source.0, target.0), triangle(source.1, target.1))
        let planes = picture.part(
            x: 0, y: 0, width: source.0, height: source.1, toWidth: target.0, toHeight: target.1)
        var expected: [Float] = []
        for channel in 0..<3 {
            for row in rows {
                let sums = (0..<source.0).map { x in
                    sum(row, of: { Float(picture.pixels[3 * ($0 * source.0 + x) + channel]) })
                }
                expected += columns.map { sum($0, of: { sums[$0] }).rounded(.toNearestOrEven) }
            }
        }
        #expect(planes.values == expected)
    }

    /// The source places with weights of each target place.
    private func triangle(_ source: Int, _ target: Int) -> [[(place: Int, weight: Float)]] {
        let scale = Double(source) / Double(target)
        return (0..<target).map { i in
            let centre = (Double(i) + 0.5) * scale - 0.5
            let weights = (0..<source).map { max(0, 1 - abs(Double($0) - centre) / max(scale, 1)) }
            let total = weights.reduce(0, +)
            return weights.indices.filter { weights[$0] > 0 }
                .map { ($0, Float(weights[$0] / total)) }
        }
    }

    private func sum(_ taps: [(place: Int, weight: Float)], of value: (Int) -> Float) -> Float {
        taps.reduce(0) { $0 + $1.weight * value($1.place) }
    }

    @Test("A picture has its bytes again after planes", arguments: [(1, 1), (3, 5), (33, 7)])
    func planes(size: (Int, Int)) {
        let picture = Self.picture.resized(width: size.0, height: size.1)
        let planes = ColorPlanes(picture)
        #expect(planes.values.count == 3 * size.0 * size.1)
        let last = picture[size.0 - 1, 0]
        for (channel, byte) in [last.red, last.green, last.blue].enumerated() {
            #expect(planes.values[channel * size.0 * size.1 + size.0 - 1] == Float(byte))
        }
        #expect(Image(planes) == picture)
    }

    @Test("Sizes up and down give Pillow's numbers to within its rounding between the two passes")
    func pillow() {
        for (size, expected) in pillowNumbers {
            let ours = Self.picture.resized(width: size.0, height: size.1).pixels
            #expect(ours.count == expected.count)
            for (a, b) in zip(ours, expected) { #expect(abs(Int(a) - b) <= 1, "\(size)") }
        }
    }

    @Test("A part is resized as if it were cut out first")
    func part() {
        let ours = Image(
            Self.picture.part(x: 1, y: 2, width: 4, height: 3, toWidth: 6, toHeight: 2))
        #expect(
            ours
                == Self.picture.cropped(x: 1, y: 2, width: 4, height: 3)
                .resized(width: 6, height: 2))
        for (a, b) in zip(ours.pixels, pillowPart) { #expect(abs(Int(a) - b) <= 1) }
    }
}

// From References/pillow.py.
let pillowNumbers: [((Int, Int), [Int])] = [
    (
        (4, 3),
        [
            47, 130, 161, 112, 164, 127, 167, 133, 99, 149, 88, 107, 146, 107, 89, 155, 109, 135,
            127, 135, 100, 134, 137, 122, 176, 78, 154, 135, 156, 132, 126, 112, 134, 122, 122,
            143,
        ]
    ),
    (
        (9, 8),
        [
            0, 83, 166, 25, 108, 191, 53, 136, 219, 82, 165, 191, 111, 194, 21, 140, 223, 50, 169,
            109, 79, 197, 24, 107, 222, 49, 132, 26, 109, 192, 54, 137, 145, 86, 169, 140, 119,
            177, 141, 151, 122, 61, 184, 155, 94, 154, 107, 127, 137, 76, 121, 165, 104, 75, 63,
            146, 213, 95, 168, 85, 133, 200, 43, 168, 185, 81, 193, 36, 119, 230, 73, 144, 135,
            112, 179, 66, 144, 137, 99, 166, 9, 100, 183, 90, 136, 103, 73, 180, 87, 90, 184, 112,
            133, 90, 93, 176, 133, 136, 83, 132, 180, 87, 140, 164, 104, 177, 84, 87, 136, 139,
            46, 178, 64, 88, 191, 53, 136, 156, 102, 167, 68, 151, 154, 116, 137, 65, 121, 168,
            75, 134, 157, 124, 175, 82, 165, 173, 16, 83, 220, 52, 130, 166, 100, 183, 84, 155,
            184, 125, 208, 51, 179, 75, 92, 100, 76, 143, 47, 124, 197, 93, 160, 243, 210, 37,
            120, 165, 88, 171, 126, 147, 166, 124, 175, 121, 183, 122, 93, 130, 94, 152, 95, 128,
            131, 104, 140, 126, 155, 94, 177, 236, 63, 146, 119, 117, 200, 97, 180, 149, 160, 186,
            70, 223, 50, 133, 87, 113, 196, 93, 176, 117, 156, 154, 66, 210, 37, 120,
        ]
    ),
    (
        (3, 7),
        [
            32, 115, 198, 111, 179, 96, 190, 72, 100, 71, 154, 143, 155, 137, 106, 141, 107, 114,
            120, 156, 95, 167, 110, 118, 122, 140, 110, 169, 87, 79, 114, 122, 130, 165, 157, 75,
            178, 71, 128, 126, 134, 120, 104, 122, 158, 164, 93, 153, 138, 133, 123, 106, 118,
            154, 141, 132, 161, 148, 125, 133, 141, 132, 105,
        ]
    ),
]

private let pillowPart = [
    203, 30, 113, 187, 62, 145, 154, 104, 171, 90, 146, 149, 106, 141, 96, 137, 124, 47, 131, 118,
    201, 122, 157, 160, 125, 181, 115, 176, 126, 102, 147, 102, 137, 105, 92, 175,
]

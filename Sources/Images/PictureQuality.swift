/// What is wrong with a photo that can be told from its pixels alone.
public struct PictureQuality: Sendable, Equatable {
    /// Pixels across and down.
    public let width, height: Int
    /// Brightness, 0 to 1, below which the darkest and all but the brightest hundredth lie.
    public let darkest, brightest: Double
    /// Brightness below which a twentieth of the pixels lie.
    public let twentieth: Double
    /// The difference of light and dark: of all but a thousandth of the pixels at either end, so that
    /// a small thing on a plain ground counts.
    public let contrast: Double
    /// How much the sharpest edges change from one pixel to the next, as a part of the contrast; nil
    /// where no pixel has others all around, or nothing differs.
    public let sharpness: Double?

    /// Longer sides are measured at this many pixels.
    public static let side = 256

    /// Measures a picture, whose file has `size` where it was decoded at a reduced scale.
    public init(_ image: Image, size: (width: Int, height: Int)? = nil) {
        (width, height) = size ?? (image.width, image.height)
        let scale = min(1, Double(Self.side) / Double(max(image.width, image.height)))
        func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded())) }
        let small =
            scale == 1
            ? image : image.resized(width: scaled(image.width), height: scaled(image.height))
        let grey = small.grey
        let sorted = grey.sorted()
        func percentile(_ share: Double) -> Double {
            sorted[Int((share * Double(sorted.count - 1)).rounded())]
        }
        (darkest, brightest) = (percentile(0.01) / 255, percentile(0.99) / 255)
        twentieth = percentile(0.05) / 255
        contrast = (percentile(1 - Self.few) - percentile(Self.few)) / 255
        var edges: [Double] = []
        let row = small.width
        if small.width > 2 && small.height > 2 {
            for y in 1..<small.height - 1 {
                for x in 1..<row - 1 {
                    let i = y * row + x
                    let around = grey[i - 1] + grey[i + 1] + grey[i - row] + grey[i + row]
                    edges.append(abs(4 * grey[i] - around))
                }
            }
        }
        edges.sort()
        sharpness =
            edges.isEmpty || contrast == 0
            ? nil
            : edges[Int(((1 - Self.few) * Double(edges.count - 1)).rounded())] / (contrast * 255)
    }

    /// The share of pixels by which the lightest, the darkest and the sharpest are told.
    private static let few = 0.001

    /// Nothing in it differs from anything else by more than compression does.
    public var isOneColor: Bool { contrast < 0.04 }
    /// Even its bright parts are dark (cleanvision's bound).
    public var isDark: Bool { brightest < 0.32 }
    /// Even its dark parts are nearly white (cleanvision's bound).
    public var isBlown: Bool { twentieth > 0.95 }
    /// Its edges are slopes of several pixels. Of 300 photos and 300 drawn ones the least sharp had
    /// 0.44 and 0.59, and blurred (a normal distribution of 4 pixels in 256) at most 0.27 and 0.15.
    public var isBlurred: Bool { !isOneColor && sharpness.map { $0 < 0.33 } ?? false }
    /// Three times as long as wide, nearly (cleanvision's bound), or longer.
    public var isExtreme: Bool { Double(min(width, height)) < 0.35 * Double(max(width, height)) }
}

extension Image {
    /// The brightness of each pixel, 0 to 255 (ITU-R BT.601).
    var grey: [Double] {
        pixels.withUnsafeBufferPointer { pixels in
            (0..<width * height).map { place -> Double in
                let (red, green, blue) = (
                    Double(pixels[3 * place]), Double(pixels[3 * place + 1]),
                    Double(pixels[3 * place + 2])
                )
                return 0.299 * red + 0.587 * green + 0.114 * blue
            }
        }
    }
}

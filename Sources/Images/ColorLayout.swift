/// Which colours lie where in a picture: those of 8 × 8 fields of its central square, less their mean.
///
/// Light comes from above, sky is bright and ground dark, so that such fields tell which way up a
/// picture is (Vailaya et al. 2002, "Automatic Image Orientation Detection", IEEE Transactions on Image
/// Processing 11), what networks trained to know things whichever way they lie forget.
public struct ColorLayout: Sendable, Equatable {
    /// Fields across and down.
    public static let side = 8
    /// (side × side × 3): red, green and blue from 0 to 1, field by field and row by row, less the mean
    /// of all fields.
    public let colors: [Float]

    /// The layout of a picture.
    public init(_ image: Image) {
        let square = min(image.width, image.height)
        let fields = Image(
            image.part(
                x: (image.width - square) / 2, y: (image.height - square) / 2, width: square,
                height: square, toWidth: Self.side, toHeight: Self.side))
        let colors = fields.pixels.map { Float($0) / 255 }
        let mean = (0..<3).map { channel in
            stride(from: channel, to: colors.count, by: 3).reduce(0) { $0 + colors[$1] }
                / Float(Self.side * Self.side)
        }
        self.colors = colors.enumerated().map { $0.element - mean[$0.offset % 3] }
    }

    private init(colors: [Float]) { self.colors = colors }

    /// The layout of the picture turned counter-clockwise by a quarter.
    public var turned: ColorLayout {
        ColorLayout(
            colors: (0..<Self.side * Self.side).flatMap { place in
                let (x, y) = (place % Self.side, place / Self.side)
                let field = x * Self.side + Self.side - 1 - y
                return colors[(field * 3)..<(field * 3 + 3)]
            })
    }
}

/// How a camera was held: what must be done to the stored picture to see it upright.
/// The raw values are those of Exif's tag 0x0112.
enum Orientation: UInt16 {
    case upright = 1
    case mirrored, turnedHalf, upsideDown, transposed, turnedLeft, antiTransposed, turnedRight

    /// Whether the upright picture's width is the stored one's height.
    var swapsSides: Bool { rawValue >= Orientation.transposed.rawValue }

    /// The orientation in an Exif block (a TIFF header and its first directory); upright where the
    /// block has none or makes no sense. The bytes may be anything.
    init(exif: UnsafeRawBufferPointer) {
        self = Orientation.find(in: exif) ?? .upright
    }

    private static func find(in exif: UnsafeRawBufferPointer) -> Orientation? {
        guard exif.count >= 8, exif[0] == exif[1] else { return nil }
        let big = exif[0] == UInt8(ascii: "M")
        guard big || exif[0] == UInt8(ascii: "I") else { return nil }
        func short(_ at: Int) -> Int? {
            guard at >= 0, at + 2 <= exif.count else { return nil }
            let (first, second) = (Int(exif[at]), Int(exif[at + 1]))
            return big ? first << 8 | second : second << 8 | first
        }
        func long(_ at: Int) -> Int? {
            guard let first = short(at), let second = short(at + 2) else { return nil }
            return big ? first << 16 | second : second << 16 | first
        }
        guard short(2) == 42, let directory = long(4), let count = short(directory) else {
            return nil
        }
        for entry in 0..<count {
            let at = directory + 2 + 12 * entry
            guard let tag = short(at) else { return nil }
            // A short (type 3), once.
            if tag == 0x0112, short(at + 2) == 3, long(at + 4) == 1, let value = short(at + 8) {
                return Orientation(rawValue: UInt16(value))
            }
        }
        return nil
    }
}

extension Image {
    /// This stored picture, seen upright.
    func upright(from orientation: Orientation) -> Image {
        switch orientation {
        case .upright: self
        case .mirrored: flipped()
        case .turnedHalf: rotated(quarterTurns: 2)
        case .upsideDown: flipped().rotated(quarterTurns: 2)
        case .transposed: flipped().rotated(quarterTurns: 1)
        case .turnedLeft: rotated(quarterTurns: 3)
        case .antiTransposed: flipped().rotated(quarterTurns: 3)
        case .turnedRight: rotated(quarterTurns: 1)
        }
    }
}

/// Changes that move pixels and alter none.
extension Image {
    /// The part whose top left pixel is (`x`, `y`); it must lie inside.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
        precondition(
            x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height,
            "a crop lies inside its image")
        if width == self.width && height == self.height { return self }
        return pixels.withUnsafeBufferPointer { source in
            Image(width: width, height: height) { target in
                for row in 0..<height {
                    let from = ((y + row) * self.width + x) * 3
                    (target.baseAddress! + row * width * 3)
                        .initialize(from: source.baseAddress! + from, count: width * 3)
                }
            }
        }
    }

    /// Left and right exchanged.
    public func flipped() -> Image {
        moved(width: width, height: height, from: (width - 1, 0), right: (-1, 0), down: (0, 1))
    }

    /// Turned counter-clockwise by `quarterTurns` × 90°, as `torch.rot90` turns; any whole number.
    public func rotated(quarterTurns: Int) -> Image {
        switch ((quarterTurns % 4) + 4) % 4 {
        case 1:
            moved(width: height, height: width, from: (width - 1, 0), right: (0, 1), down: (-1, 0))
        case 2:
            moved(
                width: width, height: height, from: (width - 1, height - 1), right: (-1, 0),
                down: (0, -1))
        case 3:
            moved(width: height, height: width, from: (0, height - 1), right: (0, -1), down: (1, 0))
        default: self
        }
    }

    /// The picture whose top left pixel is the one at `from` here; a step right or down in it is
    /// the given step (columns, rows) here.
    private func moved(
        width newWidth: Int, height newHeight: Int, from: (Int, Int), right: (Int, Int),
        down: (Int, Int)
    ) -> Image {
        let start = (from.1 * width + from.0) * 3
        let stepRight = (right.1 * width + right.0) * 3
        let stepDown = (down.1 * width + down.0) * 3
        return pixels.withUnsafeBufferPointer { source in
            Image(width: newWidth, height: newHeight) { target in
                var out = 0
                for y in 0..<newHeight {
                    var i = start + y * stepDown
                    for _ in 0..<newWidth {
                        target[out] = source[i]
                        target[out + 1] = source[i + 1]
                        target[out + 2] = source[i + 2]
                        out += 3
                        i += stepRight
                    }
                }
            }
        }
    }
}

/// A rectangle of pixels in a square image.
public struct PixelBox: Sendable, Equatable {
    /// The rows and columns in it.
    public let rows, columns: Range<Int>

    /// The rectangle of these rows and columns.
    public init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The part inside an image of `size` pixels a side of a square of `side` pixels around a pixel
    /// of it: a square whose centre lies near the edge loses what hangs over.
    public init(side: Int, aroundRow row: Int, column: Int, in size: Int) {
        func range(_ centre: Int) -> Range<Int> {
            let start = centre - side / 2
            return min(max(start, 0), size)..<min(max(start + side, 0), size)
        }
        self.init(rows: range(row), columns: range(column))
    }

    /// How many pixels it has.
    public var area: Int { rows.count * columns.count }

    /// The places of the box's rows in an image of (3, size, size) numbers.
    func rows(in size: Int) -> [Range<Int>] {
        (0..<3).flatMap { channel in
            rows.map { row in
                let start = (channel * size + row) * size
                return start + columns.lowerBound..<start + columns.upperBound
            }
        }
    }
}

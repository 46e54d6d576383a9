/// Images as sequences of tokens, row-major and in single precision: (images, tokens, width).
extension Device {
    /// Squares of `size` × `size` pixels, row by row; what they do not cover is cut off.
    ///
    /// - Parameter x: (images, channels, height, width).
    /// - Returns: (images, squares, channels·size·size).
    public func squares(_ x: Memory, size: Int) -> Memory {
        let image = plain(x)
        let grid = SquareGrid(image.shape, size)
        let result = Memory(self, plainLayout(grid.shape))
        overLines(grid, "squares") { pixels, square in
            (result.floats + square).update(from: image.floats + pixels, count: size)
        }
        return result
    }

    /// The gradient of `squares` with respect to images of `shape`.
    public func squaresBackward(_ gradient: Memory, size: Int, shape: [Int]) -> Memory {
        let result = Memory(self, repeating: 0, shape: shape)
        overLines(SquareGrid(shape, size), "squares, backward") { pixels, square in
            (result.floats + pixels).update(from: gradient.floats + square, count: size)
        }
        return result
    }

    private func overLines(_ grid: SquareGrid, _ name: String, _ body: (Int, Int) -> Void) {
        let (size, channels) = (grid.size, grid.image[1])
        let (height, width) = (grid.image[2], grid.image[3])
        timed(
            Timings.Operation(name, "\(grid.image)"), bytes: 8 * grid.image.reduce(1, *)
        ) {
            parallel(grid.image[0] * grid.rows) { lines in
                for line in lines {
                    let (image, row) = (line / grid.rows, line % grid.rows)
                    for channel in 0..<channels {
                        for y in 0..<size {
                            let pixels =
                                ((image * channels + channel) * height + row * size + y) * width
                            for column in 0..<grid.columns {
                                let square = line * grid.columns + column
                                body(
                                    pixels + column * size,
                                    ((square * channels + channel) * size + y) * size)
                            }
                        }
                    }
                }
            }
        }
    }

    /// `first`, (k, width), before the tokens of each image, (images, n, width).
    public func prefixed(_ x: Memory, by first: Memory) -> Memory {
        let (images, n, width) = (x.shape[0], x.shape[1], x.shape[2])
        let k = first.elementCount / width
        let result = Memory(self, plainLayout([images, k + n, width]))
        for image in 0..<images {
            let start = result.floats + image * (k + n) * width
            start.update(from: first.floats, count: k * width)
            (start + k * width).update(from: x.floats + image * n * width, count: n * width)
        }
        return result
    }

    /// Tokens `range` of each image.
    public func tokens(_ x: Memory, _ range: Range<Int>) -> Memory {
        let (images, n, width) = (x.shape[0], x.shape[1], x.shape[2])
        let result = Memory(self, plainLayout([images, range.count, width]))
        for image in 0..<images {
            (result.floats + image * range.count * width).update(
                from: x.floats + (image * n + range.lowerBound) * width,
                count: range.count * width)
        }
        return result
    }

    /// The gradient of `tokens` with respect to sequences of `count`: zeros elsewhere.
    public func tokensBackward(_ gradient: Memory, _ range: Range<Int>, of count: Int) -> Memory {
        let (images, width) = (gradient.shape[0], gradient.shape[2])
        let result = Memory(self, repeating: 0, shape: [images, count, width])
        for image in 0..<images {
            (result.floats + (image * count + range.lowerBound) * width).update(
                from: gradient.floats + image * range.count * width, count: range.count * width)
        }
        return result
    }

    /// `addend`, of one image's shape, added to each image of `x`, (images, …).
    public func addedToEach(_ x: Memory, _ addend: Memory) -> Memory {
        let size = addend.elementCount
        let images = x.reshaped([x.elementCount / size, size])
        return addedToRows(images, bias: addend.reshaped([size])).reshaped(x.shape)
    }

    /// The sum over images of `x`, (images, …), in one image's `shape`.
    public func sumOfEach(_ x: Memory, shape: [Int]) -> Memory {
        let size = shape.reduce(1, *)
        return columnSums(x.reshaped([x.elementCount / size, size])).reshaped(shape)
    }

    /// The columns of `a` and `b` side by side.
    public func joinedColumns(_ a: Memory, _ b: Memory) -> Memory {
        let (rows, m, n) = (a.shape[0], a.shape[1], b.shape[1])
        let result = Memory(self, plainLayout([rows, m + n]))
        for i in 0..<rows {
            let row = result.floats + i * (m + n)
            row.update(from: a.floats + i * m, count: m)
            (row + m).update(from: b.floats + i * n, count: n)
        }
        return result
    }

    /// Columns `range` of `x`, (rows, columns).
    public func columns(_ x: Memory, _ range: Range<Int>) -> Memory {
        let (rows, columns) = (x.shape[0], x.shape[1])
        let result = Memory(self, plainLayout([rows, range.count]))
        for i in 0..<rows {
            (result.floats + i * range.count).update(
                from: x.floats + i * columns + range.lowerBound, count: range.count)
        }
        return result
    }

    /// The mean over tokens of `x`, (images, tokens, width): (images, width).
    public func meanOfTokens(_ x: Memory) -> Memory {
        let (images, n, width) = (x.shape[0], x.shape[1], x.shape[2])
        let result = Memory(self, repeating: 0, shape: [images, width])
        let factor = 1 / Float(n)
        for image in 0..<images {
            let mean = result.floats + image * width
            for token in 0..<n {
                let row = x.floats + (image * n + token) * width
                for j in 0..<width { mean[j] += row[j] * factor }
            }
        }
        return result
    }

    /// The gradient of `meanOfTokens` with respect to sequences of `count`.
    public func meanOfTokensBackward(_ gradient: Memory, of count: Int) -> Memory {
        let (images, width) = (gradient.shape[0], gradient.shape[1])
        let result = Memory(self, plainLayout([images, count, width]))
        let factor = 1 / Float(count)
        for image in 0..<images {
            for token in 0..<count {
                for j in 0..<width {
                    result.floats[(image * count + token) * width + j] =
                        gradient.floats[image * width + j] * factor
                }
            }
        }
        return result
    }
}

/// An image's division into squares.
private struct SquareGrid {
    let image: [Int]
    let size, rows, columns: Int

    init(_ image: [Int], _ size: Int) {
        self.image = image
        self.size = size
        rows = image[2] / size
        columns = image[3] / size
    }

    var shape: [Int] { [image[0], rows * columns, image[1] * size * size] }
}

/// Images whose channels are last, and the tokens that their pixels are: the same memory.
extension Device {
    /// (images, channels, height, width) as (images, height·width, channels).
    public func pixels(_ x: Memory) -> Memory {
        let shape = x.shape
        let last = reordered(x, to: channelsLast(shape))
        return Memory(
            viewing: last, as: plainLayout([shape[0], shape[2] * shape[3], shape[1]]))
    }

    /// (images, height·width, channels) as (images, channels, height, width).
    public func image(_ x: Memory, height: Int, width: Int) -> Memory {
        precondition(x.isPlain, "tokens are row-major")
        return Memory(
            viewing: x, as: channelsLast([x.shape[0], x.shape[2], height, width]))
    }
}

import CLoops

/// Where what was computed of patches differs from plain loops, in words; nil where it does not.
extension Patches {
    /// Where an image's numbers of tap `tap` begin: one for each pixel, `line` for each row.
    func tap(_ tap: Int, _ image: Int) -> UnsafePointer<Float> {
        picture(image) + tap / 9 * (geometry.height + 2) * line + tap % 9 / 3 * line + tap % 3
    }

    /// From one row's numbers to the next.
    var line: Int { geometry.width + 2 }

    /// Of the convolution by `weights`, normalised, rectified and pooled.
    ///
    /// - Parameter ending: of the block of sixteen channels from this one on.
    func difference(
        _ output: Memory, _ weights: Memory, ending: (_ channel: Int) -> CLoopsStemEnding
    ) -> String? {
        guard let found = Numbers(output) else { return nil }
        return SelfTest(terms: taps, precision: .f32, cost: 4).difference(
            among: output.elementCount, found: found.number,
            sums: { place in
                let at = Numbers.indices(place, of: output.shape)
                return (0..<4).map { corner in
                    var sum = SelfTest.Sum()
                    let (row, column) = (2 * at[2] + corner / 2, 2 * at[3] + corner % 2)
                    for t in 0..<taps {
                        sum.add(
                            tap(t, at[0])[row * line + column], weights.floats[at[1] * taps + t])
                    }
                    return sum
                }
            },
            ending: { sums, place in
                let channel = Numbers.indices(place, of: output.shape)[1]
                let end = ending(channel / 16 * 16)
                let scale = Double(end.scale[channel % 16])
                let shift = Double(end.shift[channel % 16])
                let largest = sums.map { scale * $0 + shift }.max()!
                return SelfTest.Ending(
                    value: largest > 0 ? largest : Double(end.slope) * largest,
                    factor: abs(scale) * max(1, Double(abs(end.slope))),
                    size: sums.map { abs(scale * $0) }.max()! + abs(shift))
            })
    }

    /// Of each image's sums of taps, and of their products, (taps + 1, taps).
    func difference(products: UnsafePointer<Double>) -> String? {
        // Blocks of three below the diagonal are left out.
        func pair(_ place: Int) -> (image: Int, i: Int?, j: Int) {
            let (image, at) = place.quotientAndRemainder(dividingBy: taps * (taps + 1))
            guard at >= taps else { return (image, nil, at) }
            let (i, j) = (at / taps - 1, at % taps)
            return i / 3 <= j / 3 ? (image, i, j) : (image, j, i)
        }
        let terms = geometry.height * geometry.width
        return SelfTest(terms: terms, precision: .f32).difference(
            among: images * taps * (taps + 1),
            found: { place in
                let (image, i, j) = pair(place)
                return Float(products[(image * (taps + 1) + (i.map { $0 + 1 } ?? 0)) * taps + j])
            },
            sums: { place in
                let (image, i, j) = pair(place)
                let (one, other, line) = (tap(j, image), i.map { tap($0, image) }, line)
                var sum = SelfTest.Sum()
                for row in 0..<geometry.height {
                    for at in row * line..<row * line + geometry.width {
                        sum.add(other?[at] ?? 1, one[at])
                    }
                }
                return [sum]
            })
    }
}

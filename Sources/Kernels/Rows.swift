/// Operations on whole images of a batch, whatever the layout inside an image.
extension Device {
    /// own[i]·x[i] + others[i]·x[partner[i]] for each row i of the first axis: the interpolation
    /// of Manifold Mixup, and its derivative.
    public func mixedRows(_ x: Memory, partner: [Int], own: [Float], others: [Float]) -> Memory {
        precondition(
            partner.count == x.shape[0] && own.count == partner.count
                && others.count == partner.count, "mixing needs a partner and shares for each row")
        guard let stride = x.layout.rowStride else {
            return mixedRows(plain(x), partner: partner, own: own, others: others)
        }
        let result = Memory(self, x.layout)
        timed(Timings.Operation("mixing", "\(x.shape)"), bytes: 3 * x.layout.byteCount) {
            parallel(partner.count) { rows in
                for i in rows {
                    let (a, b) = (i * stride, partner[i] * stride)
                    let (mine, other) = (own[i], others[i])
                    switch x.precision {
                    case .f32:
                        let (p, q, r) = (x.floats + a, x.floats + b, result.floats + a)
                        for j in 0..<stride { r[j] = mine * p[j] + other * q[j] }
                    case .bf16:
                        let (p, q, r) = (x.halves + a, x.halves + b, result.halves + a)
                        for j in 0..<stride {
                            r[j] = bfloat16(mine * float(p[j]) + other * float(q[j]))
                        }
                    }
                }
            }
        }
        return result
    }

    /// `x`, in single precision, each number rounded to the nearest that bfloat16 has.
    public func roundedToBFloat16(_ x: Memory) -> Memory {
        precondition(x.precision == .f32, "only single precision has more digits than bfloat16")
        let result = Memory(self, x.layout)
        timed(Timings.Operation("rounding", "\(x.shape)"), bytes: 2 * x.layout.byteCount) {
            parallel(x.layout.byteCount / 4, minimum: 4096) { range in
                for i in range { result.floats[i] = float(bfloat16(x.floats[i])) }
            }
        }
        return result
    }

    /// Square images, (images, channels, size, size), each turned counter-clockwise by its own
    /// number of quarter turns; the result is row-major.
    public func rotatedImages(_ x: Memory, quarterTurns: [Int]) -> Memory {
        let x = plain(x)
        let (channels, size) = (x.shape[1], x.shape[3])
        precondition(x.shape[2] == size, "only square images can be rotated in place")
        precondition(quarterTurns.count == x.shape[0], "rotation needs a turn for each image")
        let result = Memory(self, x.layout)
        let plane = size * size
        parallel(quarterTurns.count * channels) { planes in
            for p in planes {
                let (source, target) = (x.floats + p * plane, result.floats + p * plane)
                // Where the target's (row 0, column 0) comes from, and the steps from there.
                let (origin, byRow, byColumn): (Int, Int, Int)
                switch quarterTurns[p / channels] & 3 {
                case 0: (origin, byRow, byColumn) = (0, size, 1)
                case 1: (origin, byRow, byColumn) = (size - 1, -1, size)
                case 2: (origin, byRow, byColumn) = (plane - 1, -size, -1)
                default: (origin, byRow, byColumn) = (plane - size, 1, -size)
                }
                for row in 0..<size {
                    for column in 0..<size {
                        target[row * size + column] =
                            source[origin + row * byRow + column * byColumn]
                    }
                }
            }
        }
        return result
    }

    /// The rows `indices` of the first axis, in that order, row-major single precision.
    public func rows(_ x: Memory, _ indices: [Int]) -> Memory {
        let x = plain(x)
        let stride = x.elementCount / max(1, x.shape[0])
        let result = Memory(self, plainLayout([indices.count] + x.shape.dropFirst()))
        for (i, index) in indices.enumerated() {
            (result.floats + i * stride).update(from: x.floats + index * stride, count: stride)
        }
        return result
    }
}

extension Memory {
    var halves: UnsafeMutablePointer<UInt16> {
        buffer.pointer.assumingMemoryBound(to: UInt16.self)
    }
}

@inline(__always)
func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

/// Rounds to the nearest bfloat16, ties to even; NaN keeps a significand bit.
@inline(__always)
func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if bits & 0x7fff_ffff > 0x7f80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) >> 16)
}

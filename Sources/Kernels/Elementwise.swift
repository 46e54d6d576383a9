import CLoops

/// Operations on each number by itself.
extension Device {
    /// max(x, slope·x): ReLU at slope 0, leaky ReLU above.
    public func rectifier(_ x: Memory, slope: Float) -> Memory {
        let output = Memory(self, x.layout)
        eachNumber("rectifier", of: output, arrays: 2) { start, count, half in
            CLoops_add_numbers(x.at(start), nil, count, half, slope, output.at(start))
        }
        return output
    }

    /// The gradient of `rectifier`, from its output: input and output have the same sign, so that
    /// the input need not be kept.
    public func rectifierBackward(_ gradient: Memory, output: Memory, slope: Float) -> Memory {
        let g = reordered(gradient, to: output.layout)
        let result = Memory(self, output.layout)
        eachNumber("rectifier, backward", of: result, arrays: 3) { start, count, half in
            CLoops_rectifier_backward(
                g.at(start), output.at(start), count, half, slope, result.at(start))
        }
        return result
    }

    /// The sum of two arrays of one shape, in the first one's precision.
    public func sum(_ a: Memory, _ b: Memory) -> Memory {
        precondition(a.shape == b.shape, "cannot add \(a.shape) and \(b.shape)")
        if a.layout !== b.layout && a.shape.count == 4 {
            return normalizedSum([SumTerm(a), SumTerm(b)], slope: 1, pooling: false, epsilon: 0)
                .output
        }
        let b = reordered(b, to: a.layout)
        let result = Memory(self, a.layout)
        eachNumber("sum", of: result, arrays: 3) { start, count, half in
            CLoops_add_numbers(
                a.at(start), b.at(start), count, half, 1, result.at(start))
        }
        return result
    }

    /// `x` multiplied by `mask`, number by number, in `x`'s layout.
    public func product(_ x: Memory, _ mask: Memory) -> Memory {
        precondition(x.shape == mask.shape, "cannot multiply \(x.shape) and \(mask.shape)")
        let mask = reordered(mask, to: x.layout)
        let result = Memory(self, x.layout)
        eachNumber("product", of: result, arrays: 3) { start, count, half in
            CLoops_multiply_numbers(
                x.at(start), mask.at(start), count, half, result.at(start))
        }
        return result
    }

    /// Zeros at random with probability `rate` and 1/(1 − rate) elsewhere, in the layout of `x`:
    /// the mask of dropout (Srivastava et al. 2014). Each number depends on `seed` and its place.
    public func dropoutMask(like x: Memory, rate: Float, seed: UInt64) -> Memory {
        precondition(rate >= 0 && rate < 1, "dropout needs a rate in 0..<1")
        let mask = Memory(self, x.layout)
        let threshold = UInt32(Double(rate) * 4_294_967_296)
        eachNumber("dropout's mask", of: mask, arrays: 1) { start, count, half in
            CLoops_dropout_mask(
                seed, start, count, half, threshold, 1 / (1 - rate), mask.at(start))
        }
        return mask
    }

    /// All numbers of arrays that lie as `result` does, on all threads, in whole sixteens: buffers
    /// are as long.
    private func eachNumber(
        _ name: String, of result: Memory, arrays: Int, _ body: (Int, Int, Int32) -> Void
    ) {
        let numbers = result.layout.byteCount / result.precision.bytes
        timed(
            Timings.Operation(name, "\(result.shape)"), bytes: arrays * result.layout.byteCount
        ) {
            parallel((numbers + 15) / 16, minimum: 256) { sixteens in
                body(
                    sixteens.lowerBound * 16, sixteens.count * 16,
                    result.precision == .bf16 ? 1 : 0)
            }
        }
    }
}

extension Memory {
    /// The address of a number.
    fileprivate func at(_ index: Int) -> UnsafeMutableRawPointer {
        buffer.pointer + index * precision.bytes
    }
}

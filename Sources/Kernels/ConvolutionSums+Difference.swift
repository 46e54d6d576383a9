#if canImport(Glibc)
    import Glibc
#endif

/// Where what was computed differs from the plain loops, in words; nil where it does not, or where
/// a layout is one that only oneDNN reads.
extension ConvolutionSums {
    /// Of a convolution of `x` with what follows it.
    func difference(
        _ output: Memory, _ x: Memory, _ weights: Memory, _ ending: ConvolutionEnding = .none,
        activation: Activation? = nil
    ) -> String? {
        guard let found = Numbers(output), let x = Numbers(x),
            let end = PlainEnding(ending, activation, shapes.output)
        else { return nil }
        let test = SelfTest(
            terms: inputs * taps, precision: precision, cost: end.windows,
            steps: steps(inputs * taps, tiles: inputs), factorRounding: factorRounding)
        return test.difference(
            among: output.elementCount, found: found.number,
            sums: { end.places(of: $0).map { self.output($0, x, weights).sum } },
            inner: inner { tile, place in
                end.places(of: place).map { self.output($0, x, weights).size(in: tile) }
            },
            ending: end.ending)
    }

    /// Of the gradient of the input.
    func inputDifference(_ result: Memory, _ gradient: Memory, _ weights: Memory) -> String? {
        guard let found = Numbers(result), let gradient = Numbers(gradient) else { return nil }
        let test = SelfTest(
            terms: outputs * taps, precision: precision,
            steps: steps(outputs * taps, tiles: outputs), factorRounding: factorRounding)
        return test.difference(
            among: result.elementCount, found: found.number,
            sums: { [inputGradient($0, gradient, weights).sum] },
            inner: inner { [inputGradient($1, gradient, weights).size(in: $0)] })
    }

    /// Of the gradient of the weights.
    func weightDifference(_ result: Memory, _ x: Memory, _ gradient: Memory) -> String? {
        guard let found = Numbers(result), let x = Numbers(x), let gradient = Numbers(gradient)
        else { return nil }
        let terms = shapes.output[0] * shapes.output[2] * shapes.output[3]
        // Terms lie far apart in memory, which costs more than the sums.
        let test = SelfTest(
            terms: terms, precision: .f32, cost: tile == nil ? 1 : 4,
            steps: steps(terms, tiles: (terms + 15) / 16 * 2), factorRounding: factorRounding)
        return test.difference(
            among: result.elementCount, found: found.number,
            sums: { [weightGradient($0, x, gradient)] },
            inner: inner { [weightGradientSize($0, $1, x, gradient)] })
    }

    /// The sizes of what is added up in place of the terms, where tiles are at work.
    private func inner(
        _ sizes: @escaping (WinogradTile, Int) -> [Double]
    ) -> ((Int) -> [Double])? {
        tile.map { tile in { sizes(tile, $0) } }
    }
}

/// What follows a convolution, number by number.
private struct PlainEnding {
    private let ending: ConvolutionEnding
    private let activation: Activation
    private let shape: [Int]
    private let addend: Numbers?

    /// Nil where the addend cannot be read.
    init?(_ ending: ConvolutionEnding, _ activation: Activation?, _ shape: [Int]) {
        self.ending = ending
        self.activation = activation ?? .rectifier(slope: ending.slope)
        self.shape = shape
        addend = ending.addend.flatMap(Numbers.init)
        if ending.addend != nil && addend == nil { return nil }
    }

    /// How many outputs of the convolution a number is made of.
    var windows: Int { ending.pooling ? 4 : 1 }

    /// Which ones: places in row-major order.
    func places(of place: Int) -> [Int] {
        guard ending.pooling else { return [place] }
        let pooled = [shape[0], shape[1], shape[2] / 2, shape[3] / 2]
        let at = Numbers.indices(place, of: pooled)
        let first = ((at[0] * shape[1] + at[1]) * shape[2] + 2 * at[2]) * shape[3] + 2 * at[3]
        return [first, first + 1, first + shape[3], first + shape[3] + 1]
    }

    /// The largest activation over the window, of scale·sum + shift + addend.
    func ending(_ sums: [Double], _ place: Int) -> SelfTest.Ending {
        let places = places(of: place)
        let channel = places[0] / (shape[2] * shape[3]) % shape[1]
        let scale = ending.scale.map { Double($0.floats[channel]) } ?? 1
        let shift = ending.shift.map { Double($0.floats[channel]) } ?? 0
        var result = SelfTest.Ending(value: -.infinity, factor: 1.5 * abs(scale))
        for (sum, place) in zip(sums, places) {
            let added = addend.map { Double($0.number(place)) } ?? 0
            let end = activation.ending(scale * sum, adding: [shift, added])
            result.value = max(result.value, end.value)
            result.size = max(result.size, end.size)
        }
        return result
    }
}

extension Activation {
    /// What becomes of a sum to which `addends` are added before this function.
    func ending(_ sum: Double, adding addends: [Double]) -> SelfTest.Ending {
        // What approximates a smooth function is a few digits short of single precision.
        let digits = slope == nil && limits == nil ? 64.0 : 1
        let size = addends.reduce(abs(sum)) { $0 + abs($1) }
        return SelfTest.Ending(
            value: plain(addends.reduce(sum, +)), factor: 1.5, size: digits * size)
    }

    /// The function in double precision; none is steeper than 1.5.
    fileprivate func plain(_ x: Double) -> Double {
        switch self {
        case .identity: x
        case .rectifier(let slope): max(x, Double(slope) * x)
        case .relu6: min(max(x, 0), 6)
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
        case .tanhGELU:
            x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
        case .quickGELU: x / (1 + exp(-1.702 * x))
        }
    }
}

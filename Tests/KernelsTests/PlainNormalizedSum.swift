import Kernels
import TestSupport

/// Batch normalisation, sum, rectifier and 2×2 max-pooling with their derivatives in float64, each
/// step written out (Ioffe & Szegedy 2015, §3).
struct PlainNormalizedSum {
    /// An array; normalised where there is a scale and a shift.
    struct Term {
        let x: [Double]
        var scale: [Double]?
        var shift: [Double]?
    }

    /// (images, channels, height, width).
    let shape: [Int]
    let terms: [Term]
    let slope: Double
    let pooling: Bool

    private func channel(_ place: Int) -> Int { place / (shape[2] * shape[3]) % shape[1] }
    private var perChannel: Double { Double(shape[0] * shape[2] * shape[3]) }

    private func sums(_ values: (Int) -> Double) -> [Double] {
        var sums = [Double](repeating: 0, count: shape[1])
        for place in terms[0].x.indices { sums[channel(place)] += values(place) }
        return sums
    }

    private func moments(_ x: [Double]) -> (mean: [Double], variance: [Double]) {
        let mean = sums { x[$0] }.map { $0 / perChannel }
        let squares = sums { (x[$0] - mean[channel($0)]) * (x[$0] - mean[channel($0)]) }
        return (mean, squares.map { $0 / perChannel })
    }

    /// The output, means and variances, and for each term the gradients of x, scale and shift.
    func results(upstream: (Int) -> [Double]) -> [[Double]] {
        var z = [Double](repeating: 0, count: terms[0].x.count)
        var means: [[Double]] = []
        for term in terms {
            guard let scale = term.scale, let shift = term.shift else {
                z = zip(z, term.x).map(+)
                continue
            }
            let (mean, variance) = moments(term.x)
            means += [mean, variance]
            for i in z.indices {
                let c = channel(i)
                let normalized = (term.x[i] - mean[c]) / (variance[c] + 1e-5).squareRoot()
                z[i] += scale[c] * normalized + shift[c]
            }
        }
        let y = Plain.leakyRelu(z, slope: slope)
        let output = pooling ? Plain.maxPool(y, shape: shape) : y
        var dz = pooling ? spread(upstream(output.count), over: y) : upstream(output.count)
        for i in dz.indices where z[i] <= 0 { dz[i] *= slope }
        return [output] + means + terms.flatMap { gradients($0, dz) }
    }

    /// The gradient of the pooled numbers at the places of the largest.
    private func spread(_ gradient: [Double], over y: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: y.count)
        let (height, width) = (shape[2], shape[3])
        for (i, g) in gradient.enumerated() {
            let (column, row) = (i % (width / 2), i / (width / 2) % (height / 2))
            let plane = i / (width / 2) / (height / 2)
            let first = (plane * height + 2 * row) * width + 2 * column
            let places = [first, first + 1, first + width, first + width + 1]
            result[places.max { y[$0] < y[$1] }!] += g
        }
        return result
    }

    private func gradients(_ term: Term, _ dz: [Double]) -> [[Double]] {
        guard let scale = term.scale else { return [dz] }
        let (mean, variance) = moments(term.x)
        func normalized(_ i: Int) -> Double {
            (term.x[i] - mean[channel(i)]) / (variance[channel(i)] + 1e-5).squareRoot()
        }
        let (alongScale, alongShift) = (sums { dz[$0] * normalized($0) }, sums { dz[$0] })
        let dx = dz.indices.map { i in
            let c = channel(i)
            return scale[c] / (variance[c] + 1e-5).squareRoot()
                * (dz[i] - alongShift[c] / perChannel - normalized(i) * alongScale[c] / perChannel)
        }
        return [dx, alongScale, alongShift]
    }
}

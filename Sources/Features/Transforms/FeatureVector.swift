import Foundation

/// The steps that change one image's features by themselves.
extension UnsafeMutableBufferPointer<Float> {
    /// sign(x)·(|x| + 1e-6)^exponent.
    func raise(to exponent: Float) {
        for index in indices {
            let raised = Float(pow(Double(abs(self[index])) + 1e-6, Double(exponent)))
            self[index] = self[index] < 0 ? -raised : raised
        }
    }

    /// Mean 0 and standard deviation 1 over the numbers; zeros where all are equal.
    func standardize() {
        var sum = 0.0
        for number in self { sum += Double(number) }
        let mean = sum / Double(count)
        var square = 0.0
        for number in self { square += (Double(number) - mean) * (Double(number) - mean) }
        let deviation = (square / Double(count)).squareRoot()
        // What rounding leaves of equal numbers is no spread.
        let spread = deviation > abs(mean) * 1e-6
        for index in indices {
            self[index] = spread ? Float((Double(self[index]) - mean) / deviation) : 0
        }
    }
}

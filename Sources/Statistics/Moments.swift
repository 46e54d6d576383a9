extension [Double] {
    /// The mean of these values and their standard deviation, over count − 1: zero of a single value;
    /// of none, neither is a number.
    package var moments: (mean: Double, deviation: Double) {
        let mean = reduce(0, +) / Double(count)
        let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(Swift.max(1, count - 1))).squareRoot())
    }
}

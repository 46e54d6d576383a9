/// The gradient of `f` by central differences, in float64: (f(x + h) − f(x − h)) / 2h along each
/// coordinate. The error is of order h², plus rounding of order 1e-16·|f| / h.
/// - Parameters:
///   - f: a scalar function, smooth within `step` of the point.
///   - point: where.
///   - step: h, in units of the coordinates.
/// - Returns: one derivative for each coordinate.
public func numericalGradient(
    of f: ([Double]) -> Double, at point: [Double], step: Double = 1e-5
) -> [Double] {
    var moved = point
    return point.indices.map { index in
        defer { moved[index] = point[index] }
        moved[index] = point[index] + step
        let above = f(moved)
        moved[index] = point[index] - step
        return (above - f(moved)) / (2 * step)
    }
}

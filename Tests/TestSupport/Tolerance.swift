import Testing

/// Records an issue unless every element obeys |actual − expected| ≤ absolute + relative·|expected|.
/// One sentence about the worst element, whatever the size. NaN, and another number of elements,
/// are never close.
/// - Parameter name: what is compared, for the sentence.
public func expectClose<Actual: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ actual: [Actual], _ expected: [Expected], relative: Double = 1e-5, absolute: Double = 1e-6,
    _ name: String = "values", sourceLocation: SourceLocation = #_sourceLocation
) {
    if let difference = difference(actual, expected, relative: relative, absolute: absolute) {
        Issue.record("\(name): \(difference)", sourceLocation: sourceLocation)
    }
}

/// As the comparison of arrays, for one number.
public func expectClose<Actual: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ actual: Actual, _ expected: Expected, relative: Double = 1e-5, absolute: Double = 1e-6,
    _ name: String = "value", sourceLocation: SourceLocation = #_sourceLocation
) {
    expectClose(
        [actual], [expected], relative: relative, absolute: absolute, name,
        sourceLocation: sourceLocation)
}

/// Nil when `actual` is close to `expected`, else a sentence about the element that is farthest
/// outside its tolerance.
public func difference<Actual: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ actual: [Actual], _ expected: [Expected], relative: Double, absolute: Double
) -> String? {
    guard actual.count == expected.count else {
        return "\(actual.count) elements instead of \(expected.count)"
    }
    var worst: (index: Int, excess: Double)?
    for index in actual.indices {
        let (value, target) = (Double(actual[index]), Double(expected[index]))
        // Equal infinities are close, though their difference is NaN.
        if value == target { continue }
        let allowed = absolute + relative * abs(target)
        let error = abs(value - target)
        if error <= allowed && allowed.isFinite { continue }
        let excess = error.isNaN || !allowed.isFinite ? Double.infinity : error - allowed
        if worst == nil || excess > worst!.excess { worst = (index, excess) }
    }
    guard let worst else { return nil }
    let (value, target) = (Double(actual[worst.index]), Double(expected[worst.index]))
    return "element \(worst.index) of \(actual.count) is \(value) instead of \(target) "
        + "(off by \(abs(value - target)), allowed \(absolute + relative * abs(target)))"
}

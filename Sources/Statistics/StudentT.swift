import Foundation

/// Student's t distribution, by the incomplete beta function.
///
/// With T of ν degrees of freedom, P(|T| ≥ t) = I_x(ν/2, 1/2) at x = ν / (ν + t²) (Digital Library
/// of Mathematical Functions, §8.17).
public struct StudentT: Sendable, Equatable {
    /// Degrees of freedom, at least 1.
    public let degrees: Int

    /// The distribution of `degrees` degrees of freedom.
    public init(degrees: Int) {
        precondition(degrees >= 1, "Student's t has at least one degree of freedom")
        self.degrees = degrees
    }

    /// The probability of a value at least as far from zero as `t`, on either side: 1 at zero, 0 at
    /// infinity.
    public func twoSided(_ t: Double) -> Double {
        precondition(!t.isNaN, "a t statistic is a number")
        let freedom = Double(degrees)
        let ratio = t * t / freedom
        guard ratio < .infinity else { return 0 }
        // Both sides of one, so that neither is the small difference of large numbers.
        return regularizedBeta(freedom / 2, 0.5, at: 1 / (1 + ratio), rest: ratio / (1 + ratio))
    }

    /// The t within which the fraction `level` of all values lies, on both sides of zero: 2.776 for
    /// 95 % at 4 degrees, 1.960 at very many.
    public func quantile(level: Double = 0.95) -> Double {
        precondition(level > 0 && level < 1, "a level lies between 0 and 1")
        var (low, high) = (0.0, 1.0)
        while twoSided(high) > 1 - level { (low, high) = (high, 2 * high) }
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return middle }
            if twoSided(middle) > 1 - level { low = middle } else { high = middle }
        }
    }
}

/// The regularised incomplete beta function I_x(a, b), with `rest` = 1 − x.
private func regularizedBeta(_ a: Double, _ b: Double, at x: Double, rest: Double) -> Double {
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    let logX = rest < 0.5 ? log1p(-rest) : log(x)
    let logRest = x < 0.5 ? log1p(-x) : log(rest)
    let front = exp(a * logX + b * logRest - logBeta(a, b))
    // The fraction converges fast below the distribution's mean; above, its mirror image does.
    return x < (a + 1) / (a + b + 2)
        ? front / (a * betaFraction(a, b, at: x)) : 1 - front / (b * betaFraction(b, a, at: rest))
}

private func logBeta(_ a: Double, _ b: Double) -> Double {
    lgamma(a).0 + lgamma(b).0 - lgamma(a + b).0
}

/// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22, by Lentz's method.
private func betaFraction(_ a: Double, _ b: Double, at x: Double) -> Double {
    let tiny = 1e-300
    var value = 1.0
    var c = 1.0
    var d = 0.0
    // Some √max(a, b) terms are needed: a thousand at a million degrees of freedom.
    for n in 1...100_000 {
        let m = Double(n / 2)
        let numerator =
            n % 2 == 0
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + numerator * d
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        c = 1 + numerator / c
        if abs(c) < tiny { c = tiny }
        value *= c * d
        if abs(c * d - 1) < 1e-15 { break }
    }
    return value
}

import Foundation

/// The digamma function ψ, the derivative of log Γ, of a positive number.
///
/// ψ(x) = ψ(x + 1) − 1/x until x is 10 or more, and from there its asymptotic series (Digital Library
/// of Mathematical Functions, §5.5.2 and §5.11.2), whose first term left out is below 10⁻¹⁵.
public func digamma(_ x: Double) -> Double {
    precondition(x > 0, "digamma of a positive number")
    var (x, sum) = (x, 0.0)
    while x < 10 {
        sum -= 1 / x
        x += 1
    }
    let square = 1 / (x * x)
    // B₂ₖ / 2k for k = 1…6.
    let series =
        square
        * (1.0 / 12 - square
            * (1.0 / 120 - square
                * (1.0 / 252 - square
                    * (1.0 / 240 - square * (1.0 / 132 - square * 691.0 / 32760)))))
    return sum + log(x) - 1 / (2 * x) - series
}

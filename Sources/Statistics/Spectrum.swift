import Foundation
import Matrices

/// The singular values of a table of numbers: how its rows spread over directions.
public struct Spectrum: Sendable, Equatable {
    /// The singular values, the largest first; what is only rounding is 0.
    public let values: [Double]

    /// Singular values, the largest first.
    public init(_ values: [Double]) { self.values = values }

    /// The singular values of x from x·xᵀ or xᵀ·x: the roots of its eigenvalues, exact to about
    /// 1e-8 of the largest. Eigenvalues that rounding alone explains count as 0.
    /// - Parameter gram: (size, size), of finite numbers.
    public init(gram: [Double], size: Int) {
        let eigenvalues = LinearAlgebra.eigenvalues(of: gram, size: size)
        let rounding = (eigenvalues.first ?? 0) * Double(size) * Double.ulpOfOne
        values = eigenvalues.map { $0 > rounding ? $0.squareRoot() : 0 }
    }

    /// The effective rank, exp(−Σ p·ln p) with p the singular values over their sum: from 1, where
    /// rows lie on a line, to the number of values, where all are equal. Nil where all are 0.
    ///
    /// Roy & Vetterli 2007, "The effective rank: a measure of effective dimensionality", §2.
    public var effectiveRank: Double? {
        let sum = values.reduce(0, +)
        guard sum > 0 else { return nil }
        return exp(
            -values.reduce(0) { $1 > 0 ? $0 + $1 / sum * log($1 / sum) : $0 })
    }

    /// How far the spectrum is from an even one: the Kullback–Leibler divergence of the singular
    /// values over their sum from the uniform distribution, −(1/n)·Σ ln(n·p). Small where the
    /// table spreads evenly over its directions. Nil where all values are 0.
    ///
    /// Roth et al. 2020, "Revisiting Training Strategies and Generalization Performance in Deep
    /// Metric Learning" (arXiv 2002.08473), §4.2, ρ(Φ) = KL(U ‖ S); Confusezius/
    /// Revisiting_Deep_Metric_Learning_PyTorch `metrics/rho_spectrum.py`, mode 1. A direction with
    /// nothing in it makes theirs infinite; here it is left out, and n is `directions`.
    public var decay: Double? {
        let used = values.filter { $0 > 0 }
        let sum = used.reduce(0, +)
        guard sum > 0 else { return nil }
        let count = Double(used.count)
        return -used.reduce(0) { $0 + log(count * $1 / sum) } / count
    }

    /// How many directions have anything in them.
    public var directions: Int { values.count { $0 > 0 } }
}

import Foundation
import Statistics

/// A Dirichlet distribution of each class over the probabilities that an image has of all classes, and
/// its likeliest parameters by the majorise-minimise steps of Martin et al. (CVPR 2024, arXiv
/// 2405.18437; SegoleneMartin/transductive-CLIP `src/methods/em_dirichlet.py`).
///
/// Of images with the mean logs m of their probabilities, those parameters a minimise
/// Σⱼ log Γ(aⱼ) − log Γ(Σⱼ aⱼ) − Σⱼ (aⱼ − 1) mⱼ. With log Γ(a) = log Γ(a + 1) − log a, a step takes
/// log Γ(Σ a) by its tangent and log Γ(a + 1) by the parabola of curvature
///
///     c(a) = 2 (a ψ(a + 1) − log Γ(a + 1)) / a²,    c(0) = π² / 6,
///
/// above it, so that the new aⱼ is the positive root of c x² + (ψ(a + 1) − c a − ψ(Σ a) − m) x − 1.
/// Of a single image there is no likeliest: the parameters grow with every step, and it counts that
/// there are 1000 at most.
struct DirichletParameters {
    /// (classes × classes): those of each class; ones at first.
    private(set) var values: [Double]
    private let way: Int

    private static let steps = 1000
    /// After every so many steps it is looked whether they end: at this squared relative change.
    private static let period = 50
    private static let rest = 1e-11

    init(way: Int) {
        self.way = way
        values = [Double](repeating: 1, count: way * way)
    }

    /// Takes steps from where they are.
    ///
    /// - Parameters:
    ///   - means: (classes × classes), the mean logs of each class.
    ///   - classes: those that have any; the others stay.
    mutating func fit(to means: [Double], of classes: [Int]) {
        for step in 0..<Self.steps {
            var (change, size) = (0.0, 0.0)
            for label in classes {
                let own = (label * way)..<((label + 1) * way)
                let tangent = digamma(values[own].reduce(0, +))
                for index in own {
                    let old = values[index]
                    let new = Self.step(from: old, tangent: tangent, mean: means[index])
                    change += (new - old) * (new - old)
                    size += old * old
                    values[index] = new
                }
            }
            if step > 0, step % Self.period == 0, change < Self.rest * size { return }
        }
    }

    /// What the log-density of every class is at logs of zero, (classes).
    var constants: [Double] {
        (0..<way).map { label in
            let own = values[(label * way)..<((label + 1) * way)]
            return lgamma(own.reduce(0, +)).0 - own.reduce(0) { $0 + lgamma($1).0 }
        }
    }

    private static func step(from a: Double, tangent: Double, mean: Double) -> Double {
        let slope = digamma(a + 1)
        // Near zero the difference is nothing but rounding.
        let curvature =
            a > 1e-6 ? 2 * (a * slope - lgamma(a + 1).0) / (a * a) : .pi * .pi / 6
        let b = slope - curvature * a - tangent - mean
        let root = (b * b + 4 * curvature).squareRoot()
        return b > 0 ? 2 / (b + root) : (root - b) / (2 * curvature)
    }
}

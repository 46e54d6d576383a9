import Files
import Foundation

/// A numbered axis: a range that covers the data and evenly spaced round ticks inside it.
public struct Axis: Sendable, Equatable {
    /// How ticks are written.
    public enum Numbers: Sendable {
        /// As they are; only whole ones; as percent of a fraction.
        case plain, whole, percent
    }

    /// What the axis measures, with its unit.
    public let title: String
    /// What it spans; never empty.
    public let range: ClosedRange<Double>
    /// The ticks, rising, all inside `range`.
    public let ticks: [Double]
    /// The texts of the ticks.
    public let labels: [String]

    /// An axis over `values`, widened to round ticks, about `count` of them.
    ///
    /// Whole axes (epochs) are not widened; percent axes stay inside 0…1. No values, or all equal
    /// ones, give an axis around them. Non-finite values are the caller's error: see `Figure`.
    public init(
        title: String, covering values: [Double], numbers: Numbers = .plain, count: Int = 5
    ) {
        self.title = title
        var lower = values.min() ?? 0
        var upper = values.max() ?? 1
        func share(_ value: Double) -> Double { min(max(value, 0), 1) }
        if numbers == .percent { (lower, upper) = (share(lower), share(upper)) }
        if !(upper - lower > 1e-9 * max(abs(lower), abs(upper), 1e-100)) {
            let margin =
                numbers == .whole
                ? max(1, abs(lower) * 1e-6) : numbers == .percent ? 0.05 : max(abs(lower) / 10, 0.1)
            (lower, upper) = (lower - margin, upper + margin)
            if numbers == .percent { (lower, upper) = (share(lower), share(upper)) }
        }
        var step = RoundStep(above: (upper - lower) / Double(max(count, 1)))
        if numbers == .whole { step = max(step, RoundStep(mantissa: 1, exponent: 0)) }
        if numbers != .whole {
            lower = step.multiple((lower / step.value + 1e-9).rounded(.down))
            upper = step.multiple((upper / step.value - 1e-9).rounded(.up))
        }
        let first = Int((lower / step.value - 1e-9).rounded(.up))
        let last = Int((upper / step.value + 1e-9).rounded(.down))
        range = lower...upper
        ticks = (first...max(first, last)).map { step.multiple(Double($0)) }
        labels = ticks.map { tick in
            switch numbers {
            case .plain: Format.fixed(tick, decimals: max(0, -step.exponent))
            case .whole: Format.count(tick)
            case .percent: Format.fixed(100 * tick, decimals: max(0, -step.exponent - 2)) + " %"
            }
        }
    }

    /// An axis from the least to the greatest of `values`, with its ticks at those of them whose
    /// texts do not touch along a length of `length` pixels: for settings that were tried one by
    /// one, such as shots. Non-finite values are the caller's error.
    init(title: String, at values: [Double], numbers: Numbers, along length: Double) {
        let rising = Set(values).sorted()
        let lower = rising.first ?? 0
        let upper = rising.last ?? 1
        let margin = upper > lower ? 0 : max(abs(lower) / 10, 0.1)
        self.title = title
        range = (lower - margin)...(upper + margin)
        var ticks: [Double] = []
        var labels: [String] = []
        var end = -Double.infinity
        for value in rising {
            let label =
                switch numbers {
                case .plain: Format.plain(value)
                case .whole: Format.count(value)
                case .percent: Format.trimmed(100 * value, decimals: 2) + " %"
                }
            let half = TextWidth.of(label, size: Style.small) / 2
            let middle = (value - range.lowerBound) / (range.upperBound - range.lowerBound) * length
            guard middle - half >= end + 6 else { continue }
            end = middle + half
            ticks.append(value)
            labels.append(label)
        }
        (self.ticks, self.labels) = (ticks, labels)
    }

    /// Where `value` lies along a length of `length` pixels from the range's start.
    public func position(of value: Double, along length: Double) -> Double {
        (value - range.lowerBound) / (range.upperBound - range.lowerBound) * length
    }
}

/// A step of 1, 2 or 5 times a power of ten.
private struct RoundStep: Comparable {
    let mantissa: Int
    let exponent: Int

    var value: Double { multiple(1) }

    init(mantissa: Int, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// The smallest step that is at least `size` (which is above zero).
    init(above size: Double) {
        let power = Int(log10(size).rounded(.down))
        let candidates = [
            (1, power), (2, power), (5, power), (1, power + 1), (2, power + 1),
        ].map { RoundStep(mantissa: $0.0, exponent: $0.1) }
        self = candidates.first { $0.value >= size * (1 - 1e-9) } ?? candidates[4]
    }

    /// `count` steps; divides rather than multiplies by 0.1, so that 3 × 0.1 is 0.3.
    func multiple(_ count: Double) -> Double {
        let power = pow(10, Double(abs(exponent)))
        return exponent < 0 ? count * Double(mantissa) / power : count * Double(mantissa) * power
    }

    static func < (a: RoundStep, b: RoundStep) -> Bool { a.value < b.value }
}

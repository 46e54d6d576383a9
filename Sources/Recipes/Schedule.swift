import Foundation

/// The course of the learning rate through a phase.
public struct Schedule: Codable, Sendable, Equatable {
    /// The form of the course.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The same throughout.
        case constant
        /// Half a cosine from the full rate to nearly none, step by step.
        case cosine
        /// Multiplied by a factor at each milestone.
        case step
    }

    /// The form of the course.
    public var kind: Kind
    /// For steps: when the factor comes in, as fractions of the phase's epochs.
    public var milestones: [Double]
    /// For steps: what the rate is multiplied by at each milestone.
    public var factor: Double
    /// The share of the phase's steps in which the rate rises in a line to its full height, before
    /// the course begins; nil for none.
    public var warmUp: Double?

    /// A schedule; all values as the properties say.
    public init(
        _ kind: Kind, milestones: [Double] = [], factor: Double = 1, warmUp: Double? = nil
    ) {
        self.kind = kind
        self.milestones = milestones
        self.factor = factor
        self.warmUp = warmUp
    }

    /// The same throughout.
    public static let constant = Schedule(.constant)
    /// Half a cosine.
    public static let cosine = Schedule(.cosine)
    /// A tenth at half of the phase, and another at three quarters (SimpleShot).
    public static let step = Schedule(.step, milestones: [0.5, 0.75], factor: 0.1)
}

extension Schedule {
    /// What the learning rate is multiplied by at `step` (from 0) of `epochs` epochs with
    /// `stepsPerEpoch` steps each: 1 at the first step and never more after, whatever the kind.
    ///
    /// - warm-up: before that, (step + 1) / its steps, in as many of them as lie in its share.
    /// - constant: 1.
    /// - cosine: (1 + cos(π · step / steps)) / 2, above 0 at the last step.
    /// - step: `factor` to the power of the milestones reached. A milestone m is reached with epoch
    ///   ⌊m · epochs⌋, as SimpleShot counts.
    public func multiplier(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
        let warming = Int((warmUp ?? 0) * Double(stepsPerEpoch * epochs))
        if step < warming { return Double(step + 1) / Double(warming) }
        switch kind {
        case .constant:
            return 1
        case .cosine:
            let steps = max(stepsPerEpoch * epochs - warming, 1)
            let progress = Double(step - warming) / Double(steps)
            return (1 + cos(.pi * min(progress, 1))) / 2
        case .step:
            let epoch = step / max(stepsPerEpoch, 1)
            let reached = milestones.count { epoch >= Int($0 * Double(epochs)) }
            return pow(factor, Double(reached))
        }
    }
}

extension Phase {
    /// The learning rate at `step`, counted from 0 at the phase's start.
    public func learningRate(step: Int, stepsPerEpoch: Int) -> Double {
        optimizer.learningRate
            * schedule.multiplier(step: step, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    }
}

extension Recipe {
    /// Where `epoch` (from 1, through all phases) lies: the index of its phase and the epoch within
    /// it, both from 0; nil for an epoch outside the recipe.
    public func position(ofEpoch epoch: Int) -> (phase: Int, epoch: Int)? {
        var rest = epoch - 1
        guard rest >= 0 else { return nil }
        for (index, phase) in phases.enumerated() {
            if rest < phase.epochs { return (index, rest) }
            rest -= phase.epochs
        }
        return nil
    }
}

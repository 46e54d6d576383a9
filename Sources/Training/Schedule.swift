import Foundation
import Records

extension Schedule {
    /// What the learning rate is multiplied by at `step` (from 0) of `epochs` epochs with
    /// `stepsPerEpoch` steps each: 1 at the first step and never more after, whatever the kind.
    ///
    /// - constant: 1.
    /// - cosine: (1 + cos(π · step / steps)) / 2, above 0 at the last step.
    /// - step: `factor` to the power of the milestones reached. A milestone m is reached with epoch
    ///   ⌊m · epochs⌋, as SimpleShot counts.
    public func multiplier(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
        switch kind {
        case .constant:
            return 1
        case .cosine:
            let progress = Double(step) / Double(max(stepsPerEpoch * epochs, 1))
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

import Files

extension Recipe {
    /// This recipe with what a person changes of it, checked.
    ///
    /// Epochs are those of all phases together: two phases share them in the recipe's proportions,
    /// each at least one. Another optimiser than a phase's comes with its own usual learning rate
    /// and weight decay, unless those are given too. Another schedule takes its usual form. The
    /// one-phase form has 100 epochs unless given.
    ///
    /// - Throws: `UserError` `.usage` naming the setting, its value and what it may be; also for a
    ///   setting without any effect on this recipe.
    public func overridden(by overrides: RecipeOverrides) throws -> Recipe {
        var recipe = changed(by: overrides)
        if let epochs = overrides.epochs { try recipe.shareOut(epochs: epochs) }
        try overrides.requireMeaning(to: [self])
        try recipe.validate()
        // Not of every recipe: in the others 0 is what they have anyway.
        guard recipe.featureDropout != 0 || (featureDropout ?? 0) == 0 else {
            throw UserError(
                setting: "feature-dropout",
                "is 0.0; it must be above 0 and below 1 for \(name), which is about it.")
        }
        return recipe
    }

    /// The same without its epochs, and unchecked.
    func changed(by overrides: RecipeOverrides) -> Recipe {
        var recipe = overrides.onePhase ? onePhase : self
        for index in recipe.phases.indices { recipe.phases[index].override(by: overrides) }
        for setting in RecipeOverrides.settings { setting.change(&recipe, overrides) }
        recipe.mixupLayers = recipe.mixupLayers?.sorted()
        if recipe.shards == 1 { recipe.shards = nil }
        return recipe
    }

    /// Whether a person may say at which layers to mix: not where nothing mixes there, or where the
    /// recipe is about the input.
    public var choosesMixupLayers: Bool {
        mixupLayers == nil && mixesHiddenStates
    }

    /// The layers to mix at; none if nothing mixes.
    ///
    /// - Parameters:
    ///   - usual: where the backbone mixes unless the recipe says where.
    ///   - features: a further layer at which it can.
    /// - Throws: `UserError` `.usage` for a layer that is not among them.
    public func mixupLayers(of usual: [Int], andFeatures features: Int? = nil) throws -> [Int] {
        guard mixesAtLayers else { return [] }
        let eligible = usual + (features.map { [$0] } ?? [])
        for layer in mixupLayers ?? [] where !eligible.contains(layer) {
            throw UserError(
                setting: "mixup-layers",
                "cannot be: the backbone cannot mix at layer \(layer), only at "
                    + "\(eligible.map(String.init).joined(separator: ", ")).")
        }
        return mixupLayers ?? usual
    }

    /// Checks every value.
    ///
    /// - Throws: `UserError` `.usage` naming the setting, its value and what it may be.
    public func validate() throws {
        for setting in RecipeOverrides.settings {
            if let fault = setting.fault(self) { throw UserError(setting: setting.name, fault) }
        }
        for phase in phases {
            try check("epochs", phase.epochs, in: 1...1_000_000)
            let optimizer = phase.optimizer
            try check("learning-rate", optimizer.learningRate, "above 0, at most 100") {
                $0 > 0 && $0 <= 100
            }
            try check("weight-decay", optimizer.weightDecay, "at least 0 and below 1") {
                $0 >= 0 && $0 < 1
            }
            try check("momentum", optimizer.momentum, "at least 0 and below 1") {
                $0 >= 0 && $0 < 1
            }
        }
    }

    private mutating func shareOut(epochs: Int) throws {
        guard epochs >= phases.count, epochs <= 1_000_000 else {
            throw UserError(
                setting: "epochs",
                "is \(epochs); it must be from \(phases.count) to 1000000, one at least "
                    + "for each phase of \(name).")
        }
        let parts = epochs.sharedOut(
            phases.map { (share: Double($0.epochs), unit: 1) })
        for (index, epochs) in parts.enumerated() { phases[index].epochs = epochs }
    }
}

extension Int {
    /// Whole numbers of units for parts, one at least for each: one part after the other has its share
    /// of what is left, and leaves a unit to each that follows. Where the last one's unit is 1, all
    /// together are this number.
    func sharedOut(_ parts: [(share: Double, unit: Int)]) -> [Int] {
        var left = self
        return parts.indices.map { index in
            let (part, later) = (parts[index], parts[(index + 1)...])
            let shares = later.reduce(part.share) { $0 + $1.share }
            let wanted = Double(left) * part.share / shares / Double(part.unit)
            let most = (left - later.reduce(0) { $0 + $1.unit }) / part.unit
            let count = Swift.min(Swift.max(Int(wanted.rounded()), 1), most)
            left -= count * part.unit
            return count
        }
    }
}

extension Phase {
    fileprivate mutating func override(by overrides: RecipeOverrides) {
        if let kind = overrides.optimizer, kind != optimizer.kind { optimizer = .usual(kind) }
        optimizer.learningRate = overrides.learningRate ?? optimizer.learningRate
        optimizer.weightDecay = overrides.weightDecay ?? optimizer.weightDecay
        if let kind = overrides.schedule, kind != schedule.kind {
            switch kind {
            case .constant: schedule = .constant
            case .cosine: schedule = .cosine
            case .step: schedule = .step
            }
        }
    }
}

private func check(_ setting: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard !range.contains(value) else { return }
    throw UserError(
        setting: setting,
        "is \(value); it must be from \(range.lowerBound) to \(range.upperBound).")
}

/// NaN fails every comparison, so it is refused too.
private func check(
    _ setting: String, _ value: Double, _ allowed: String, _ isAllowed: (Double) -> Bool
) throws {
    guard !isAllowed(value) else { return }
    throw UserError(setting: setting, "is \(value); it must be \(allowed).")
}

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
        var recipe = self
        if overrides.onePhase { recipe = recipe.onePhase }
        if let epochs = overrides.epochs { try recipe.shareOut(epochs: epochs) }
        for index in recipe.phases.indices { recipe.phases[index].override(by: overrides) }

        if overrides.mixupAlpha != nil, !mixes {
            throw UserError(setting: "mixup-alpha", "does nothing: \(name) does not mix.")
        }
        if overrides.mixupLayers != nil, !choosesMixupLayers {
            throw UserError(
                setting: "mixup-layers",
                "does nothing: \(name) does not mix hidden states of several "
                    + "layers.")
        }
        recipe.batchSize = overrides.batchSize ?? recipe.batchSize
        recipe.imageSize = overrides.imageSize ?? recipe.imageSize
        recipe.mixupAlpha = overrides.mixupAlpha ?? recipe.mixupAlpha
        recipe.mixupLayers = overrides.mixupLayers.map { Array(Set($0)).sorted() } ?? mixupLayers
        recipe.leastCrop = overrides.leastCrop ?? recipe.leastCrop
        recipe.colorJitter = overrides.colorJitter ?? recipe.colorJitter
        recipe.head = overrides.head ?? recipe.head
        recipe.dropout = overrides.dropout ?? recipe.dropout
        recipe.featureDropout = overrides.featureDropout ?? recipe.featureDropout
        recipe.cutout = overrides.cutout ?? recipe.cutout
        if overrides.rotationHead != nil, !rotates {
            throw UserError(
                setting: "rotation-head", "does nothing: \(name) does not predict rotations.")
        }
        recipe.rotationHead = overrides.rotationHead ?? recipe.rotationHead
        if overrides.headScale != nil, recipe.head != .cosine, recipe.rotationHead != .cosine {
            throw UserError(setting: "head-scale", "does nothing: the head is linear, not cosine.")
        }
        recipe.headScale = overrides.headScale ?? recipe.headScale
        recipe.frozenStages = overrides.frozenStages ?? recipe.frozenStages
        recipe.layerDecay = overrides.layerDecay ?? recipe.layerDecay
        try recipe.validate()
        return recipe
    }

    /// Whether a person may say at which layers to mix: not where nothing mixes there, or where the
    /// recipe is about the input.
    public var choosesMixupLayers: Bool {
        mixupLayers == nil && mixesHiddenStates
    }

    /// The layers to mix at in a backbone that can mix at `eligible`; none if nothing mixes.
    ///
    /// - Throws: `UserError` `.usage` for a layer that is not among them.
    public func mixupLayers(of eligible: [Int]) throws -> [Int] {
        guard mixesAtLayers else { return [] }
        for layer in mixupLayers ?? [] where !eligible.contains(layer) {
            throw UserError(
                setting: "mixup-layers",
                "cannot be: the backbone cannot mix at layer \(layer), only at "
                    + "\(eligible.map(String.init).joined(separator: ", ")).")
        }
        return mixupLayers ?? eligible
    }

    /// Checks every value.
    ///
    /// - Throws: `UserError` `.usage` naming the setting, its value and what it may be.
    public func validate() throws {
        // A quarter of the batch is turned, and it must be an image at least.
        let least = phases.contains(where: \.objective.turnsQuarter) ? 4 : 2
        try check("batch-size", batchSize, in: least...65_536)
        try check("image-size", imageSize, in: 16...1024)
        try check("dropout", dropout, "at least 0 and below 1") { $0 >= 0 && $0 < 1 }
        try check("mixup-alpha", mixupAlpha, "above 0, at most 1000") { $0 > 0 && $0 <= 1000 }
        if let leastCrop {
            try check("least-crop", leastCrop, "above 0, at most 1") { $0 > 0 && $0 <= 1 }
        }
        if let colorJitter {
            try check("color-jitter", colorJitter, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
        }
        if let featureDropout {
            try check("feature-dropout", featureDropout, "at least 0 and below 1") {
                $0 >= 0 && $0 < 1
            }
        }
        if let cutout {
            try check("cutout", cutout, "above 0, at most 1") { $0 > 0 && $0 <= 1 }
        }
        if let headScale {
            try check("head-scale", headScale, "above 0, at most 1000") { $0 > 0 && $0 <= 1000 }
        }
        if let frozenStages { try check("freeze", frozenStages, in: 0...64) }
        if let layerDecay {
            try check("layer-decay", layerDecay, "above 0, at most 1") { $0 > 0 && $0 <= 1 }
        }
        if let mixupLayers {
            guard !mixupLayers.isEmpty, mixupLayers.allSatisfy({ $0 >= 0 }) else {
                throw UserError(
                    setting: "mixup-layers",
                    "is \(mixupLayers); it must be one or more numbers from 0, "
                        + "the input, up.")
            }
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
        var (rest, recipeRest) = (epochs, self.epochs)
        for index in phases.indices {
            let later = phases.count - 1 - index
            let share = Double(rest) * Double(phases[index].epochs) / Double(recipeRest)
            recipeRest -= phases[index].epochs
            phases[index].epochs = min(max(Int(share.rounded()), 1), rest - later)
            rest -= phases[index].epochs
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

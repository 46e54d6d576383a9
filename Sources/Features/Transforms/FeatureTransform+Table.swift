import Files

extension FeatureTransform {
    /// The table after the steps that are the same in every episode; an `Evaluation` takes the
    /// others.
    /// - Parameter base: the features of the base classes, as the backbone made them; only where
    ///   `needsBase`.
    /// - Throws: `UserError.usage` where base features are needed and there are none, or pca asks
    ///   for more directions than there are; `.badData` where their dimension is not the table's,
    ///   or features leave the range of numbers.
    public func apply(to table: FeatureTable, base: FeatureTable? = nil) throws -> FeatureTable {
        try fixedSteps(base: base, for: table).applied(to: table)
    }

    /// The steps that are the same in every episode, with what they learn from the base features.
    ///
    /// - Throws: as `apply`.
    public func fixedSteps(
        base: FeatureTable? = nil, for table: FeatureTable
    ) throws -> FixedSteps {
        if needsBase { try require(base, of: table) }
        let lastLearned = steps.lastIndex(where: \.needsBase)
        // The mean of all that there is needs no copy of it.
        if lastLearned == 0, steps[0] == .center(.base) {
            return FixedSteps([.subtract(base!.mean)] + steps[1..<fixed].map { .own($0) })
        }
        var baseRows = needsBase ? base.map(FeatureRows.init) : nil
        var learnt: [FixedSteps.Step] = []
        for (index, step) in steps[..<fixed].enumerated() {
            let own: FixedSteps.Step =
                switch step {
                case .center(.base): .subtract(baseRows!.mean)
                case .pca(let count):
                    .project(try PrincipalDirections(of: baseRows!, count: count))
                default: .own(step)
                }
            learnt.append(own)
            // Base features follow as long as a later step learns from them.
            if lastLearned.map({ index < $0 }) ?? false { FixedSteps([own]).apply(to: &baseRows!) }
        }
        return FixedSteps(learnt)
    }

    private func require(_ base: FeatureTable?, of table: FeatureTable) throws {
        guard let base else {
            throw UserError(
                .usage,
                "The transform \(name) is learned from the base features, and there are none. "
                    + "Give base images, or use the transform l2.")
        }
        guard base.dimension == table.dimension else {
            throw UserError(
                .badData,
                "The base features have \(base.dimension) numbers per image and these have "
                    + "\(table.dimension): they come from different backbones.")
        }
    }
}

/// Steps that change each image's features by themselves, the same in every episode, with what they
/// have learnt.
public struct FixedSteps: Sendable {
    enum Step: Sendable {
        case subtract([Float])
        case project(PrincipalDirections)
        case own(FeatureTransform.Step)
    }

    private let steps: [Step]

    /// No step.
    public static let none = FixedSteps([])

    init(_ steps: [Step]) { self.steps = steps }

    /// Whether there is none.
    public var isEmpty: Bool { steps.isEmpty }

    /// Takes them.
    public func apply(to rows: inout FeatureRows) {
        for step in steps {
            switch step {
            case .subtract(let mean): rows.subtract(mean)
            case .project(let directions): rows = directions.coordinates(of: rows)
            case .own(let step): rows.apply(step)
            }
        }
    }

    /// A table after them.
    func applied(to table: FeatureTable) throws -> FeatureTable {
        if steps.isEmpty { return table }
        var rows = FeatureRows(table)
        apply(to: &rows)
        return try FeatureTable(
            dimension: rows.dimension, features: rows.numbers, labels: table.labels,
            classes: table.classes, paths: table.paths)
    }
}

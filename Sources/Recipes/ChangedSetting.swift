/// A setting that is another than it was.
public struct ChangedSetting: Sendable, Equatable, CustomStringConvertible {
    /// Its name, in small letters with hyphens.
    public let name: String
    /// What it was and what it is, as a person would write them; nil where it is left open.
    public let before, now: String?

    /// A setting that was `before` and is `now`; nil where these are equal.
    public init?(_ name: String, _ before: String?, _ now: String?) {
        guard before != now else { return nil }
        (self.name, self.before, self.now) = (name, before, now)
    }

    /// "epochs was 3 and is now 5".
    public var description: String {
        "\(name.replacing("-", with: " ")) was \(before ?? "not given") and is now "
            + (now ?? "not given")
    }
}

extension Recipe {
    /// The settings in which this recipe differs from `earlier`. Where it is another recipe, that
    /// alone: what differs else follows from it.
    public func changes(since earlier: Recipe) -> [ChangedSetting] {
        func objectives(_ recipe: Recipe) -> [Phase.Objective] { recipe.phases.map(\.objective) }
        if let other = ChangedSetting("recipe", earlier.name, name) { return [other] }
        if objectives(earlier) != objectives(self) {
            func form(_ recipe: Recipe) -> String { recipe.phases.count == 1 ? "on" : "off" }
            return [ChangedSetting("one-phase", form(earlier), form(self))].compactMap(\.self)
        }
        func ofPhases(_ name: String, _ value: (Phase) -> String) -> ChangedSetting? {
            func words(_ recipe: Recipe) -> String {
                let values = recipe.phases.map(value)
                return Set(values).count == 1 ? values[0] : values.joined(separator: ", ")
            }
            return ChangedSetting(name, words(earlier), words(self))
        }
        let known =
            RecipeOverrides.settings.map { $0.change(earlier, self) } + [
                ChangedSetting("epochs", "\(earlier.epochs)", "\(epochs)"),
                ofPhases("optimizer") { $0.optimizer.kind.rawValue },
                ofPhases("learning-rate") { "\($0.optimizer.learningRate)" },
                ofPhases("weight-decay") { "\($0.optimizer.weightDecay)" },
                ofPhases("schedule") { $0.schedule.kind.rawValue },
            ]
        return known.compactMap(\.self)
    }

    /// Whether it goes on as `earlier` began, for more epochs: the last phase's learning rate stays
    /// the same from its first step to its last, however long it is.
    public func lengthens(_ earlier: Recipe) -> Bool {
        guard let last = phases.last, last.schedule == .constant, let before = earlier.phases.last,
            last.epochs > before.epochs
        else { return false }
        var same = self
        same.phases[phases.count - 1].epochs = before.epochs
        return same == earlier
    }
}

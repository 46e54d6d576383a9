import Files

/// A setting of a recipe that a person may change: all that is known of it but where it acts.
/// `RecipeOverrides.settings` declares them.
public struct RecipeSetting: Sendable {
    /// What a recipe must be for the setting to have any effect.
    struct Need: Sendable {
        /// As the end of "is no recipe that": "mixes".
        let words: String
        /// Of the recipe as it was, and with everything that is changed of it.
        let isMet: @Sendable (_ recipe: Recipe, _ changed: Recipe) -> Bool
    }

    /// How a report speaks of a value.
    public enum Sentence: Sendable {
        /// Of a share, which the report writes in percent.
        case share(Double, @Sendable (String) -> String)
        /// Of a number.
        case number(Double, @Sendable (String) -> String)
        /// Of nothing else.
        case words(String)
    }

    /// Its name, in small letters with hyphens.
    public let name: String
    /// What a report says of it; nil where there is nothing to say.
    public let sentence: @Sendable (Recipe) -> Sentence?
    let need: Need?
    let isChosen: @Sendable (RecipeOverrides) -> Bool
    /// Puts what a person chose into a recipe.
    let change: @Sendable (inout Recipe, RecipeOverrides) -> Void
    let drop: @Sendable (inout RecipeOverrides) -> Void
    /// What is wrong with a recipe's value, as "is 0.0; it must be above 0."
    let fault: @Sendable (Recipe) -> String?
    private let shown: @Sendable (Recipe) -> String?

    /// A setting with a value in every recipe.
    init<Value>(
        _ name: String, _ own: WritableKeyPath<Recipe, Value> & Sendable,
        _ chosen: WritableKeyPath<RecipeOverrides, Value?> & Sendable, _ allowed: Allowed<Value>,
        need: Need? = nil, sentence: @escaping @Sendable (Value) -> Sentence? = { _ in nil }
    ) {
        self.name = name
        self.need = need
        self.sentence = { sentence($0[keyPath: own]) }
        isChosen = { $0[keyPath: chosen] != nil }
        change = { $0[keyPath: own] = $1[keyPath: chosen] ?? $0[keyPath: own] }
        drop = { $0[keyPath: chosen] = nil }
        fault = { allowed.fault(of: $0[keyPath: own], in: $0) }
        shown = { "\($0[keyPath: own])" }
    }

    /// A setting that recipes may leave open.
    init<Value>(
        _ name: String, _ own: WritableKeyPath<Recipe, Value?> & Sendable,
        _ chosen: WritableKeyPath<RecipeOverrides, Value?> & Sendable, _ allowed: Allowed<Value>,
        need: Need? = nil, sentence: @escaping @Sendable (Value) -> Sentence? = { _ in nil }
    ) {
        self.name = name
        self.need = need
        self.sentence = { $0[keyPath: own].flatMap(sentence) }
        isChosen = { $0[keyPath: chosen] != nil }
        change = { $0[keyPath: own] = $1[keyPath: chosen] ?? $0[keyPath: own] }
        drop = { $0[keyPath: chosen] = nil }
        fault = { recipe in recipe[keyPath: own].flatMap { allowed.fault(of: $0, in: recipe) } }
        shown = { $0[keyPath: own].map { "\($0)" } }
    }

    /// What it was in `earlier` and is in `recipe`; nil where these are equal.
    func change(_ earlier: Recipe, _ recipe: Recipe) -> ChangedSetting? {
        ChangedSetting(name, shown(earlier), shown(recipe))
    }
}

/// The values that a setting may have.
struct Allowed<Value>: Sendable {
    private let words: @Sendable (Recipe) -> String
    private let holds: @Sendable (Value, Recipe) -> Bool

    /// What is wrong with a value; NaN fails every comparison, so it is refused too.
    func fault(of value: Value, in recipe: Recipe) -> String? {
        holds(value, recipe) ? nil : "is \(value); it must be \(words(recipe))."
    }

    /// Anything that its type holds.
    static var anything: Allowed { Allowed(words: { _ in "" }, holds: { _, _ in true }) }

    /// What `isAllowed` says of the value, in these words.
    static func values(
        _ words: String, _ isAllowed: @escaping @Sendable (Value) -> Bool
    ) -> Allowed {
        Allowed(words: { _ in words }, holds: { value, _ in isAllowed(value) })
    }
}

extension Allowed<Int> {
    /// A whole number from what the recipe needs to `most`.
    static func from(
        _ least: @escaping @Sendable (Recipe) -> Int, to most: Int
    ) -> Allowed {
        Allowed(
            words: { "from \(least($0)) to \(most)" },
            holds: { value, recipe in value >= least(recipe) && value <= most })
    }
}

extension Allowed<Int> {
    /// In so many shards batches of the recipe can be cut.
    static let shards = Allowed(
        words: {
            "one of \($0.possibleShards.map(String.init).joined(separator: ", ")), in which a "
                + "batch of \($0.batchSize) can be cut"
        }, holds: { value, recipe in recipe.possibleShards.contains(value) })
}

extension Allowed<Double> {
    /// 0 and more, below 1.
    static let rate = values("at least 0 and below 1") { $0 >= 0 && $0 < 1 }
    /// More than 0, and 1 at the most.
    static let share = values("above 0, at most 1") { $0 > 0 && $0 <= 1 }
    /// 0, 1 and all between.
    static let amount = values("from 0 to 1") { $0 >= 0 && $0 <= 1 }
    /// More than 0, and `most` at the most.
    static func above0(to most: Int) -> Allowed {
        values("above 0, at most \(most)") { $0 > 0 && $0 <= Double(most) }
    }
}

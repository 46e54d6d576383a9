import Files
import Recipes
import Reports

extension Comparison.Entry {
    /// Recipes on equal terms: each in its one-phase form, with the same options. What has no effect
    /// on a recipe, such as α on one that does not mix, is left out for it.
    ///
    /// - Throws: `UserError.usage` for a name that is none, or options that are no use to any.
    public static func recipes(
        _ names: [String], _ overrides: RecipeOverrides
    ) throws -> [Comparison.Entry] {
        let recipes = try names.map { try Recipe.named($0) }
        try overrides.requireMeaning(to: recipes)
        return recipes.map { Self($0.name, $0, overrides) }
    }

    /// One recipe with each of `alphas` ("0.5,1,2") at each of `layers` ("0,01,012"), after what it
    /// is held against.
    ///
    /// - Throws: `UserError.usage` for a recipe that does not mix hidden states, or words that are
    ///   no numbers.
    public static func grid(
        of name: String, alphas: String, layers: String, against reference: String,
        _ overrides: RecipeOverrides
    ) throws -> [Comparison.Entry] {
        let alphas = try alphas.split(separator: ",", omittingEmptySubsequences: false).map {
            guard let alpha = Double($0) else {
                throw UserError(
                    setting: "mixup-alpha",
                    "is \(alphas); it must be numbers with commas, as in 0.5,1,2.")
            }
            return alpha
        }
        let layers = try layers.split(separator: ",", omittingEmptySubsequences: false).map {
            let digits = $0.map(\.wholeNumberValue)
            guard !digits.isEmpty, !digits.contains(nil) else {
                throw UserError(
                    setting: "mixup-layers",
                    "is \(layers); it must be sets of layers with commas, a digit "
                        + "for each layer, as in 0,01,012.")
            }
            return Set(digits.compactMap { $0 }).sorted()
        }
        let recipe = try Recipe.named(name)
        guard recipe.choosesMixupLayers else {
            throw UserError(
                setting: "recipe",
                "is \(name), which does not mix hidden states of several layers. Choose "
                    + Recipe.all.filter(\.choosesMixupLayers).map(\.name).joined(separator: " or ")
                    + ".")
        }
        let settings = layers.flatMap { layers in alphas.map { (layers, $0) } }
        return try [Self(reference, .named(reference), overrides)]
            + settings.map { layers, alpha in
                var own = overrides
                (own.mixupAlpha, own.mixupLayers) = (alpha, layers)
                let places = layers.map(String.init).joined()
                let alpha = Format.plain(alpha)
                return Self("\(name)-a\(alpha)-l\(places)", recipe, own)
            }
    }

    private init(_ name: String, _ recipe: Recipe, _ overrides: RecipeOverrides) {
        var own = overrides
        own.onePhase = true
        self.init(name: name, recipe: recipe, overrides: own.meaningful(to: recipe))
    }
}

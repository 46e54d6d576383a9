/// α-TIM (Veilleux et al., NeurIPS 2021, arXiv 2204.11181; oveilleux/Realistic_Transductive_Few_Shot
/// `src/methods/tim.py`, `config/dirichlet/methods_config/alpha_tim.yaml`): TIM-GD with all three
/// weights 1 and Tsallis' entropies of order α, (1 − Σ pᵅ) / (α − 1), in the place of Shannon's for
/// the queries; the support's cross-entropy stays.
///
/// Shannon's entropy of the mean probabilities punishes without bound a class that no query is of;
/// that of a large α hardly does. So classes may have unequal numbers of queries, or few have any.
/// The code's α was tuned to the shot (`use_tuned_alpha_values`): 2 with one labelled image per
/// class, 7 with five or more, 5 between; here where shots are unequal their mean decides. Features
/// are taken as given, where the code divides them by their norm.
public struct AlphaTIM: TransductiveClassifier {
    /// alpha-tim.
    public let name = "alpha-tim"
    /// No.
    public let usesQueryCounts = false
    /// The entropies' order, not 1; nil for the code's by the shot.
    public let alpha: Double?
    /// Steps of Adam.
    public let steps: Int

    /// The classifier; α is positive and not 1, which would be Shannon's entropy.
    public init(alpha: Double? = nil, steps: Int = 1000) {
        precondition(alpha.map { $0 > 0 && $0 != 1 && $0.isFinite } ?? true)
        self.alpha = alpha
        self.steps = steps
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner {
        let alpha = alpha
        return TIMLearner(
            settings: TIM(
                supportWeight: 1, marginalWeight: 1, conditionalWeight: 1, steps: steps)
        ) { shot in
            alpha ?? (shot <= 1 ? 2 : shot >= 5 ? 7 : 5)
        }
    }
}

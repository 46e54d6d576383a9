import Documents
import Records

/// The maps of a sweep over mixing rate and layers, and what they say of robustness.
extension ComparisonReport {
    func addGrid(to report: inout RenderedReport) throws {
        let settings = record.entries.dropFirst()
        // In the order in which they were asked for.
        var (rates, layers) = ([Double](), [[Int]]())
        for recipe in settings.map(\.recipe) {
            if !rates.contains(recipe.mixupAlpha) { rates.append(recipe.mixupAlpha) }
            let own = recipe.mixupLayers ?? []
            if !layers.contains(own) { layers.append(own) }
        }
        for measure in [ComparedMeasure.fiveShot, .oneShot, .heldOutLoss, .heldOutAccuracy]
        where measures.contains(measure) {
            let base = record.summary(reference, measure)
            try report.add(
                GridMap(
                    title: capitalized(measure.words),
                    note: "Mean over seeds; below, its 95 % interval over "
                        + (measure.unit == .episodes ? "episodes (closed)" : "images")
                        + (base.map {
                            "; \(reference): \(measure.text($0.mean, plusMinus: $0.unitInterval))"
                        } ?? ""),
                    rows: Side(
                        "mixing layers",
                        layers.map { $0.map(String.init).joined(separator: ", ") }),
                    columns: Side("α of λ ~ Beta(α, α)", rates.map { Format.plain($0) }),
                    cells: layers.map { layers in
                        rates.map { rate in
                            settings.first {
                                $0.recipe.mixupAlpha == rate
                                    && ($0.recipe.mixupLayers ?? []) == layers
                            }.flatMap { record.summary($0.name, measure) }.map {
                                GridMap.Cell(
                                    $0.mean, text: measure.text($0.mean, plusMinus: nil),
                                    note: "± \(measure.text(spread: $0.unitInterval))")
                            }
                        }
                    }, prefersLess: measure.prefersLess), as: "grid-\(measure.rawValue)")
            if let words = robustness(measure) { report.paragraph(Text(words)) }
        }
    }

    /// How much the settings matter beside seeds, and beside not mixing at all.
    private func robustness(_ measure: ComparedMeasure) -> String? {
        let settings = record.entries.dropFirst().map(\.name)
        let known = settings.compactMap { record.summary($0, measure) }
        guard let least = known.min(by: { $0.mean < $1.mean }),
            let most = known.max(by: { $0.mean < $1.mean })
        else { return nil }
        let (best, worst) = measure.prefersLess ? (least, most) : (most, least)
        var sentences = [
            "From the worst setting (\(worst.entry)) to the best "
                + "(\(best.entry)) it is "
                + "\(measure.text(difference: best.mean - worst.mean, plusMinus: nil))."
        ]
        let deviations = known.compactMap(\.deviation)
        if !deviations.isEmpty {
            let squares = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
            sentences.append(
                "Two trainings of one setting differ by a standard deviation of "
                    + "\(measure.text(spread: squares.squareRoot())) over seeds.")
        }
        let pairs = settings.compactMap { record.difference($0, minus: reference, measure) }
        let real = pairs.filter { $0.verdict == .real }
        if !pairs.isEmpty {
            let (better, worse) = (real.count { $0.isAhead }, real.count { !$0.isAhead })
            let verdict =
                worse > 0
                ? "here some settings do harm."
                : better == pairs.count
                    ? "here every setting helped."
                    : better > 0
                        ? "here some settings are not shown to help."
                        : "here no setting is shown to help or to harm."
            sentences.append(
                "\(Format.count(better)) of \(Format.count(pairs.count)) settings are better than "
                    + "\(reference) by a real difference, "
                    + "\(worse == 0 ? "none" : Format.word(worse)) worse. The authors call the "
                    + "method robust to both settings; \(verdict)")
        }
        return sentences.joined(separator: " ")
    }
}

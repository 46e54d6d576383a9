import Documents
import Records

/// The sections that say how well it does: results, and published numbers.
extension EvaluationReport {
    /// One paragraph for those who read no further.
    func summary() -> Text {
        let first = evaluation.results[0]
        var sentences: [Text] = []
        let known = knownDataset.map { " of \($0.title)" } ?? ""
        let classes = "the \(first.split) classes\(known)"
        sentences.append(
            "This report measures how well \(networks) tells apart \(novelty(of: classes, first)).")
        for (place, index) in evaluation.best.enumerated() {
            let result = evaluation.results[index]
            let least = result.leastShot.map { "\(Format.word($0)) to " } ?? ""
            let labelled =
                "\(least)\(Format.word(result.shot)) labelled "
                + (result.shot == 1 ? "image" : "images")
            let fewest = result.leastWay.map { "\(Format.word($0)) to " } ?? ""
            let classes = place == 0 ? " of \(fewest)\(Format.word(result.way)) classes" : ""
            let drawn = result.queryImbalance.map { " (Dirichlet \(Format.plain($0)))" } ?? ""
            let unequal =
                result.queryShares == nil ? "" : ", unequally many of each class\(drawn),"
            sentences.append(
                """
                With \(labelled) of each\(classes) it names \(strong: Names.accuracy(result)) of \
                further images\(unequal) rightly (\(Names.method(result))).
                """)
        }
        if let chance = evaluation.results.chance {
            sentences.append("Guessing would reach \(Format.percent(chance, decimals: 0)).")
        }
        if let index = evaluation.best.last, let classes = ranked(index), classes.count > 1,
            let worst = classes.first, let top = classes.last
        {
            // Of several rows, one has it.
            let result = evaluation.results[index]
            let row =
                evaluation.results.count == 1
                ? "" : " of \(Names.task(result)) (\(Names.method(result)))"
            sentences.append(
                """
                The hardest class\(row) is \(worst.shown) (\(Format.percent(worst.accuracy!, decimals: 1))), \
                the easiest \(top.shown) (\(Format.percent(top.accuracy!, decimals: 1))).
                """)
        }
        return sentences.joined(separator: " ")
    }

    /// What made the features, with a comma behind several: "a Conv-4 network", "a Conv-4 network, or
    /// a ResNet-12 network,", "each of two Conv-4 networks".
    private var networks: String {
        var kinds: [(one: String, several: String, count: Int)] = []
        for model in evaluation.run.models {
            let recipe = model.recipe.map { " pretrained with the recipe \($0)" } ?? ""
            let title = model.backbone.map { model.backboneTitle ?? "a \($0)" }
            let kind = title.map { "\($0) network\(recipe)" } ?? model.name
            if let known = kinds.firstIndex(where: { $0.one == kind }) {
                kinds[known].count += 1
            } else {
                let name = Names.backbone(model.backbone ?? "", title)
                kinds.append((kind, "\(name) networks\(recipe)", 1))
            }
        }
        return kinds.map { kind in
            kind.count == 1 ? kind.one : "each of \(Format.word(kind.count)) \(kind.several)"
        }.joined(separator: ", or ") + (kinds.count > 1 ? "," : "")
    }

    /// `classes` with what is known of whether a model was trained on them. A plain folder is every
    /// split at once: only names tell, and the images where they were renamed.
    private func novelty(of classes: String, _ result: EvaluationResult) -> String {
        let run = evaluation.run
        let seen = Set(run.models.flatMap { $0.seenClasses ?? [] })
        let evaluated = evaluation.tables.first?.classes.count ?? 0
        let areBase =
            result.split == "base"
            || trainings.contains { $0?.data.base.fingerprint == run.data.fingerprint }
        if areBase || (!seen.isEmpty && seen.count == evaluated) {
            return "\(classes), the ones it was trained on; it says nothing about new classes"
        }
        if !seen.isEmpty {
            return "\(classes), of which it was trained on \(seen.count) of the same name "
                + "(\(Format.list(seen.sorted()))); it says little about new classes"
        }
        guard run.models.allSatisfy({ $0.seenClasses != nil }) else {
            return "\(classes); what it was trained on is not recorded"
        }
        // Names are not enough: a folder may have been called otherwise.
        guard let trainedOn = run.data.copies?.trainedOn else {
            return "classes of other names than those that it was trained on: \(classes); whether "
                + "their images are others, too, its checkpoint does not say"
        }
        return trainedOn == 0 || run.data.copies!.areLeftOut
            ? "classes that it was never trained on, by their names and the bytes of their images: "
                + classes
            : "\(classes), of whose images it was trained on "
                + "\(Format.count(trainedOn)), under other names; it says less about new classes"
    }

    func addResults(to report: inout RenderedReport) {
        let results = evaluation.results
        report.heading(2, "Results")
        report.show(.table(ResultTable(results).table))
        let counts = Set(results.map(\.episodes)).sorted().map { Format.count($0) }
        let queries = Set(results.map(\.query)).sorted().map { Format.count($0) }
        let seconds = results.map(\.seconds).reduce(0, +)
        var setting =
            "Accuracy over \(Format.list(counts)) episodes with \(Format.list(queries)) queries "
            + "per class"
        if let classes = evaluation.tables.first?.classes, !classes.isEmpty {
            let images = classes.map(\.images).reduce(0, +)
            setting +=
                ", drawn from \(Format.count(classes.count, "class", "classes")) with "
                + "\(Format.count(images, "image"))"
        }
        if let words = protocolWords { setting += words }
        if results.contains(where: { $0.queryImbalance != nil }) {
            setting +=
                "; in columns with a Dirichlet number that is their mean, and each episode draws the "
                + "classes' shares of the queries from a Dirichlet distribution of that "
                + "concentration (Veilleux et al. 2021: small numbers leave some classes without)"
        }
        if results.contains(where: { $0.queryImbalance == nil && $0.unequalQueries == true }) {
            setting +=
                "; that is their mean: the list has unequal queries, some classes more than others"
        }
        if results.contains(where: { $0.openClasses != nil }) {
            setting += "; queries of open classes are not counted here"
        }
        let words =
            "\(setting). All classifiers see the same episodes"
            + (results.contains(where: \.transductive)
                ? "; each query is answered by itself, except in the rows marked "
                    + "“transductive”, which see all queries of an episode together"
                    + (results.contains(where: \.usesQueryCounts)
                        ? " and, where marked “uses query counts”, rely on there being "
                            + "equally many of each class. They do not answer the same "
                            + "question as the other rows. " : ". ")
                : ", and each query is answered by itself. ")
            + "The episodes took \(Format.duration(seconds)) in all. "
            + ResultTable.interval(over: results.map(\.episodes))
        report.paragraph("\(words)\(ResultTable(results).openWords)")
        if let copies = evaluation.run.data.copies?.sentences { report.paragraph(Text(copies)) }
    }

    /// What the published protocol that was followed is; nil without one.
    private var protocolWords: String? {
        switch evaluation.run.protocolName {
        case "meta-dataset":
            "; each episode draws its number of classes, of their labelled images, unequally many "
                + "of each, and of queries, equally many, at most that many, as Meta-Dataset does "
                + "(Triantafillou et al. 2020), classes all alike"
        case "bscd-fsl": ", which is the protocol of BSCD-FSL (Guo et al. 2020)"
        default: nil
        }
    }

    /// Numbers of others, where data set and backbone are ones that they used.
    func addPublished(to report: inout RenderedReport) {
        let backbones = Set(evaluation.run.models.map(\.backboneTitle))
        guard let dataset = knownDataset, backbones.count == 1, let backbone = backbones.first!
        else { return }
        let rows = PublishedResult.all.filter {
            $0.dataset == dataset.name && $0.isOf(backbone: backbone) && !$0.transductive
        }
        let shots = Set(evaluation.results.filter { $0.way == 5 }.map(\.shot)).sorted()
            .filter { [1, 5].contains($0) }
        guard !rows.isEmpty, !shots.isEmpty else { return }
        let split = evaluation.results[0].split
        report.heading(3, "Beside published numbers")
        let own = shots.map { shot -> String in
            let results = evaluation.results.filter {
                $0.way == 5 && $0.shot == shot && !$0.transductive
            }
            return results.max { $0.accuracy < $1.accuracy }.map(Names.accuracy) ?? "–"
        }
        let published = rows.map { row -> [Text] in
            let scores = shots.map { shot in
                Text(
                    row.score(shot: shot).map {
                        Format.percent($0.accuracy / 100, plusMinus: $0.ci95.map { $0 / 100 })
                    } ?? "–")
            }
            return [Text(row.method + (row.networks > 1 ? " (\(row.networks) networks)" : ""))]
                + scores
                + ["novel", "\(link: row.source, to: row.url)\(row.verified ? "" : " ¹")"]
        }
        let first: [Text] =
            ["\(strong: "This run") (best inductive row)"] + own.map { "\(strong: $0)" }
            + [Text(split), "this report"]
        report.show(
            .table(
                Table(
                    [.words("5-way, \(rows[0].backbone)")]
                        + shots.map { .numbers("\($0)-shot") }
                        + [.words("Classes"), .words("Source")], [first] + published)))
        var caveats: [String] = []
        if split != "novel" {
            caveats.append(
                "The published numbers are for the novel classes, ours for the \(split) classes: "
                    + "other classes, some of them easier or harder, so the two cannot be "
                    + "subtracted. "
                    + (split == "val"
                        ? "A checkpoint chosen by its accuracy on the val classes is favoured a little."
                        : "These classes were trained on, which favours ours much.")
            )
        }
        caveats.append(dataset.caveat)
        if rows.contains(where: { $0.networks > 1 }) {
            caveats.append("Where several networks are named, their features were put together.")
        }
        if rows.contains(where: { !$0.verified }) {
            caveats.append("¹ Quoted; not compared with the paper itself.")
        }
        report.paragraph(Text(caveats.joined(separator: " ")))
    }

    /// The classes of result `index` from hardest to easiest, those that no episode had left out.
    func ranked(_ index: Int) -> [ClassResult]? {
        guard evaluation.tables.indices.contains(index) else { return nil }
        return evaluation.tables[index].classes.filter { $0.accuracy != nil }
            .sorted { ($0.accuracy!, $0.name) < ($1.accuracy!, $1.name) }
    }
}

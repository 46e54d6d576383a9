import Documents
import Records

/// What a model card says in sentences.
extension ModelCard {
    var trainingWords: Text {
        guard let training else {
            return "The record of the run that made it was not beside the checkpoint."
        }
        let data = training.data
        let start: Text =
            training.start.map { " It started from the weights \(code: $0.path)." } ?? ""
        return """
            \(Format.count(data.base.images, "image")) of \
            \(Format.count(data.base.classes, "class", "classes")) from \(code: data.path) \
            (fingerprint \(code: data.base.fingerprint)), \
            \(epochWords(of: training)), seed \(training.seed), \
            fewshot \(training.machine.fewshot).\(start)
            """
    }

    /// The weights may be of an epoch before the last.
    private func epochWords(of training: RunRecord) -> String {
        let all = Format.count(training.epochs.count, "epoch")
        return epochs < training.epochs.count ? "\(Format.count(epochs)) of \(all)" : all
    }

    var measuredWords: Text {
        guard !evaluations.isEmpty else {
            return """
                Nothing was measured for this card. Evaluate the weights on classes of your own \
                before you rely on them.
                """
        }
        let results = evaluations.flatMap(\.results)
        let episodes = Set(results.map(\.episodes)).sorted()
        let open: Text =
            results.contains { $0.open != nil } ? " \(ResultTable.openInterval)" : ""
        let data = evaluations.map { record -> Text in
            let split = record.results.first?.split ?? ""
            return "the \(split) classes of \(code: record.run.data.path) (\(novelty(record)))"
        }
        return """
            Accuracy on few-shot episodes over \(data.joined(separator: "; ")). \
            \(Format.list(episodes.map { Format.count($0) })) episodes a row. \
            \(ResultTable.interval(over: episodes))\(open)
            """
    }

    private func novelty(_ record: EvaluationRecord) -> String {
        let model = record.run.models.first
        guard let seen = model?.seenClasses else {
            return "whether it was trained on them is not recorded"
        }
        return seen.isEmpty
            ? "it was trained on none of these names"
            : "it was trained on \(seen.count) of these classes"
    }

    var limits: [Text] {
        let measured =
            evaluations.isEmpty
            ? "Nothing is known of how well it does on any images."
            : "Images of another kind than those measured (another camera, another field): only a "
                + "measurement there says how well it does."
        let terms =
            licence == nil
            ? "Passing on: no licence was stated for these weights, and the images that they were "
                + "trained on may have terms of their own."
            : "Uses that the licence or the terms of the training images do not allow."
        let mistakes = evaluations.isEmpty ? "often wrong" : "wrong as often as the table says"
        return [
            Text(measured),
            """
            Decisions about people, or any whose mistakes hurt: it names the likeliest of the classes \
            that it is given, and is \(mistakes).
            """,
            """
            Pictures of none of the classes: they are told only in part. A measurement with further \
            classes in the episodes says how well.
            """,
            """
            Probabilities to rely on, unless its checkpoint has learnt of tasks how sure its answers \
            are.
            """,
            Text(terms),
        ]
    }

    /// The works behind it, as BibTeX.
    var citations: String {
        var works: [Citation] = []
        var known: String?
        for record in evaluations {
            let classes = record.tables.first?.classes.map(\.name) ?? []
            known = known ?? KnownDataset.recognise(classes: classes)?.dataset.name
            works += Citation.works(of: record, dataset: known)
        }
        if let training { works = Citation.works(of: training, dataset: known) + works }
        return works.unique(by: \.key).map(\.bibTeX).joined(separator: "\n\n")
    }
}

import Documents
import Records

/// The section on open-set episodes: which queries belong to none of the classes.
extension EvaluationReport {
    /// Differences with a corrected p below this are called real.
    private static let level = 0.05

    func addDetectors(to report: inout RenderedReport) {
        guard let detectors = evaluation.detectors, let first = detectors.first else { return }
        report.heading(2, "Which queries belong to none of the classes")
        report.paragraph(
            """
            Each episode also asked about \(Format.count(first.query)) images of each of \
            \(Format.count(first.openClasses, "further class", "further classes")) without labelled \
            images. A detector gives every query a number; the tables say how well the number tells \
            those images from the queries of the classes \
            (\(link: "the protocol", to: "https://arxiv.org/abs/2206.09236")). AUROC is the \
            probability that one of theirs has a higher number than a query of the classes, 50 % by \
            guessing; AUPR the area under precision against recall of finding them (as average \
            precision; the protocol's own code has trapezoids, which reward equal numbers), where \
            guessing has about their share of all queries, \(share(of: first)); and the last column \
            how many of those put aside are theirs when nine tenths of theirs are. Intervals are as \
            in the table of results.
            """)
        var tasks: [String] = []
        for task in detectors.map(Names.task) where !tasks.contains(task) { tasks.append(task) }
        for task in tasks {
            let rows = detectors.indices.filter { Names.task(detectors[$0]) == task }
            report.heading(3, Text(task))
            report.show(.table(table(rows.map { detectors[$0] })))
            report.paragraph(verdict(rows, detectors))
            for row in rows {
                if let aside = detectors[row].putAside {
                    report.paragraph(threshold(aside, detectors[row]))
                }
            }
        }
    }

    /// Of balanced queries; imbalanced ones have as many in all.
    private func share(of result: DetectorResult) -> String {
        Format.percent(
            Double(result.openClasses) / Double(result.way + result.openClasses), decimals: 0)
    }

    private func table(_ rows: [DetectorResult]) -> Table {
        let hasOpen = rows.contains { $0.auroc.open?.ci95 != nil }
        return Table(
            [.words("None of the classes by"), .numbers("AUROC (closed ±)")]
                + (hasOpen ? [.numbers("open ±")] : [])
                + [.numbers("AUPR")] + (hasOpen ? [.numbers("open ±")] : [])
                + [.numbers("Precision at 90 % recall")]
                + (hasOpen ? [.numbers("open ±")] : []),
            rows.map { row in
                let mark: Text = row.transductive ? " – \(emphasis: "transductive")" : ""
                return ["\(Names.detector(row))\(mark)"]
                    + [row.auroc, row.aupr, row.precisionAt90].flatMap { measure -> [Text] in
                        [Text(Format.percent(measure.mean, plusMinus: measure.ci95))]
                            + (hasOpen ? [open(measure)] : [])
                    }
            })
    }

    private func open(_ measure: DetectorResult.Measure) -> Text {
        guard let open = measure.open else { return "–" }
        guard let ci95 = open.ci95 else { return "– (\(open.episodes))" }
        return "\(Format.percent(open.mean, plusMinus: ci95)) (\(open.episodes))"
    }

    /// Which detector is ahead, and of which others that is certain.
    private func verdict(_ rows: [Int], _ detectors: [DetectorResult]) -> Text {
        guard rows.count > 1,
            let best = rows.max(by: { detectors[$0].auroc.mean < detectors[$1].auroc.mean })
        else { return "There is only one detector to look at." }
        let ties = rows.filter { row in
            row != best
                && !(evaluation.detectorComparisons ?? []).contains {
                    Set([$0.first, $0.second]) == [row, best] && $0.holm < Self.level
                }
        }
        let name: Text = "\(strong: Names.detector(detectors[best])) has the largest AUROC"
        return ties.isEmpty
            ? "\(name); over each of the others the difference is real (paired, p < 0.05, Holm)."
            : """
            \(name), but \(Format.list(ties.map { Names.detector(detectors[$0]) })) cannot be told \
            from it (paired, p ≥ 0.05, Holm); over all else the difference is real.
            """
    }

    private func threshold(_ aside: DetectorResult.PutAside, _ result: DetectorResult) -> Text {
        let source =
            aside.isLearnt
            ? "what was learnt of the network on tasks and the examples, each left out in turn"
            : "the examples alone, each left out in turn"
        return """
            \(strong: Names.detector(result)) comes from \(source). At its threshold, which is to put \
            aside \(Format.percent(aside.level, decimals: 0)) of the classes' images, it put aside \
            \(Format.percent(aside.outsiders, decimals: 1)) of the images of further classes, and \
            \(Format.percent(aside.others, decimals: 1)) of the queries of the classes.
            """
    }
}

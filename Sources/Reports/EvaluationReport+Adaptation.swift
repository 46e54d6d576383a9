import Documents
import Records

extension EvaluationReport {
    /// What is said of rows for which a network was adapted to each task: their time.
    func addAdaptation(to report: inout RenderedReport) {
        let adapted = evaluation.results.filter { Names.adapted.contains($0.classifier) }
        guard !adapted.isEmpty else { return }
        report.paragraph(
            """
            Some rows adapted the network to the labelled images of each task by itself, from the same \
            weights each time: logistic regression on features of the whole images and of two crops of \
            each, and from there ten steps of Adam by the last stage or by scales and shifts of \
            normalisation, which goes by its running statistics throughout. The learning rate, or that \
            nothing is adapted, is the one at which labelled images that are left out are likeliest; \
            queries have no say. What that costs, beside the other rows, several tasks at once:
            """)
        report.show(
            .table(
                Table(
                    [.words("Task"), .words("Classifier"), .numbers("Seconds a task")],
                    evaluation.results.map { result in
                        let seconds = result.seconds / Double(max(1, result.episodes))
                        return [
                            Text(Names.task(result)), Text(Names.method(result)),
                            Text(Format.fixed(seconds, decimals: 4)),
                        ]
                    })))
    }
}

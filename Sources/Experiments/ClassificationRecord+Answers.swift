import Files
import Records
import Statistics

extension ClassificationRecord {
    /// From how many images were put aside, and which share of the background is. Without a background
    /// nothing tells: with one network a tenth of other things is on one kind of images and a third
    /// on another.
    var estimatedOutsiders: LabeledOutsiders? {
        guard let background, background.images > 0 else { return nil }
        return OutsiderEstimate(
            aside: answers.count { $0.label == nil }, of: answers.count, level: outsiders,
            caught: Double(background.putAside) / Double(background.images),
            known: background.images
        ).map { .init(expected: $0.expected, low: $0.low, high: $0.high) }
    }

    /// Takes back what is promised where the network was trained on some of the examples: as it may
    /// know these by heart, they name each other better than they do new images, and lie nearer
    /// (even of images that it knew, too, 1 to 18 % were put aside where 5 % were to be).
    mutating func add(trainedExamples count: Int) {
        trainedExamples = count
        if count > 0 { (leftOut, labeledOutsiders) = (nil, nil) }
    }

    /// Puts what a person said of the images at `paths` among the answers, in their order.
    mutating func add(_ said: Corrections, of paths: [String]) {
        guard !said.isEmpty else { return }
        let others = Dictionary(
            answers.map { (ExactText($0.path), $0) }, uniquingKeysWith: { first, _ in first })
        answers = paths.compactMap { path in
            guard let label = said[path] else { return others[ExactText(path)] }
            let name = label.map(ExactText.init)
            return Answer(
                path: path, label: label,
                probabilities: classes.map { name == ExactText($0) ? 1 : 0 }, typicality: nil,
                isSaid: true)
        }
    }
}

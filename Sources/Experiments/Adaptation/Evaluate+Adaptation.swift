import Datasets
import Episodes
import Files
import Foundation
import Networks
import Records
import Reports
import Statistics
import Tensors
import Training

extension Evaluate {
    /// What can be adapted, for help.
    public static var adaptationChoices: String {
        AdaptedPart.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// Episodes where a network is adapted to each and nobody says how many.
    public static let adaptedEpisodes = 100

    /// Sets what is adapted to each task.
    ///
    /// - Throws: `UserError.usage` naming what there is.
    public mutating func choose(adaptations words: [String]) throws {
        adaptations = try words.map { word in
            guard let part = AdaptedPart(rawValue: word) else {
                throw UserError(
                    setting: "adapt",
                    "is \(word); it must be one of \(Self.adaptationChoices).")
            }
            return part
        }
    }

    /// Does nothing where networks can be adapted to tasks like these.
    func requireAdaptable(_ setting: Setting) throws {
        guard !adaptations.isEmpty else { return }
        let images = origin.images
        try AdaptationObstacle.refuse([
            .noNetwork: images == nil || images?.joined != nil,
            .severalNetworks: (images?.networks ?? 1) > 1,
            .crops: origin.crops != nil || origin.supportCrops != nil,
            .transforms: transforms != [.l2],
            .curve: plan.hasCurve,
            .sharing: !setting.sharing.isAlone,
            .oneClass: plan.way < 2,
        ])
    }

    /// What adapts the network of `material` to each task.
    func adapting(_ material: EvaluationMaterial, _ setting: Setting) throws -> [AdaptingClassifier]
    {
        guard !adaptations.isEmpty, let images = material.images, case .images(let origin) = origin
        else { return [] }
        let checkpoint = try RunFolder.checkpoint(at: material.checkpoints[0])
        if plan.list == nil, plan.shots.contains(where: { $0.lowerBound == 1 }) {
            setting.warnOfCrops()
        }
        let network = origin.network
        return adaptations.map { part in
            AdaptingClassifier(part) {
                let extractor = try network.extractor(
                    of: checkpoint, on: Device(threads: 1)
                ) { _, _ in .f32 }
                return TaskAdapter(
                    TaskAdaptation(extractor.network, part),
                    TaskImages(
                        images: images, input: extractor.network.input,
                        leastCrop: extractor.leastCrop, threads: 1),
                    rates: TaskAdapter.rates(part))
            }
        }
    }

    /// What adapting came to over the episodes of a task: its time, the rates that were chosen, and
    /// the difference from the best of the classifiers of features as they are.
    func say(
        _ adapting: [AdaptingClassifier], _ results: [EpisodeResults], _ task: EpisodeTask,
        _ setting: Setting
    ) {
        let frozen = results.filter { result in
            !adapting.contains { $0.name == result.classifier }
        }
        for classifier in adapting {
            guard let own = results.first(where: { $0.classifier == classifier.name }) else {
                continue
            }
            let seconds = own.seconds / Double(task.episodes)
            var sentence =
                "\(own.classifier), \(task.way)-way \(task.shot.words)-shot: "
                + "\(Format.fixed(seconds, decimals: 2)) s a task"
            if let best = frozen.max(by: { $0.mean < $1.mean }) {
                let paired = PairedDifference(
                    own.accuracies.map { Double($0) }, minus: best.accuracies.map { Double($0) })
                let points = Format.fixed(100 * paired.estimate.mean, decimals: 2)
                let half = paired.estimate.ci95.map { Format.fixed(100 * $0, decimals: 2) }
                sentence +=
                    " (\(best.classifier): "
                    + "\(Format.fixed(best.seconds / Double(task.episodes), decimals: 4)) s), "
                    + "\(points) ± \(half ?? "–") points beside \(best.classifier), paired"
            }
            // The linear probe is fitted to its optimum, at no rate.
            if classifier.name != AdaptedPart.linearProbe.rawValue {
                sentence +=
                    ". Learning rates so far, in episodes of the open interval too: "
                    + classifier.choiceWords
            }
            setting.say(sentence + ".")
        }
    }
}

extension AdaptingClassifier {
    /// "none in 40 tasks, 0.0001 in 60".
    fileprivate var choiceWords: String {
        choices.map { rate, tasks in
            (rate == 0 ? "none" : "\(rate)") + " in \(counted(tasks, "task", "tasks"))"
        }.joined(separator: ", ")
    }
}

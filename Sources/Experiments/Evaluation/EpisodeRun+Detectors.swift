import Episodes
import Records
import Statistics

extension EpisodeRun {
    /// Puts what the detectors did over open-set episodes into the record.
    /// - Parameters:
    ///   - detectors: over the episodes of `task`.
    ///   - open: the same ones over episodes that share no image, as far as there are.
    func add(
        _ detectors: [DetectorResults], _ open: [DetectorResults], _ task: EpisodeTask,
        to record: inout EvaluationRecord
    ) {
        let first = record.detectors?.count ?? 0
        let results = detectors.map { own in
            result(
                own, open.first { $0.view == own.view && $0.detector == own.detector }, task)
        }
        record.detectors = (record.detectors ?? []) + results
        func areas(_ results: [DetectorResults]) -> [[Double]] {
            results.map { $0.detections.map(\.auroc) }
        }
        let isOpen = open.map(\.detector) == detectors.map(\.detector)
        record.detectorComparisons =
            (record.detectorComparisons ?? [])
            + PairedResult.all(
                of: areas(detectors), open: isOpen ? areas(open) : nil, from: first)
    }

    private func result(
        _ own: DetectorResults, _ open: DetectorResults?, _ task: EpisodeTask
    ) -> DetectorResult {
        let classifiers = methods.views[own.view].classifiers
        let method = methods.methods[own.view * classifiers.count]
        let isOnlyModel = Set(methods.methods.map(\.model.name)).count == 1
        let classifier = classifiers.first { $0.name == own.detector.classifier }
        func measure(_ value: KeyPath<Detection, Double>) -> DetectorResult.Measure {
            let estimate = MeanEstimate(of: own.detections.map { $0[keyPath: value] })
            return .init(
                mean: estimate.mean, ci95: estimate.ci95,
                open: open.map {
                    let estimate = StudentEstimate(of: $0.detections.map { $0[keyPath: value] })
                    return .init(
                        mean: estimate.mean, ci95: estimate.openInterval, episodes: estimate.count)
                })
        }
        return DetectorResult(
            way: task.way, shot: task.shot.upperBound,
            leastShot: task.shot.count > 1 ? task.shot.lowerBound : nil, query: task.query,
            queryImbalance: task.queryImbalance, openClasses: task.openClasses,
            episodes: own.detections.count, model: isOnlyModel ? nil : method.model.name,
            transform: method.transform.name, detector: own.detector.name,
            classifier: own.detector.classifier,
            transductive: (classifier?.isTransductive ?? false) || method.transform.isTransductive,
            auroc: measure(\.auroc), aupr: measure(\.aupr),
            precisionAt90: measure(\.precisionAt90), putAside: putAside(own))
    }

    private func putAside(_ own: DetectorResults) -> DetectorResult.PutAside? {
        guard let aside = own.putAside, let familiarity = methods.views[own.view].familiarity else {
            return nil
        }
        return .init(
            level: familiarity.level, outsiders: aside.outsiders, others: aside.others,
            isLearnt: familiarity.calibration != nil)
    }
}

import Episodes
import Features
import Randomness
import Records
import Reports
import Statistics

extension Classify {
    /// What a person said of the images at `paths`, and so of their copies, which are counted, beside
    /// examples of these classes.
    func said(
        of paths: [String], _ hashes: [String], beside classes: [String], _ setting: Setting
    ) throws -> Corrections {
        guard let corrections else { return Corrections() }
        let said = try Corrections(
            reading: corrections, about: paths, hashes: hashes, classes: classes)
        if let first = said.copies.first {
            let count = said.copies.count
            setting.warn(
                count == 1
                    ? "1 copy of a corrected photo got the same label (\(first))."
                    : "\(Format.count(count)) copies of corrected photos got the same label (the "
                        + "first is \(first)).")
        }
        return said
    }

    /// Labels each image by itself.
    func label(
        _ images: FeatureTable, from support: FeatureTable, _ outside: FeatureTable?,
        _ calibration: StoredCalibration?, _ setting: Setting
    ) throws -> ClassificationRecord {
        let task = try PhotoTask(
            support, classifier, calibration?.learnt, using: Generator(seed: setting.seed))
        if !task.isOptimal {
            setting.warn("\(classifier.name): the fit stopped before its optimum.")
        }
        func isNone(_ typicality: Double?) -> Bool { typicality.map { $0 < outsiders } ?? false }
        let answers = (0..<images.count).map { image in
            let features = Array(images[image])
            let answer = task.answer(features)
            let typicality = task.typicality(features, answer)
            return ClassificationRecord.Answer(
                path: images.paths[image],
                // By the scores: at an infinite temperature all probabilities are one.
                label: isNone(typicality) ? nil : support.classes[answer.label],
                probabilities: answer.scores.probabilities(temperature: task.temperature),
                typicality: typicality)
        }
        let background = outside.map { table in
            ClassificationRecord.Background(
                images: table.count,
                putAside: (0..<table.count).count {
                    let features = Array(table[$0])
                    return isNone(task.typicality(features, task.answer(features)))
                })
        }
        var record = ClassificationRecord(
            command: setting.command, classes: support.classes,
            examples: support.counts, outsiders: outsiders, background: background,
            answers: answers, leftOut: nil)
        record.learnt = calibration.map {
            .init(
                classes: $0.learnt.classes, split: $0.split.rawValue,
                caught: task.caught(below: outsiders))
        }
        record.labeledOutsiders = record.estimatedOutsiders
        let labeled = answers.count { $0.label != nil }
        guard labeled > 0 else { return record }
        // The promise is about images of the classes, as many as there seem to be.
        let photos = labeled - Int(record.labeledOutsiders?.expected ?? 0)
        record.leftOut = task.promise(photos: photos, puttingAsideBelow: outsiders).map {
            .init(
                count: task.leftOut.count, right: task.leftOut.right, accuracy: $0.share,
                low: $0.low, high: $0.high)
        }
        return record
    }
}

extension [Float] {
    /// The softmax of scores divided by a temperature, which may be infinite.
    fileprivate func probabilities(temperature: Double) -> [Double] {
        var probabilities = map { Double($0) }
        probabilities.withUnsafeMutableBufferPointer {
            Softmax.apply(to: $0.baseAddress!, count: $0.count, inverse: 1 / temperature)
        }
        return probabilities
    }
}

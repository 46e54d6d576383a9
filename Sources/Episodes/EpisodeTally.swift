import Statistics

/// What one worker counted for one classifier. Tallies of several workers are merged in any order.
struct EpisodeTally: Sendable, Codable {
    /// The episodes it ran, and the share of each one's queries that was answered rightly.
    private(set) var episodes: [Int] = []
    private(set) var accuracies: [Double] = []
    /// (classes × classes): class of the query by class of the answer.
    private(set) var confusion: [Int]
    private(set) var classAccuracies: ClassAccuracies
    /// Of the scores as they are, and divided by a temperature.
    private(set) var calibration = CalibrationTally()
    private(set) var scaled: CalibrationTally?
    /// The scores themselves, where a temperature is to be fitted.
    private(set) var samples: TemperatureSamples?
    var seconds = 0.0
    private(set) var unconverged = 0
    private let classes: Int

    /// All but the samples, which no other process asks for.
    private enum CodingKeys: CodingKey {
        case episodes, accuracies, confusion, classAccuracies, calibration, scaled, seconds
        case unconverged, classes
    }

    init(classes: Int, temperature: Double?, sampling way: Int? = nil) {
        self.classes = classes
        confusion = [Int](repeating: 0, count: classes * classes)
        classAccuracies = ClassAccuracies(classCount: classes)
        scaled = temperature.map { CalibrationTally(temperature: $0) }
        samples = way.map { TemperatureSamples(way: $0) }
    }

    /// Counts an episode's answers.
    /// - Parameters:
    ///   - scores: (queries × way).
    ///   - labels: the class of each query, in `0..<way`, class by class.
    mutating func count(
        _ scores: [Float], labels: [Int], _ episode: Episode, _ index: Int, converged: Bool
    ) {
        let way = episode.classes.count
        let numbers = scores.span
        var right = 0
        var rightOfClass = 0
        for (query, label) in labels.enumerated() {
            let own = numbers.extracting((query * way)..<((query + 1) * way))
            let answer = episode.answer(own)
            if answer == label { rightOfClass += 1 }
            confusion[episode.classes[label] * classes + episode.classes[answer]] += 1
            if index < EpisodeResults.calibrated {
                calibration.add(scores: own, right: label, answer: answer)
                scaled?.add(scores: own, right: label, answer: answer)
            }
            samples?.add(scores: own, right: label, episode: index)
            if query + 1 == labels.count || labels[query + 1] != label {
                classAccuracies.add(
                    episode.classes[label], right: rightOfClass, of: episode.query[label].count)
                right += rightOfClass
                rightOfClass = 0
            }
        }
        episodes.append(index)
        accuracies.append(Double(right) / Double(labels.count))
        if !converged { unconverged += 1 }
    }

    /// Takes in what another worker counted.
    mutating func merge(_ other: EpisodeTally) {
        episodes += other.episodes
        accuracies += other.accuracies
        for cell in confusion.indices { confusion[cell] += other.confusion[cell] }
        classAccuracies.merge(other.classAccuracies)
        calibration.merge(other.calibration)
        if let more = other.scaled { scaled?.merge(more) }
        if let more = other.samples { samples?.merge(more) }
        seconds += other.seconds
        unconverged += other.unconverged
    }
}

extension Episode {
    /// The class with the highest score, in `0..<way`; of equal scores the class that comes first
    /// in the table.
    func answer(_ scores: Span<Float>) -> Int {
        var best = 0
        for k in 1..<classes.count {
            if scores[k] > scores[best]
                || (scores[k] == scores[best] && classes[k] < classes[best])
            {
                best = k
            }
        }
        return best
    }
}

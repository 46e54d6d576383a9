import Files
import Records
import Statistics

/// What all other photos say of a photo's class, and of which way is up.
extension ExaminedPhotos {
    /// Of the photos named at least so many in a hundred are to be what is said of them.
    private static let precision = 0.95
    /// The weights of the penalties, in units of a feature's mean square over the photos: of 0.3 to 30
    /// those that told faults put into drawn photos best by the project's weights.
    private static let (classPenalty, turnPenalty) = (3.0, 1.0)
    /// Fewer photos of a class, or in all, say nothing of one among them.
    private static let (fewestOfClass, fewest) = (5, 20)

    /// The photos that stand in the wrong class by all the others, and those that are turned.
    ///
    /// - Parameter places: the photos that there is something to see in.
    func strangers(at places: [Int], by features: PhotoFeatures) -> [ExaminationRecord.Finding] {
        let counts = Dictionary(grouping: places, by: className).mapValues(\.count)
        let judged = places.filter { counts[className($0)]! >= Self.fewestOfClass }
        return misplaced(judged, features) + turned(places, features)
    }

    private func className(_ place: Int) -> ExactText {
        ExactText("\(photos[place].split.rawValue)/\(photos[place].className)")
    }

    private func misplaced(
        _ places: [Int], _ features: PhotoFeatures
    ) -> [ExaminationRecord.Finding] {
        let names = places.map(className)
        let classes = Array(Set(names)).sorted { precedes($0.text, $1.text) }
        guard classes.count > 1, places.count >= Self.fewest else { return [] }
        let numbers = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        let labels = names.map { numbers[$0]! }
        let scores = LeftOutRegression(
            features.upright(places), labels: labels, classes: classes.count,
            penalty: Self.classPenalty
        ).scores
        let doubts = LabelDoubts(scores: scores, labels: labels, classes: classes.count)
        return doubts.suspects(precision: Self.precision).map { index in
            finding(
                .misplaced, photos[places[index]],
                "\(Self.percent(doubts.chances[index])) likely; most like "
                    + classes[doubts.others[index]].text)
        }
    }

    private func turned(
        _ places: [Int], _ features: PhotoFeatures
    ) -> [ExaminationRecord.Finding] {
        guard places.count >= Self.fewest else { return [] }
        let turns = 4
        // Which way each view of a photo is up, by the views of all other photos.
        let scores = LeftOutRegression(
            features.turned(places), labels: places.flatMap { _ in 0..<turns }, classes: turns,
            group: turns, penalty: Self.turnPenalty
        ).scores
        // A photo that lies turned by h has its view turned by a look like others turned by a + h.
        let together = places.indices.flatMap { index in
            (0..<turns).map { h in
                (0..<turns).reduce(Float(0)) { sum, a in
                    sum + scores[(index * turns + a) * turns + (a + h) % turns]
                }
            }
        }
        let doubts = LabelDoubts(
            scores: together, labels: places.map { _ in 0 }, classes: turns)
        return doubts.suspects(precision: Self.precision).map { index in
            let words = ["", "a quarter to the left", "upside down", "a quarter to the right"]
            return finding(
                .rotated, photos[places[index]],
                "\(Self.percent(doubts.chances[index])) likely; \(words[doubts.others[index]])")
        }
    }

    static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}

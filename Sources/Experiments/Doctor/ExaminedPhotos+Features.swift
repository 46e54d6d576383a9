import Files
import Records
import Reports
import Statistics

/// What all other photos say of a photo's class, and of which way is up.
extension ExaminedPhotos {
    /// What was found of one kind, and how far the features tell it.
    typealias Judged = (
        findings: [ExaminationRecord.Finding], judgement: ExaminationRecord.Judgement
    )

    /// Of the photos named at least this share is to be expected to be what is said of them, and each
    /// with at least this chance: of eight drawn photos named with less, over three seeds, two were.
    private static let (precision, least) = (0.9, 0.8)
    /// The weights of the penalties, in units of a feature's mean square over the photos: of 0.03 to
    /// 10 those that told faults put into drawn photos best, with ImageNet's weights and the
    /// project's.
    private static let (classPenalty, turnPenalty) = (3.0, 0.3)
    /// Some photos show things that lie by themselves. With this chances came true on drawn photos (of
    /// 63 findings said to be right in 79 %, 78 % were, over three choices of weights and two seeds),
    /// without it they were too high (of 109 in 83 %, 63 %).
    private static let turnSaturation = 5.0
    /// Fewer photos of a class, or in all, say nothing of one among them.
    private static let (fewestOfClass, fewest) = (5, 20)

    /// The photos that stand in the wrong class by all the others, and those that are turned; of
    /// neither where photos are too few.
    ///
    /// - Parameter places: the photos that there is something to see in.
    func doubtful(at places: [Int], by features: PhotoFeatures) -> [Judged] {
        let counts = Dictionary(grouping: places, by: className).mapValues(\.count)
        let judged = places.filter { counts[className($0)]! >= Self.fewestOfClass }
        return [misplaced(judged, features), turned(places, features)].compactMap(\.self)
    }

    private func className(_ place: Int) -> ExactText {
        ExactText("\(photos[place].split.rawValue)/\(photos[place].className)")
    }

    private func misplaced(_ places: [Int], _ features: PhotoFeatures) -> Judged? {
        let names = places.map(className)
        let classes = Array(Set(names)).sorted { precedes($0.text, $1.text) }
        guard classes.count > 1, places.count >= Self.fewest else { return nil }
        let numbers = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        let labels = names.map { numbers[$0]! }
        // A turned photo stands in no wrong class.
        let scores = LeftOutRegression(
            features.anyWayUp(places), labels: labels, classes: classes.count,
            penalty: Self.classPenalty
        ).scores
        let doubts = LabelDoubts(scores: scores, labels: labels, classes: classes.count)
        return judged(.misplaced, places, doubts) { "most like \(classes[$0].text)" }
    }

    private func turned(_ places: [Int], _ features: PhotoFeatures) -> Judged? {
        guard places.count >= Self.fewest else { return nil }
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
            scores: together, labels: places.map { _ in 0 }, classes: turns,
            saturation: Self.turnSaturation)
        let words = ["", "a quarter to the left", "upside down", "a quarter to the right"]
        return judged(.rotated, places, doubts) { words[$0] }
    }

    private func judged(
        _ fault: ExaminationRecord.Fault, _ places: [Int], _ doubts: LabelDoubts,
        words: (Int) -> String
    ) -> Judged {
        let findings = doubts.suspects(least: Self.least, precision: Self.precision).map {
            index in
            finding(
                fault, photos[places[index]],
                "\(Self.percent(doubts.chances[index])) likely; \(words(doubts.others[index]))")
        }
        return (
            findings, .init(fault: fault, photos: places.count, asTheyStand: doubts.agreeing)
        )
    }

    static func percent(_ share: Double) -> String { Format.percent(share, decimals: 0) }
}

import Classifiers
import Episodes
import Features
import Files
import Foundation
import Statistics
import TestSupport
import Testing

/// Episodes that also ask about images of none of their classes.
@Suite("Open-set episodes")
struct OpenSetTests {
    private func sampler(
        _ table: FeatureTable, way: Int = 3, shot: Int = 1, query: Int = 4, openClasses: Int = 2
    ) throws -> EpisodeSampler {
        try EpisodeSampler(
            labels: table.labels, classes: table.classes, way: way, shot: shot...shot,
            query: query, openClasses: openClasses, seed: 4)
    }

    private func familiarity(_ calibration: TaskCalibration? = nil) -> TaskFamiliarity {
        TaskFamiliarity(
            classifier: LogisticRegression(takesClassesForEqual: true), calibration: calibration,
            level: 0.05)
    }

    @Test("Outsiders are of other classes, and the rest is the closed episode")
    func outsiders() throws {
        let table = try randomTable(classes: 7, perClass: 9, dimension: 2)
        let (open, closed) = (try sampler(table), try sampler(table, openClasses: 0))
        var seen: Set<Int> = []
        for index in 0..<200 {
            let (episode, other) = (open.episode(index), closed.episode(index))
            #expect(episode.classes == other.classes && episode.support == other.support)
            #expect(episode.query == other.query && other.outsiders.isEmpty)
            let classes = episode.outsiders.map { table.labels[$0] }
            #expect(Set(classes).count == 2 && Set(classes).isDisjoint(with: episode.classes))
            #expect(Set(episode.outsiders).count == 8 && episode.outsiders.count == 8)
            seen.formUnion(episode.outsiders)
        }
        #expect(seen.count == table.count)
    }

    @Test("More classes than there are, or fewer than none, are usage errors")
    func tooMany() throws {
        let table = try randomTable(classes: 7, perClass: 9, dimension: 2)
        for openClasses in [5, 100, -1] {
            let error = #expect(throws: UserError.self) {
                try sampler(table, openClasses: openClasses)
            }
            #expect(error?.kind == .usage)
        }
    }

    @Test("Without re-use no image serves twice, outsiders neither")
    func noReuse() throws {
        let table = try randomTable(classes: 9, perClass: 30, dimension: 2)
        let open = try OpenSampler(table, way: 3, shot: 2, query: 4, openClasses: 2, seed: 1)
        let images = open.episodes.flatMap { ($0.support + $0.query).flatMap { $0 } + $0.outsiders }
        #expect(Set(images).count == images.count)
        // 3 · 6 + 2 · 4 images of 270.
        #expect((8...10).contains(open.episodes.count))
        for episode in open.episodes {
            let classes = Set(episode.outsiders.map { table.labels[$0] })
            #expect(classes.count == 2 && classes.isDisjoint(with: episode.classes))
        }
    }

    @Test("Classes far apart are always told, random features by chance, threads do not matter")
    func detectors() throws {
        for (separation, low, high) in [(20.0, 0.999, 1.0), (0, 0.46, 0.54)] {
            let table = try FeatureTransform("l2").apply(
                to: randomTable(classes: 9, perClass: 40, dimension: 30, separation: separation))
            let view = FeatureView(
                table, classifiers: [.inductive(LogisticRegression()), .transductive(OSTIM())],
                familiarity: familiarity())
            let source = try sampler(table, shot: 5, query: 15)
            let one = try Evaluation(source, episodes: 120, threads: 1).runOpenSet(on: [view])
            let two = try Evaluation(source, episodes: 120, threads: 3).runOpenSet(on: [view])
            #expect(
                one.detectors.map(\.detector) == [
                    .nearestCentroid, .nearestExamples, .typicality,
                    .largestProbability(classifier: "logistic"), .own(classifier: "ostim"),
                ])
            for (a, b) in zip(one.detectors, two.detectors) {
                #expect(a.detections == b.detections && a.detections.count == 120)
                let mean = a.detections.reduce(0) { $0 + $1.auroc } / 120
                #expect(mean >= low && mean <= high, "\(a.detector): \(mean)")
            }
            let aside = try #require(one.detectors[2].putAside)
            #expect(one.detectors.filter { $0.putAside != nil }.count == 1)
            #expect(separation > 0 ? aside.outsiders > 0.99 : aside.outsiders < 0.2)
            #expect(aside.others < 0.2)
        }
    }

    @Test(
        "The accuracy of the rest is the closed episodes'; one example says nothing of typicality")
    func rest() throws {
        let table = try randomTable(classes: 9, perClass: 20, dimension: 12, separation: 0.6)
        let classifiers: [EpisodeClassifier] = [
            .inductive(NearestCentroid()), .inductive(LogisticRegression()),
        ]
        let view = FeatureView(table, classifiers: classifiers, familiarity: familiarity())
        let closed = try Evaluation(sampler(table, openClasses: 0), episodes: 100, threads: 2)
            .runOpenSet(on: [view])
        let open = try Evaluation(sampler(table), episodes: 100, threads: 2).runOpenSet(on: [view])
        #expect(open.results.map(\.accuracies) == closed.results.map(\.accuracies))
        #expect(closed.detectors.isEmpty)
        #expect(!open.detectors.contains { $0.detector == .typicality })
        #expect(open.detectors.count == 4)
    }

    @Test("Distances and probabilities of an episode are those of a plain loop")
    func byHand() throws {
        let table = try randomTable(classes: 6, perClass: 12, dimension: 5, separation: 0.7)
        let source = try sampler(table, shot: 5, query: 3)
        let view = FeatureView(table, classifiers: [.inductive(NearestCentroid())])
        let detectors = try Evaluation(source, episodes: 20, threads: 1)
            .runOpenSet(on: [view]).detectors
        func distance(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        func row(_ image: Int) -> [Double] { table[image].map { Double($0) } }
        for index in 0..<20 {
            let episode = source.episode(index)
            let means = episode.support.map { images in
                (0..<5).map { j in images.reduce(0) { $0 + row($1)[j] } / Double(images.count) }
            }
            let examples = episode.support.flatMap { $0.map(row) }
            func scores(_ image: Int) -> [Double] {
                let distances = means.map { distance(row(image), $0) }
                let near = examples.map { distance(row(image), $0) }.sorted().prefix(3)
                let terms = distances.map { exp(-$0 * $0) }
                let largest = terms.max()! / terms.reduce(0, +)
                return [distances.min()!, near.reduce(0, +) / 3, -largest]
            }
            let inside = episode.query.flatMap { $0.map(scores) }
            let outside = episode.outsiders.map(scores)
            for place in 0..<3 {
                let expected = Detection(
                    outside: outside.map { $0[place] }, inside: inside.map { $0[place] })
                #expect(abs(detectors[place].detections[index].auroc - expected!.auroc) < 1e-9)
                #expect(abs(detectors[place].detections[index].aupr - expected!.aupr) < 1e-9)
            }
        }
    }
}

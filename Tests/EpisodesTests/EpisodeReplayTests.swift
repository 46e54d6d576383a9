import Classifiers
import Episodes
import Features
import TestSupport
import Testing

@Suite("Episodes looked at again")
struct EpisodeReplayTests {
    @Test("give the answers that were counted, whatever their order")
    func replay() throws {
        let table = try randomTable(classes: 6, perClass: 12, dimension: 5, separation: 1)
        let sampler = try EpisodeSampler(table, way: 4, shot: 2, query: 5, seed: 3)
        let evaluation = try Evaluation(sampler, episodes: 60, threads: 2)
        let classifiers: [EpisodeClassifier] = [
            .inductive(NearestCentroid()), .transductive(PTMAP()),
        ]
        let view = FeatureView(table, classifiers: classifiers)
        let results = evaluation.run(on: [view])
        for (classifier, result) in zip(classifiers, results) {
            let seen = evaluation.answers(to: [59, 0, 17], on: view, by: classifier)
            #expect(seen.map(\.index) == [59, 0, 17])
            for answered in seen {
                #expect(Float(answered.accuracy) == result.accuracies[answered.index])
                #expect(answered.episode == sampler.episode(answered.index))
                #expect(answered.answers.map(\.count) == [5, 5, 5, 5])
            }
            let all = evaluation.answers(to: 0..<60, on: view, by: classifier)
            var confusion = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 6)
            for answered in all {
                let classes = answered.episode.classes
                for (label, answers) in answered.answers.enumerated() {
                    for answer in answers { confusion[classes[label]][classes[answer]] += 1 }
                }
            }
            #expect(confusion == result.confusion)
        }
    }
}

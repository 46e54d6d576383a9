import Classifiers
import Randomness
import TestSupport
import Testing

/// Episodes at the edge of what an episode can be.
@Suite("Degenerate episodes")
struct DegenerateEpisodeTests {
    static let names = InductiveClassifiers.names

    @Test("Features of zeros get finite scores", arguments: names, [1, 3])
    func zeros(name: String, shot: Int) {
        let task = EpisodeTask(way: 3, shot: shot, queries: 2).mapped { _ in 0 }
        for scores in task.scores(InductiveClassifiers[name]) {
            #expect(scores.count == 3 && scores.allSatisfy { $0.isFinite })
        }
    }

    @Test("A single zero vector disturbs nobody", arguments: names)
    func oneZero(name: String) {
        var task = EpisodeTask(way: 3, shot: 3, queries: 4, spread: 0.2)
        task.support[4] = [Float](repeating: 0, count: 19)
        let scores = task.scores(InductiveClassifiers[name])
        #expect(scores.map(answer) == task.answers)
        task.queries = [task.support[4]]
        #expect(task.scores(InductiveClassifiers[name])[0].allSatisfy { $0.isFinite })
    }

    @Test(
        "Small episodes, unequal ones and one dimension are no exception", arguments: names,
        [[1, 1], [4, 4], [1, 2, 7], [9, 1], [1, 1, 1, 1, 1, 1, 1, 1]])
    func shapes(name: String, shots: [Int]) {
        let task = EpisodeTask(shots: shots, queries: 5, spread: 0.2)
        // All images a neighbour: the larger class has more of them.
        let outvoted = name == "knn, k 1000" && Set(shots).count > 1
        let more = name == "knn, k 3" && shots.min()! < 2 && shots.max()! > 1
        if !outvoted && !more {
            #expect(task.scores(InductiveClassifiers[name]).map(answer) == task.answers)
        }
        let narrow = EpisodeTask(shots: shots, queries: 2, dimension: 1)
        #expect(narrow.scores(InductiveClassifiers[name]).joined().allSatisfy { $0.isFinite })
    }

    @Test("A shift of all features changes nothing", arguments: InductiveClassifiers.shiftable)
    func shift(name: String) {
        // Multiples of 1/64, so that shifted numbers and means of four are exact.
        let task = EpisodeTask(way: 4, shot: 4, queries: 3).mapped { ($0 * 64).rounded() / 64 }
        let scores = task.scores(InductiveClassifiers[name])
        let shifted = task.mapped { $0 + 1024 }.scores(InductiveClassifiers[name])
        // Logits have a common part that no probability sees.
        let relative = { (rows: [[Float]]) in rows.map { row in row.map { $0 - row[0] } } }
        #expect(largestDifference(relative(scores), relative(shifted)) < 1e-4)
    }

    @Test("A large common offset leaves finite scores and right answers", arguments: names)
    func offset(name: String) {
        let task = EpisodeTask(way: 4, shot: 3, queries: 3, spread: 0.1).mapped { $0 + 10_000 }
        let scores = task.scores(InductiveClassifiers[name])
        #expect(scores.joined().allSatisfy { $0.isFinite })
        // From the origin the classes lie in one direction, as single precision sees it.
        if !InductiveClassifiers.angular.contains(name) {
            #expect(scores.map(answer) == task.answers)
        }
    }

    @Test(
        "Features of any size have finite scores and right answers", arguments: names,
        [Float(1e-10), 1e-3, 1e3, 1e9, 1e17])
    func sizes(name: String, scale: Float) {
        let task = EpisodeTask(way: 4, shot: 3, queries: 3, spread: 0.1).mapped { $0 * scale }
        let scores = task.scores(InductiveClassifiers[name])
        #expect(scores.joined().allSatisfy { $0.isFinite })
        // Where features are tiny, the intercepts are all that is left of a fit with a penalty.
        if scale >= 1e-3 || name.hasPrefix("cosine") || name.hasPrefix("nearest") {
            #expect(scores.map(answer) == task.answers)
        }
    }

    @Test("Length makes no difference to an angle", arguments: InductiveClassifiers.angular)
    func angles(name: String) {
        let task = EpisodeTask(way: 4, shot: 2, queries: 3).mapped { 16 * $0 }
        var stretched = task
        for index in task.support.indices {
            stretched.support[index] = task.support[index].map { $0 * Float(1 << index) }
        }
        for index in task.queries.indices {
            stretched.queries[index] = task.queries[index].map { $0 * Float(1 << index) }
        }
        // The head adds 1e-5 to every norm.
        let scores = task.scores(InductiveClassifiers[name])
        #expect(
            largestDifference(scores, stretched.scores(InductiveClassifiers[name])) < 1e-5)
    }

    @Test(
        "Two classes with one and the same image score alike",
        arguments: InductiveClassifiers.undrawn)
    func sharedImage(name: String) {
        var task = EpisodeTask(way: 3, shot: 1, queries: 3)
        task.support[1] = task.support[0]
        for scores in task.scores(InductiveClassifiers[name]) {
            #expect(abs(scores[0] - scores[1]) < 1e-5)
            #expect(abs(scores[0] - scores[2]) > 1e-3)
        }
    }

    @Test("A repeated support set has the same centroids, and the same nearest image")
    func repeated() {
        let task = EpisodeTask(way: 3, shot: 2, queries: 3)
        var twice = task
        twice.support += task.support
        twice.labels += task.labels
        for name in ["nearest-centroid", "cosine-centroid"] {
            let classifier = InductiveClassifiers[name]
            #expect(largestDifference(task.scores(classifier), twice.scores(classifier)) < 1e-5)
        }
        let nearest = NearestNeighbours()
        let answers = task.scores(nearest).map(answer)
        #expect(twice.scores(nearest).map(answer) == answers)
        // Penalties weigh half against twice the losses.
        #expect(
            largestDifference(
                task.scores(RidgeRegression(alpha: 0.5)), twice.scores(RidgeRegression(alpha: 1)))
                < 1e-5)
        #expect(
            largestDifference(task.scores(LinearSVM(c: 2)), twice.scores(LinearSVM(c: 1))) < 1e-5)
        #expect(
            largestDifference(
                task.scores(LogisticRegression(c: 2)), twice.scores(LogisticRegression(c: 1)))
                < 1e-5)
    }
}

import Episodes
import Files
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Drawing episodes")
struct EpisodeSamplerTests {
    private struct Golden: Decodable {
        let classCount, imagesPerClass, way, shot, queries, index: Int
        let seed: String
        let classes: [Int]
        let support, query: [[Int]]
    }

    @Test("Episodes are those that an independent program draws from the same seed")
    func golden() throws {
        let cases = try references("episodes", as: Golden.self)
        #expect(cases.count == 4)
        for golden in cases {
            let labels = (0..<(golden.classCount * golden.imagesPerClass)).map {
                $0 % golden.classCount
            }
            let sampler = try EpisodeSampler(
                labels: labels, classes: (0..<golden.classCount).map { "\($0)" }, way: golden.way,
                shot: golden.shot...golden.shot, query: golden.queries,
                seed: try #require(UInt64(golden.seed)))
            #expect(
                sampler.episode(golden.index)
                    == Episode(
                        classes: golden.classes, support: golden.support, query: golden.query))
        }
    }

    @Test("An episode repeats no class and no image, and its images are of its classes")
    func noRepeats() throws {
        let table = try randomTable(classes: 9, perClass: 12, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 5, shot: 4, query: 8, seed: 7)
        for index in 0..<200 {
            let episode = sampler.episode(index)
            #expect(Set(episode.classes).count == 5)
            let images = (episode.support + episode.query).flatMap { $0 }
            #expect(Set(images).count == 5 * 12)
            for (label, members) in zip(episode.classes, zip(episode.support, episode.query)) {
                #expect(members.0.count == 4 && members.1.count == 8)
                #expect((members.0 + members.1).allSatisfy { table.labels[$0] == label })
            }
        }
    }

    @Test("Images are drawn as the generator's own choice would draw them")
    func agreesWithChoose() throws {
        let table = try randomTable(classes: 1 + 1, perClass: 30, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 2, shot: 3, query: 9, seed: 5)
        var generator = Generator(seed: 5).stream("episode", 3)
        let episode = sampler.episode(3)
        #expect(episode.classes == generator.choose(2, from: 2))
        for (label, members) in zip(episode.classes, zip(episode.support, episode.query)) {
            let drawn = generator.choose(12, from: 30).map { 2 * $0 + label }
            #expect(members.0 + members.1 == drawn)
        }
    }

    @Test("Any order of asking gives the same episodes, and another seed gives others")
    func randomAccess() throws {
        let table = try randomTable(classes: 6, perClass: 10, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 3, shot: 1, query: 2, seed: 1)
        let forwards = (0..<20).map { sampler.episode($0) }
        let backwards = (0..<20).reversed().map { sampler.episode($0) }
        #expect(forwards == backwards.reversed())
        #expect(Set(forwards.map { "\($0)" }).count > 15)
        let other = try EpisodeSampler(table, way: 3, shot: 1, query: 2, seed: 2)
        #expect((0..<20).map { other.episode($0) } != forwards)
    }

    @Test("Every image is drawn about equally often")
    func uniform() throws {
        let table = try randomTable(classes: 4, perClass: 5, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 2, shot: 1, query: 1, seed: 3)
        var counts = [Int](repeating: 0, count: 20)
        for index in 0..<5000 {
            for images in sampler.episode(index).support { counts[images[0]] += 1 }
        }
        // 10,000 draws of 20 images: 500 each, with standard deviation 22.
        #expect(counts.allSatisfy { abs($0 - 500) < 110 })
    }

    @Test("All classes and all images can be asked for")
    func everything() throws {
        let table = try randomTable(classes: 3, perClass: 4, dimension: 1)
        let episode = try EpisodeSampler(table, way: 3, shot: 1, query: 3, seed: 0).episode(0)
        #expect(episode.classes.sorted() == [0, 1, 2])
        #expect(Set((episode.support + episode.query).flatMap { $0 }).count == 12)
    }

    @Test("A way larger than the number of classes is a usage error that names both")
    func wayTooLarge() throws {
        let table = try randomTable(classes: 3, perClass: 4, dimension: 1)
        let error = #expect(throws: UserError.self) {
            try EpisodeSampler(table, way: 5, shot: 1, query: 1, seed: 0)
        }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("way 5") == true && error?.message.contains("3") == true)
    }

    @Test("A class that is too small is named with its count and the need")
    func classTooSmall() throws {
        let labels = [0, 0, 0, 0, 1, 1, 1]
        let error = #expect(throws: UserError.self) {
            try EpisodeSampler(
                labels: labels, classes: ["cat", "newt"], way: 2, shot: 1...1, query: 3,
                seed: 0)
        }
        #expect(error?.kind == .badData)
        #expect(error?.message.hasPrefix("The class newt has 3 images") == true)
        #expect(error?.message.contains("needs 4") == true)
    }

    @Test(
        "Sizes that make no episode are usage errors",
        arguments: [(1, 1, 1), (0, 1, 1), (-3, 1, 1), (2, 0, 1), (2, 1, 0), (2, -1, 2)])
    func badSizes(way: Int, shot: Int, query: Int) throws {
        let table = try randomTable(classes: 3, perClass: 4, dimension: 1)
        let error = #expect(throws: UserError.self) {
            try EpisodeSampler(table, way: way, shot: shot, query: query, seed: 0)
        }
        #expect(error?.kind == .usage)
    }

    @Test("A shot near the largest integer is an error, not a crash")
    func hugeShot() throws {
        let table = try randomTable(classes: 3, perClass: 4, dimension: 1)
        let error = #expect(throws: UserError.self) {
            try EpisodeSampler(table, way: 2, shot: .max, query: 15, seed: 0)
        }
        #expect(error?.kind == .badData)
    }

    @Test("A range of shots gives each class its own, every number of it, and nothing beyond")
    func unequalShots() throws {
        let labels = (0..<120).map { $0 % 6 }
        let sampler = try EpisodeSampler(
            labels: labels, classes: ["a", "b", "c", "d", "e", "f"], way: 4, shot: 1...5, query: 3,
            seed: 2)
        let shots = (0..<200).flatMap { sampler.episode($0).support.map(\.count) }
        #expect(Set(shots) == [1, 2, 3, 4, 5])
        for shot in 1...5 {
            // 800 draws of probability 1/5: five standard deviations.
            #expect(abs(shots.filter { $0 == shot }.count - 160) < 57)
        }
    }

    @Test("Imbalanced queries add up, differ by class as a Dirichlet's shares, and repeat nothing")
    func imbalance() throws {
        let labels = (0..<900).map { $0 % 6 }
        let classes = ["a", "b", "c", "d", "e", "f"]
        func counts(_ concentration: Double) throws -> [[Int]] {
            let sampler = try EpisodeSampler(
                labels: labels, classes: classes, way: 5, shot: 1...1, query: 15,
                queryImbalance: concentration, seed: 3)
            return (0..<2000).map { index in
                let episode = sampler.episode(index)
                let images = (episode.support + episode.query).flatMap { $0 }
                #expect(Set(images).count == images.count)
                return episode.query.map(\.count)
            }
        }
        for concentration in [0.5, 2, 1000] {
            let drawn = try counts(concentration)
            #expect(drawn.allSatisfy { $0.reduce(0, +) == 75 })
            // A share's variance is m(1 − m)/(5α + 1) with m = 1/5; rounding adds about 1/12.
            let variance =
                drawn.joined().reduce(0.0) { $0 + pow(Double($1) - 15, 2) } / 10_000
            let expected = 75 * 75 * 0.16 / (5 * concentration + 1)
            #expect(abs(variance - expected) < 0.08 * expected + 0.2)
        }
    }

    @Test("At a tiny concentration one class has nearly all queries, each about equally often")
    func tinyConcentrations() throws {
        let labels = (0..<500).map { $0 % 5 }
        for concentration in [1e-3, 1e-4, 1e-300] {
            let sampler = try EpisodeSampler(
                labels: labels, classes: ["a", "b", "c", "d", "e"], way: 5, shot: 1...1, query: 15,
                queryImbalance: concentration, seed: 3)
            var ofClass = [Int](repeating: 0, count: 5)
            for index in 0..<1000 {
                let episode = sampler.episode(index)
                for (label, images) in zip(episode.classes, episode.query) where images.count > 70 {
                    ofClass[label] += 1
                }
            }
            #expect(ofClass.reduce(0, +) > 970)
            // 1,000 draws of probability 1/5: five standard deviations.
            #expect(ofClass.allSatisfy { abs($0 - 200) < 63 }, "\(ofClass)")
        }
    }

    @Test("A class whose share of imbalanced queries would be cut is an error that says what fits")
    func imbalanceOfSmallClasses() throws {
        func sampler(few: Int, query: Int) throws -> EpisodeSampler {
            let counts = [few, 90, 90, 90, 90]
            return try EpisodeSampler(
                labels: counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) },
                classes: ["few", "a", "b", "c", "d"], way: 5, shot: 1...5, query: query,
                queryImbalance: 2, seed: 0)
        }
        // 20 images once gave 15 queries of each class in every episode.
        let error = #expect(throws: UserError.self) { try sampler(few: 20, query: 15) }
        #expect(error?.kind == .badData)
        for part in ["The class few has 15 images beyond", "52 of a class", "4 queries a class"] {
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
        #expect(throws: UserError.self) { try sampler(few: 20, query: 5) }
        let small = try sampler(few: 20, query: 4)
        #expect((0..<100).contains { Set(small.episode($0).query.map(\.count)).count > 1 })
        // What comes about less than once in a hundred episodes, the other classes take.
        let large = try sampler(few: 57, query: 15)
        for index in 0..<1000 {
            let episode = large.episode(index)
            #expect(episode.query.joined().count == 75)
            for (label, images) in zip(episode.classes, episode.query) where label == 0 {
                #expect(images.count <= 56)
            }
        }
        #expect(throws: UserError.self) { try sampler(few: 56, query: 15) }
    }

    @Test(
        "An imbalance that is not positive is a usage error", arguments: [0, -1, .nan, .infinity])
    func imbalanceErrors(concentration: Double) throws {
        let error = #expect(throws: UserError.self) {
            try EpisodeSampler(
                labels: [0, 0, 1, 1], classes: ["a", "b"], way: 2, shot: 1...1, query: 1,
                queryImbalance: concentration, seed: 0)
        }
        #expect(error?.kind == .usage)
    }
}

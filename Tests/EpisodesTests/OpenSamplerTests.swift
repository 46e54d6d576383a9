import Episodes
import Files
import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Episodes without re-use of images")
struct OpenSamplerTests {
    private struct Golden: Decodable {
        struct Drawn: Decodable {
            let classes: [Int]
            let support, query: [[Int]]
            var episode: Episode { Episode(classes: classes, support: support, query: query) }
        }
        let sizes: [Int]
        let way, shot, queries, count: Int
        let seed: String
        let first, last: Drawn
    }

    private func sampler(
        sizes: [Int], way: Int, shot: Int = 1, query: Int, seed: UInt64 = 0
    ) throws -> OpenSampler {
        try OpenSampler(
            labels: sizes.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) },
            classes: sizes.indices.map { "class\($0)" }, way: way, shot: shot, query: query,
            seed: seed)
    }

    @Test("Episodes are those that an independent program draws from the same seed")
    func golden() throws {
        let cases = try references("open", as: Golden.self)
        #expect(cases.count == 3)
        for golden in cases {
            let open = try sampler(
                sizes: golden.sizes, way: golden.way, shot: golden.shot, query: golden.queries,
                seed: try #require(UInt64(golden.seed)))
            #expect(open.episodes.count == golden.count)
            #expect(open.episodes.first == golden.first.episode)
            #expect(open.episodes.last == golden.last.episode)
        }
    }

    @Test("Fewer than five episodes that share no image have a mean and no interval")
    func few() {
        let accuracies = [0.4, 0.6, 0.5, 0.45, 0.55]
        let five = StudentEstimate(of: accuracies)
        #expect(five.openInterval == five.ci95 && five.ci95 != nil)
        for count in 1...4 {
            #expect(StudentEstimate(of: Array(accuracies.prefix(count))).openInterval == nil)
        }
    }

    @Test("No image serves twice, and the episodes end when no further one is possible")
    func noReuse() throws {
        var generator = Generator(seed: 2)
        for seed in 0..<60 {
            let sizes = (0..<8).map { _ in 4 + generator.integer(below: 60) }
            let open = try sampler(sizes: sizes, way: 3, shot: 2, query: 2, seed: UInt64(seed))
            let images = open.episodes.flatMap { ($0.support + $0.query).flatMap { $0 } }
            #expect(Set(images).count == images.count)
            #expect(images.count == open.episodes.count * 3 * 4)
            var left = sizes
            let starts = sizes.indices.map { sizes[..<$0].reduce(0, +) }
            var unrestricted = 0
            for episode in open.episodes {
                if left.allSatisfy({ $0 >= 4 }) { unrestricted += 1 }
                #expect(Set(episode.classes).count == 3)
                for (label, members) in zip(episode.classes, zip(episode.support, episode.query)) {
                    #expect(members.0.count == 2 && members.1.count == 2)
                    #expect(
                        (members.0 + members.1).allSatisfy {
                            $0 >= starts[label] && $0 < starts[label] + sizes[label]
                        })
                    left[label] -= 4
                }
            }
            #expect(left.filter { $0 >= 4 }.count < 3)
            #expect(open.unrestricted == unrestricted && unrestricted >= 1)
        }
    }

    @Test(
        "miniImageNet's novel classes give some 145 of at most 148 episodes, most of them unrestricted"
    )
    func miniImageNet() throws {
        let counts = try (0..<40).map { seed in
            try sampler(
                sizes: [Int](repeating: 600, count: 20), way: 5, query: 15, seed: UInt64(seed))
        }
        let mean = counts.reduce(0) { $0 + Double($1.episodes.count) } / 40
        #expect(abs(mean - 145.6) < 1, "\(mean)")
        #expect(counts.allSatisfy { $0.episodes.count <= 148 && $0.unrestricted > 80 })
        #expect(Set(counts.map { "\($0.episodes[0])" }).count == 40)
    }

    @Test("While every class suffices, each is drawn equally often, whatever its size")
    func uniform() throws {
        var drawn = [0, 0, 0, 0, 0]
        for seed in 0..<4000 {
            let open = try sampler(sizes: [4, 8, 40, 8, 4], way: 2, query: 1, seed: UInt64(seed))
            for label in open.episodes[0].classes { drawn[label] += 1 }
            #expect(open.unrestricted >= 1)
        }
        // 1,600 of 4,000 each, with standard deviation 31.
        #expect(drawn.allSatisfy { abs($0 - 1600) < 120 }, "\(drawn)")
    }

    @Test("Few images give one episode, which has no interval")
    func one() throws {
        let open = try sampler(sizes: [5, 3, 3], way: 2, query: 2)
        #expect(open.episodes.count == 1)
        #expect(StudentEstimate(of: [0.5]).ci95 == nil)
    }

    @Test("Sizes that make no episode are refused as for episodes that re-use images")
    func errors() throws {
        for (sizes, way, query, kind) in [
            ([9, 9], 3, 2, UserError.Kind.usage), ([9, 9], 1, 2, .usage), ([9, 9], 2, 0, .usage),
            ([9, 9, 2], 2, 2, .badData),
        ] {
            let error = #expect(throws: UserError.self) {
                try sampler(sizes: sizes, way: way, query: query)
            }
            #expect(error?.kind == kind)
        }
    }

    @Test(
        "Over new images, the open interval covers the true accuracy in 95 of 100 repetitions, the closed one does not"
    )
    func coverage() throws {
        // Two classes of one feature, ±0.5 from zero with noise of size one, nearest support image.
        // A query is right if it lies on its own side of the middle m and the support images lie in
        // order, or neither: m − x ~ N(0.5, 1.5) and the images' distance ~ N(1, 2), independent.
        func normal(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
        let (side, order) = (normal(0.5 / 1.5.squareRoot()), normal(1 / 2.0.squareRoot()))
        let truth = side * order + (1 - side) * (1 - order)
        var generator = Generator(seed: 31)
        let labels = (0..<200).map { $0 % 2 }
        var open = 0
        var closed = 0
        for repetition in 0..<1000 {
            let features = labels.map { (2 * Double($0) - 1) * 0.5 + generator.normal() }
            func accuracy(_ episode: Episode) -> Double {
                let support = episode.support.map { features[$0[0]] }
                let right = [0, 1].map { own in
                    episode.query[own].count { image in
                        abs(features[image] - support[own])
                            < abs(features[image] - support[1 - own])
                    }
                }
                return Double(right[0] + right[1]) / 6
            }
            let seed = UInt64(repetition)
            let sampler = try OpenSampler(
                labels: labels, classes: ["a", "b"], way: 2, shot: 1, query: 3, seed: seed)
            #expect(sampler.episodes.count == 25 && sampler.unrestricted == 25)
            let estimate = StudentEstimate(of: sampler.episodes.map(accuracy))
            if abs(estimate.mean - truth) <= estimate.ci95 ?? 0 { open += 1 }
            let reusing = try EpisodeSampler(
                labels: labels, classes: ["a", "b"], way: 2, shot: 1...1, query: 3, seed: seed)
            let usual = MeanEstimate(of: (0..<300).map { accuracy(reusing.episode($0)) })
            if abs(usual.mean - truth) <= usual.ci95 { closed += 1 }
        }
        // 950 of 1,000 with standard deviation 7.
        #expect(abs(open - 950) < 22, "\(open)")
        #expect(closed < 800, "\(closed)")
    }
}

import Episodes
import Files
import Foundation
import TestSupport
import Testing

/// Episodes as Meta-Dataset composes them, against `References/variable.py`.
@Suite("Episodes of any way and shot")
struct VariableSamplerTests {
    private struct Reference: Decodable {
        struct Composition: Decodable {
            let images, shots: [Int]
            let size: Double
            let logWeights: [Double]
            let query: Int
        }
        struct Folder: Decodable {
            let name: String
            let sizes: [Int]
            let episodes: Int
            let means, deviations: [Double]
        }
        let compositions: [Composition]
        let folders: [Folder]
    }

    private func reference() throws -> Reference {
        try #require(try references("variable", as: Reference.self).first)
    }

    private func sampler(_ sizes: [Int], seed: UInt64 = 1) throws -> VariableSampler {
        try VariableSampler(
            labels: sizes.enumerated().flatMap { [Int](repeating: $0, count: $1) },
            classes: sizes.indices.map { "c\($0)" }, seed: seed)
    }

    @Test("of the same draws, queries and labelled images are those of an independent program")
    func compositions() throws {
        let compositions = try reference().compositions
        #expect(compositions.count == 40)
        for own in compositions {
            let made = EpisodeComposition(
                images: own.images, size: own.size, logWeights: own.logWeights)
            #expect(made.query == own.query && made.shots == own.shots)
        }
    }

    /// What `variable.py` measures of an episode.
    private func measures(_ episode: Episode) -> [Double] {
        let shots = episode.support.map(\.count)
        let (sum, most) = (shots.reduce(0, +), shots.max()!)
        return [
            Double(shots.count), Double(episode.query[0].count), Double(sum), Double(most),
            Double(shots.min()!), Double(most) / Double(sum), sum > 490 ? 1 : 0,
            Double(shots.count { $0 == 1 }) / Double(shots.count),
        ]
    }

    @Test("ways, shots and supports are distributed as an independent program's")
    func distribution() throws {
        for folder in try reference().folders {
            let sampler = try sampler(folder.sizes, seed: 3)
            var sums = [Double](repeating: 0, count: folder.means.count)
            for index in 0..<folder.episodes {
                for (k, value) in measures(sampler.episode(index)).enumerated() {
                    sums[k] += value
                }
            }
            for (k, sum) in sums.enumerated() {
                // Both means are of so many episodes.
                let error = folder.deviations[k] * (2 / Double(folder.episodes)).squareRoot()
                let off = abs(sum / Double(folder.episodes) - folder.means[k])
                #expect(off <= 4.5 * error + 1e-9, "\(folder.name), measure \(k)")
            }
        }
    }

    @Test("limits hold, no image comes twice, and images are of their classes")
    func limits() throws {
        for folder in try reference().folders {
            let sampler = try sampler(folder.sizes)
            let labels = folder.sizes.enumerated().flatMap { [Int](repeating: $0, count: $1) }
            var ways: Set<Int> = []
            for index in 0..<500 {
                let episode = sampler.episode(index)
                ways.insert(episode.classes.count)
                #expect(Set(episode.classes).count == episode.classes.count)
                let images = (episode.support + episode.query).flatMap { $0 }
                #expect(Set(images).count == images.count)
                let query = episode.query[0].count
                #expect((1...10).contains(query))
                #expect(episode.support.joined().count <= 500)
                for (label, own) in zip(episode.classes, zip(episode.support, episode.query)) {
                    #expect(own.0.count >= 1 && own.1.count == query)
                    #expect(2 * query <= folder.sizes[label])
                    #expect((own.0 + own.1).allSatisfy { labels[$0] == label })
                }
            }
            #expect(ways.min() == 5 && ways.max() == min(50, folder.sizes.count))
        }
        let first = try sampler([9, 9, 9, 9, 9, 9], seed: 4).episode(17)
        #expect(try sampler([9, 9, 9, 9, 9, 9], seed: 4).episode(17) == first)
        #expect(try sampler([9, 9, 9, 9, 9, 9], seed: 5).episode(17) != first)
    }

    @Test("fewer than five classes, and a class of one image, are refused in a sentence")
    func refused() throws {
        let few = #expect(throws: UserError.self) { try sampler([9, 9, 9, 9]) }
        #expect(few?.kind == .badData && few?.message.contains("only 4 classes") == true)
        let single = #expect(throws: UserError.self) { try sampler([9, 9, 1, 9, 9, 0]) }
        #expect(single?.kind == .badData && single?.message.contains("c2, c5") == true)
        // Two images are enough: one of each kind.
        let episode = try sampler([2, 2, 2, 2, 2]).episode(0)
        #expect(
            episode.support.allSatisfy { $0.count == 1 }
                && episode.query.allSatisfy { $0.count == 1 })
    }
}

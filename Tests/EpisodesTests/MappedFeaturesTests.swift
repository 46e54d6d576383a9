import Classifiers
import Episodes
import Features
import Files
import Foundation
import TestSupport
import Testing

/// Features that stay in their file: the same numbers as in memory.
@Suite struct MappedFeaturesTests {
    private let folder: TemporaryFolder
    private let table: FeatureTable
    private let base: FeatureTable

    init() throws {
        folder = try TemporaryFolder()
        // Of both signs, far from the origin, and nowhere the same.
        func made(_ count: Int, _ shift: Float) throws -> FeatureTable {
            try FeatureTable(
                dimension: 6,
                features: (0..<count * 6).map {
                    let (image, place) = (Float($0 / 6), Float($0 % 6))
                    return sin(image * 1.7 + place * 2.3) + shift * Float(($0 / 6) % 7) / 7
                },
                labels: (0..<count).map { $0 % 7 }, classes: (0..<7).map { "\($0)" },
                paths: (0..<count).map { "\($0).jpg" })
        }
        table = try made(210, 1.5)
        base = try made(140, -0.5)
    }

    private func mapped(_ table: FeatureTable, _ name: String) throws -> FeatureTable {
        let url = folder.file(name)
        try FeatureFile.write(table, to: url)
        return try FeatureFile.read(url, mappedFrom: 1)
    }

    private static let formats = ["npy", "safetensors"]

    @Test("A table in a file is the table", arguments: formats)
    func same(_ format: String) throws {
        let other = try mapped(table, "f.\(format)")
        #expect(other.numbers.areMapped && !table.numbers.areMapped)
        #expect(other.features == table.features && other.labels == table.labels)
        #expect(other.paths == table.paths && other.mean == table.mean)
        #expect(Array(other[17]) == Array(table[17]))
        #expect(try other.rows([3, 5]).features == table.rows([3, 5]).features)
        // The numbers outlive the file's name.
        folder.file("f.\(format)").removeFile()
        #expect(other.features == table.features)
        #expect(try !FeatureFile.read(mappable("g.\(format)")).numbers.areMapped, "a small one")
    }

    private func mappable(_ name: String) throws -> URL {
        try FeatureFile.write(table, to: folder.file(name))
        return folder.file(name)
    }

    @Test(
        "Episodes over it come to the same to the bit, whatever the transform",
        arguments: [
            "none", "l2", "cl2n", "pt", "power,center,zscore", "center,pca=3,l2", "center=support",
        ],
        formats)
    func episodes(_ transform: String, _ format: String) throws {
        let transform = try FeatureTransform(transform)
        let mapped = try mapped(table, "f.\(format)")
        let mappedBase = try self.mapped(base, "b.\(format)")
        let sampler = try EpisodeSampler(
            labels: table.labels, classes: table.classes, way: 4, shot: 2...2, query: 6, seed: 3)
        let evaluation = try Evaluation(sampler, episodes: 120, threads: 2)
        func results(_ table: FeatureTable, _ base: FeatureTable) throws -> [EpisodeResults] {
            let view = try FeatureView(
                of: table, by: transform, base: base,
                classifiers: [
                    .inductive(NearestCentroid()), .inductive(NearestNeighbours(k: 1)),
                    .transductive(SoftKMeans()),
                ])
            return evaluation.run(on: [view])
        }
        let (here, there) = (try results(table, base), try results(mapped, mappedBase))
        for (one, other) in zip(here, there) {
            #expect(one.accuracies == other.accuracies && one.confusion == other.confusion)
            // A product of fewer rows may round otherwise.
            if !transform.name.contains("pca") { #expect(one.calibration == other.calibration) }
        }
        #expect(Set(here[0].accuracies).count > 3, "the episodes differ")
    }

    @Test("What is no finite number is found in a file, too")
    func damage() throws {
        var file = try Safetensors(contentsOf: mappable("f.safetensors"))
        var numbers = table.features
        numbers[100] = .nan
        file.set("features", floats: numbers, shape: [table.count, table.dimension])
        try file.write(to: folder.file("f.safetensors"))
        let error = userError {
            _ = try FeatureFile.read(folder.file("f.safetensors"), mappedFrom: 1)
        }
        #expect(error?.kind == .badData && error?.message.contains("16.jpg") == true)
        let cut = try Data(contentsOf: folder.file("f.safetensors")).dropLast(5)
        try cut.write(to: folder.file("f.safetensors"))
        #expect(
            userError { _ = try FeatureFile.read(folder.file("f.safetensors"), mappedFrom: 1) }?
                .kind
                == .badData)
    }
}

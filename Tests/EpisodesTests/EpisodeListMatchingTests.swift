import Episodes
import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("Frozen episodes over images that moved, changed or are gone")
struct EpisodeListMatchingTests {
    private let table: FeatureTable
    private let list: EpisodeList
    private let drawn: [Episode]
    private let hashes: [String]

    init() throws {
        table = try randomTable(classes: 4, perClass: 6, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 3, shot: 1, query: 3, seed: 2)
        list = try EpisodeList(sampler, count: 30, images: listed(table))
        drawn = (0..<30).map { sampler.episode($0) }
        hashes = table.paths.map { Fingerprint.sha256($0) }
        try #require(list.images.count == 24)
    }

    private func message(
        labels: [Int]? = nil, paths: [String]? = nil, hashes: [String]?
    ) throws -> String {
        let error = #expect(throws: UserError.self) {
            try list.episodes(
                classes: table.classes, labels: labels ?? table.labels,
                paths: paths ?? table.paths, hashes: hashes)
        }
        #expect(error?.kind == .badData)
        return error?.message ?? ""
    }

    @Test("Another order of images and classes, and further ones, change nothing")
    func order() throws {
        let order = table.labels.indices.reversed().map { $0 }
        let classes = ["new"] + table.classes.reversed()
        let episodes = try list.episodes(
            classes: classes, labels: [0] + order.map { 4 - table.labels[$0] },
            paths: ["new/1.jpg"] + order.map { table.paths[$0] },
            hashes: [hashes[0]] + order.map { hashes[$0] })
        let expected = drawn.map { episode in
            Episode(
                classes: episode.classes.map { 4 - $0 },
                support: episode.support.map { $0.map { 24 - $0 } },
                query: episode.query.map { $0.map { 24 - $0 } })
        }
        #expect(episodes == expected)
    }

    @Test("Files of other names are known by their content, equal ones each once")
    func renamed() throws {
        let moved = table.paths.map { "elsewhere/" + $0 }
        let episodes = try list.episodes(
            classes: table.classes, labels: table.labels, paths: moved, hashes: hashes)
        #expect(episodes == drawn)
        // Two images have changed their names with each other: content decides.
        var swapped = table.paths
        swapped.swapAt(0, 4)
        #expect(
            try list.episodes(
                classes: table.classes, labels: table.labels, paths: swapped, hashes: hashes)
                == drawn)

        let twins = (0..<4).map {
            EpisodeList.Image(
                className: "\($0 / 2)", path: "\($0)", sha256: Fingerprint.sha256("same"))
        }
        let small = try EpisodeList(
            episodes: [Episode(classes: [], support: [[0], [2]], query: [[1], [3]])], images: twins)
        let found = try small.episodes(
            classes: ["0", "1"], labels: [1, 0, 1, 0], paths: ["a", "b", "c", "d"],
            hashes: twins.map { $0.sha256! })
        #expect(found == [Episode(classes: [0, 1], support: [[1], [0]], query: [[3], [2]])])
    }

    @Test("Missing and changed images and other classes are counted, with the first of each")
    func troubles() throws {
        // The list is sorted by class and path: class0 has 0, 12, 16, 20, 4, 8; class1 1, 13, ….
        var paths = table.paths
        (paths[12], paths[1]) = ("gone", "gone too")
        #expect(
            try message(paths: paths, hashes: nil).contains(
                "of its 24 images, 2 are missing (the first is class0/12.jpg). Restore"))
        var changed = hashes
        for image in [8, 1, 5] { changed[image] = Fingerprint.sha256("other") }
        #expect(
            try message(hashes: changed).contains(
                "3 have changed (the first is class0/8.jpg)"))
        var labels = table.labels
        labels[2] = 0
        let all = try message(labels: labels, paths: paths, hashes: changed)
        // class0/12.jpg is found under its new name; class1/1.jpg has another content as well.
        #expect(all.contains("1 is missing (class1/1.jpg), 2 have changed"))
        #expect(all.contains("1 is of another class (class2/2.jpg)"))
    }

    @Test("A renamed image is not found by content in another class, nor without hashes")
    func limits() throws {
        let moved = table.paths.map { "x/" + $0 }
        #expect(try message(paths: moved, hashes: nil).contains("24 are missing"))
        let labels = table.labels.map { ($0 + 1) % 4 }
        #expect(
            try message(labels: labels, paths: moved, hashes: hashes).contains("24 are missing"))
        var paths = table.paths
        paths[3] = paths[2]
        #expect(try message(paths: paths, hashes: hashes).contains("Two images have the path"))
    }
}

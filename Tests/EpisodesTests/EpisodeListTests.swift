import Episodes
import Features
import Files
import Foundation
import TestSupport
import Testing

/// The images of a table as a list knows them, with a hash of each path.
func listed(_ table: FeatureTable) -> [EpisodeList.Image] {
    table.labels.indices.map {
        .init(
            className: table.classes[table.labels[$0]], path: table.paths[$0],
            sha256: Fingerprint.sha256(table.paths[$0]))
    }
}

@Suite("Frozen lists of episodes")
struct EpisodeListTests {
    private func image(_ name: String, _ path: String) -> EpisodeList.Image {
        .init(className: name, path: path, sha256: nil)
    }

    @Test("What a sampler draws is frozen, written, read and drawn again over the same images")
    func roundTrip() throws {
        let table = try randomTable(classes: 7, perClass: 9, dimension: 1)
        let sampler = try EpisodeSampler(table, way: 3, shot: 2, query: 4, seed: 8)
        let origin = EpisodeList.Origin(
            seed: .max, command: "fewshot episodes", data: Fingerprint.sha256("data"))
        let list = try EpisodeList(sampler, count: 40, images: listed(table), origin: origin)
        let folder = try TemporaryFolder()
        try list.write(to: folder.file("a/b"))
        let again = try EpisodeList(contentsOf: folder.file("a/b"))
        #expect(again == list && again.origin.seed == .max)
        #expect(again.fingerprint == list.fingerprint)
        let drawn = (0..<40).map { sampler.episode($0) }
        let hashes = table.paths.map { Fingerprint.sha256($0) }
        #expect(try again.episodes(over: table, hashes: hashes) == drawn)
        #expect(try again.episodes(over: table) == drawn)
        try again.write(to: folder.file("c"))
        for name in ["images.csv", "episodes.csv", "episodes.json"] {
            let bytes = try InputFile.read(folder.file("a/b/\(name)"))
            #expect(try InputFile.read(folder.file("c/\(name)")) == bytes)
        }
    }

    @Test("Shots and queries may differ, a class may have no query, unused images are left out")
    func unequal() throws {
        let images = (0..<9).map { image(["b", "a", "c"][$0 % 3], "\($0), \"x\".jpg") }
        let episode = Episode(
            classes: [9, 9, 9], support: [[6], [1, 4], [2]], query: [[0, 3], [], [5]])
        let list = try EpisodeList(episodes: [episode], images: images)
        // By class and path: a has 1 and 4 (7 is of no episode), b 0, 3, 6, c 2 and 5.
        #expect(list.images.map { $0.path.prefix(1) } == ["1", "4", "0", "3", "6", "2", "5"])
        #expect(list.classes == ["a", "b", "c"])
        let folder = try TemporaryFolder()
        try list.write(to: folder.url)
        #expect(
            try InputFile.readText(folder.file("episodes.csv")) == "support,query\n4 0 1 5,2 3 6\n")
        let lines = try InputFile.readText(folder.file("images.csv"))
        #expect(lines.hasPrefix("class,path,sha256\na,\"1, \"\"x\"\".jpg\",\n"))
        let header = try InputFile.readText(folder.file("episodes.json"))
        #expect(header.contains("\"way\" : 3") && !header.contains("\"shot\""))
        let read = try EpisodeList(contentsOf: folder.url)
        #expect(read == list)
        let back = try read.episodes(
            classes: ["c", "b", "a"], labels: (0..<9).map { [1, 2, 0][$0 % 3] },
            paths: images.map(\.path), hashes: nil)
        #expect(
            back == [Episode(classes: [1, 2, 0], support: episode.support, query: episode.query)])
    }

    @Test("A list that Python wrote, without counts, order or fingerprint, is read")
    func handMade() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"format\": 1}", to: "episodes.json")
        try folder.write(
            "path,class,mine\r\nz/1,z,\r\nb/1,b,\r\nz/2,z,\r\nb/2,b,\r\n", to: "images.csv")
        try folder.write("support,query\r\n0 1,3 2\r\n", to: "episodes.csv")
        let list = try EpisodeList(contentsOf: folder.url)
        #expect(list.images.map(\.path) == ["b/1", "b/2", "z/1", "z/2"])
        #expect(
            list.episodes == [Episode(classes: [1, 0], support: [[2], [0]], query: [[3], [1]])])
    }

    @Test(
        "What is no episode is refused by its number",
        arguments: [
            ([0, 4], [5], "Episode 0 of the list has the image a/0 twice", [0]),
            ([0, 3], [3], "b/3 twice", []),
            ([0, 1], [2], "support images of 1 class;", []),
            ([0, 3], [6], "asks for c/6, but has no support image of its class c", []),
            ([0, 3], [], "no query image", []),
            ([0, 9], [1], "has image 9, but there are 9 images", []),
            ([0, -1], [1], "has image -1", []),
        ])
    func refused(support: [Int], query: [Int], words: String, more: [Int]) throws {
        let images = (0..<9).map {
            image(["a", "b", "c"][$0 / 3], "\(["a", "b", "c"][$0 / 3])/\($0)")
        }
        let error = #expect(throws: UserError.self) {
            try EpisodeList(
                episodes: [Episode(classes: [], support: [support + more], query: [query])],
                images: images)
        }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("Images that cannot be told apart or written down are refused")
    func images() {
        let episode = [Episode(classes: [], support: [[0], [1]], query: [[2]])]
        for (images, words) in [
            ([image("a", "1"), image("b", "2"), image("a", "1")], "Two images"),
            ([image("a", "1"), image("b", "2\n3"), image("a", "3")], "on one line"),
            ([image("a", "1"), image("", "2"), image("a", "3")], "need text"),
            (
                [image("a", "1"), .init(className: "b", path: "2", sha256: "0F"), image("a", "3")],
                "64 lower-case"
            ),
        ] {
            let error = #expect(throws: UserError.self) {
                try EpisodeList(episodes: episode, images: images)
            }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        #expect(throws: UserError.self) {
            try EpisodeList(episodes: [], images: [image("a", "1")])
        }
    }
}

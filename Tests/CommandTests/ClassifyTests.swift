import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot classify")
struct ClassifyTests {
    let folder: TemporaryFolder
    var support: URL { folder.url.appending(path: "examples") }
    private var photos: URL { folder.url.appending(path: "photos") }

    /// Copies `examples` images of each novel class as examples, and ten others as photos in a
    /// folder of folders.
    private init(examples: Int) throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
        let files = FileManager.default
        let novel = Fixture.data.appending(path: "novel")
        for name in try files.contentsOfDirectory(atPath: novel.path) {
            let own = novel.appending(path: name)
            let images = try files.contentsOfDirectory(atPath: own.path).sorted()
            for (place, image) in images.prefix(examples + 10).enumerated() {
                let target =
                    place < examples
                    ? support.appending(path: "\(name)/\(image)")
                    : photos.appending(path: "inner/\(name)-\(image)")
                try files.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try files.copyItem(at: own.appending(path: image), to: target)
            }
        }
    }

    init() throws { try self.init(examples: 5) }

    func classify(_ words: [String] = []) throws -> Command {
        let network = words.contains("--checkpoint") ? [] : ["--checkpoint", Fixture.run.path]
        return try Command(
            [
                "classify", "--support", support.path,
                "--images", photos.path, "--output", folder.url.appending(path: "out").path,
                "--precision", "f32",
            ] + network + words)
    }

    func rows() throws -> [[String]] {
        let text = try InputFile.readText(folder.url.appending(path: "out/labels.csv"))
        return CSV.rows(text).filter { !$0.isBlank }.map(\.fields)
    }

    @Test("every photo gets a row with probabilities and a place in the gallery")
    func labels() throws {
        let run = try classify()
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("each left out in turn"))
        let rows = try rows()
        let classes = rows[0].dropFirst(4).map { $0.dropFirst(2).dropLast() }
        #expect(rows.count == 1 + 10 * classes.count && classes.count == 5)
        for row in rows.dropFirst() {
            let probabilities = row.dropFirst(4).compactMap(Double.init)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-3)
            #expect(try #require(Double(row[3])) > 0)
        }
        let page = try InputFile.readText(folder.url.appending(path: "out/gallery.html"))
        #expect(WebPage(page).faults == [])
        let gallery = try InputFile.readText(folder.url.appending(path: "out/gallery.md"))
        for link in gallery.matches(of: #/src="([^"]+)"/#) {
            let file = folder.url.appending(path: "out/\(link.1)")
            #expect(FileManager.default.fileExists(atPath: file.path), "\(link.1)")
        }
    }

    @Test("names are written as text, row by row, whatever they hold, and come back")
    func hostileNames() throws {
        let files = FileManager.default
        let names = ["=1+1.jpg", "x\ngood.jpg", "-1,\"2\".jpg", "'q.jpg", "\u{1B}[2J\u{202E}.jpg"]
        let inner = photos.appending(path: "inner")
        let photo = inner.appending(path: try files.contentsOfDirectory(atPath: inner.path)[0])
        for name in names {
            try files.copyItem(at: photo, to: photos.appending(path: name))
        }
        let own = try files.contentsOfDirectory(atPath: support.path).sorted()[0]
        try files.moveItem(
            at: support.appending(path: own), to: support.appending(path: "@a\nb"))
        let run = try classify(["--classifier", "nearest-centroid"])
        #expect(run.status == 0, "\(run.errors)")
        let rows = try rows()
        #expect(rows[0].contains("p(@a\nb)"))
        let paths = rows.map { CSV.text(ofCell: $0[0]) }
        #expect(Set(names).isSubset(of: paths))
        #expect(
            rows.allSatisfy { $0.count == rows[0].count && !"=+-@".contains($0[0].first ?? " ") })
        #expect(!rows.contains { $0[1] == "@a\nb" })
        for name in ["labels.csv", "gallery.md"] {
            let text = try InputFile.readText(folder.url.appending(path: "out/\(name)"))
            #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        }
    }

    @Test("with one example of each class no accuracy can be told, and a copy of it is its class")
    func single() throws {
        let one = try ClassifyTests(examples: 1)
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: one.support.path) {
            let own = one.support.appending(path: name)
            let image = try files.contentsOfDirectory(atPath: own.path)[0]
            try files.copyItem(
                at: own.appending(path: image), to: one.photos.appending(path: "same-\(name).jpg"))
        }
        let run = try one.classify(["--classifier", "nearest-centroid"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Add a second example"))
        let rows = try one.rows().dropFirst()
        #expect(rows.allSatisfy { $0[3].isEmpty && !$0[1].isEmpty })
        let copies = rows.filter { $0[0].hasPrefix("same-") }
        #expect(copies.count == 5 && copies.allSatisfy { $0[0] == "same-\($0[1]).jpg" })
    }

    @Test("where the examples cannot tell the classes apart, the better score still decides")
    func confusing() throws {
        let files = FileManager.default
        let photos = try files.subpathsOfDirectory(atPath: support.path)
            .filter { $0.hasSuffix(".jpg") }.sorted().map { support.appending(path: $0) }
        // Two of each are left out in turn, of b the first and the last: each is in the other class.
        let (first, second, own) = (photos[0], photos[5], photos[10])
        let examples = folder.url.appending(path: "alike")
        for (name, members) in [("a", [first, second]), ("b", [second, own, first])] {
            let place = examples.appending(path: name)
            try files.createDirectory(at: place, withIntermediateDirectories: true)
            for (number, photo) in members.enumerated() {
                try files.copyItem(at: photo, to: place.appending(path: "\(number).jpg"))
            }
        }
        let wanted = folder.url.appending(path: "wanted")
        try files.createDirectory(at: wanted, withIntermediateDirectories: true)
        try files.copyItem(at: own, to: wanted.appending(path: "own.jpg"))
        let run = try classify([
            "--support", examples.path, "--images", wanted.path, "--classifier", "nearest-centroid",
            "--outsiders", "0",
        ])
        #expect(run.status == 0, "\(run.errors)")
        let row = try #require(try rows().dropFirst().first)
        #expect(row[1] == "b" && row[4] == row[5], "\(row)")
    }

    @Test("as many photos of the classes are put aside as may be; others show what becomes of such")
    func outsiders() throws {
        let files = FileManager.default
        let other = folder.url.appending(path: "other")
        try files.copyItem(at: Fixture.data.appending(path: "base"), to: other)
        func aside(_ words: [String]) throws -> (Command, Int) {
            let run = try classify(
                words + [
                    "--background", other.path, "--classifier", "nearest-centroid", "--overwrite",
                ])
            #expect(run.status == 0, "\(run.errors)")
            return (run, try rows().dropFirst().count { $0[1].isEmpty })
        }
        let (none, zero) = try aside(["--outsiders", "0"])
        #expect(zero == 0 && none.output.contains("none was put aside."))
        #expect(none.output.contains("Of 96 background images 0 would be put aside: expect 100 %"))
        let (_, few) = try aside([])
        let (some, many) = try aside(["--outsiders", "0.5"])
        #expect(few < many && (10...40).contains(many), "\(few) \(many)")
        #expect(some.output.contains("Of images of these classes about 50 % are put aside, too."))
        let wrong = try classify(["--outsiders", "0.6"])
        #expect(wrong.status == 64 && wrong.errors.contains("--outsiders is 0.6; it must be from"))
        let without = try classify(["--overwrite"])
        #expect(without.output.contains("were put aside in those tasks"))
    }

    /// The fixture's weights with other metadata, at `name`.
    func weights(
        _ name: String, _ change: (inout [String: String]) -> Void
    ) throws -> URL {
        try #require(Fixture.isReady)
        let url = folder.url.appending(path: name)
        var file = try Safetensors(contentsOf: Fixture.run.appending(path: "best.safetensors"))
        file.entries = file.entries.filter { !$0.key.hasPrefix("head") }
        change(&file.metadata)
        try file.write(to: url)
        return url
    }

    @Test("several checkpoints are put together: a network twice says what it says once")
    func several() throws {
        let words = ["--classifier", "nearest-centroid", "--overwrite"]
        _ = try classify(words)
        let once = try rows()
        let two = ["--checkpoint", Fixture.run.path, "--checkpoint", Fixture.run.path]
        let twice = try classify(words + two)
        #expect(twice.status == 0, "\(twice.errors)")
        // Of unit length again, so that every distance is the same.
        for (a, b) in zip(once, try rows()).dropFirst() {
            #expect(a[0] == b[0] && a[1] == b[1], "\(a) \(b)")
            for (x, y) in zip(a.dropFirst(2), b.dropFirst(2)) {
                #expect(abs((Double(x) ?? 0) - (Double(y) ?? 0)) < 2e-3, "\(a) \(b)")
            }
        }
        // What tasks taught about one is not of both.
        let both = try classify(["--overwrite"] + two)
        #expect(both.output.contains("tasks teach it of one network"), "\(both.output)")
    }

    @Test("folders that are missing or hold something else, and transforms of many images")
    func errors() throws {
        let none = folder.url.appending(path: "none").path
        for (words, status) in [
            (["--images", none], 66), (["--support", none], 66),
            (["--support", Fixture.data.path], 65), (["--transform", "cl2n"], 64),
            (["--classifier", "pt-map"], 64), (["--checkpoint", none], 66), (["--links"], 64),
        ] as [([String], Int32)] {
            let run = try classify(words)
            #expect(run.status == status, "\(words): \(run.errors)")
        }
    }
}

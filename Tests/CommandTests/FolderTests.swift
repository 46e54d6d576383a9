import Files
import Foundation
import TestSupport
import Testing

/// Folders as people keep them: results among the photos, copies, other kinds of files.
@Suite("fewshot on a person's own folder")
struct FolderTests {
    private let folder: TemporaryFolder
    private var photos: URL { folder.url.appending(path: "photos") }

    /// The novel classes of the fixture as a plain folder, 16 images of each.
    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
        let files = FileManager.default
        let novel = Fixture.data.appending(path: "novel")
        for name in try files.contentsOfDirectory(atPath: novel.path) {
            let target = photos.appending(path: name)
            try files.createDirectory(at: target, withIntermediateDirectories: true)
            let own = novel.appending(path: name)
            for image in try files.contentsOfDirectory(atPath: own.path).sorted().prefix(16) {
                try files.copyItem(
                    at: own.appending(path: image), to: target.appending(path: image))
            }
        }
    }

    private func run(_ words: [String]) throws -> Command {
        try Command(
            words + ["--checkpoint", Fixture.run.path, "--precision", "f32"],
            shell: "cd '\(folder.url.path)';")
    }

    private func eval(_ report: String, _ words: [String] = []) throws -> Command {
        try run(
            ["eval", "photos", "--query", "5", "--episodes", "40", "--report", report] + words)
    }

    private struct Results: Decodable {
        struct Result: Decodable, Equatable {
            let accuracy: Double
        }
        struct Run: Decodable {
            struct Data: Decodable {
                struct Copies: Decodable, Equatable { let within, across: Int }
                let fingerprint: String
                let copies: Copies
            }
            let data: Data
        }
        let results: [Result]
        let run: Run
    }

    private func results(_ path: String) throws -> Results {
        try JSONDecoder().decode(
            Results.self, from: Data(contentsOf: folder.url.appending(path: path)))
    }

    @Test("a report among the photos changes no number, and is no class")
    func ownReport() throws {
        #expect(try eval("photos/report.md").status == 0)
        let first = try results("photos/results.json")
        #expect(FileManager.default.fileExists(atPath: photos.path + "/report-figures/.fewshot"))
        let again = try eval("photos/report.md")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try results("photos/results.json").results == first.results)
        #expect(
            try results("photos/results.json").run.data.fingerprint == first.run.data.fingerprint)
    }

    @Test("folders of results are no classes, and images beside the classes are counted")
    func ownFolders() throws {
        let doctor = ["doctor", "photos", "--report", "photos/Doctor/report.md"]
        var tables: [String] = []
        for _ in 0..<2 {
            let run = try run(doctor)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try eval("photos/Evaluation/x/report.md").status == 0)
            let page = try InputFile.readText(photos.appending(path: "Doctor/report.md"))
            tables.append(String(page.prefix { $0 != "#" }) + page.split(separator: "##")[1])
        }
        #expect(tables[0] == tables[1] && !tables[0].contains("Doctor ("))
        let inner = try FileManager.default.subpathsOfDirectory(atPath: photos.path)
        let image = try #require(inner.first { $0.hasSuffix(".jpg") })
        for name in ["a.jpg", "b.PNG"] {
            try FileManager.default.copyItem(
                at: photos.appending(path: image), to: photos.appending(path: name))
        }
        let run = try eval("out/report.md")
        #expect(run.errors.contains("Not read: 2 images beside the folders of classes."))
    }

    @Test("a device gets a report's text, and nothing goes beside it")
    func device() throws {
        let run = try run(["doctor", "photos", "--report", "/dev/stdout"])
        #expect(run.status == 0 && run.output.contains("# Photos, examined"), "\(run.errors)")
        #expect(!URL(fileURLWithPath: "/dev/stdout.html").exists)
        #expect(!URL(fileURLWithPath: "/dev/stdout-doctor.json").exists)
    }

    @Test("each report of a folder has numbers of its own")
    func twoReports() throws {
        #expect(try eval("out/a.md").status == 0)
        let first = try results("out/a-results.json")
        #expect(try eval("out/b.md", ["--seed", "5"]).status == 0)
        #expect(try results("out/a-results.json").results == first.results)
        #expect(try results("out/b-results.json").results != first.results)
        let text = try InputFile.readText(folder.url.appending(path: "out/a.md"))
        #expect(text.contains("(a-results.json)") && !text.contains("(results.json)"))
    }

    @Test("labels that lie among the photos are not photos the next time")
    func ownGallery() throws {
        let words = [
            "classify", "--support", "photos", "--images", "photos", "--output", "photos/Labels",
            "--classifier", "nearest-centroid",
        ]
        var counts: [Int] = []
        for _ in 0..<2 {
            let run = try run(words)
            #expect(run.status == 0, "\(run.errors)")
            let text = try InputFile.readText(photos.appending(path: "Labels/labels.csv"))
            counts.append(CSV.rows(text).count { !$0.isBlank } - 1)
        }
        #expect(counts == [80, 80])
    }

    @Test("copies are counted where they lie, said, and left out when asked")
    func copies() throws {
        let files = FileManager.default
        let names = try files.contentsOfDirectory(atPath: photos.path).sorted()
        let (a, b) = (photos.appending(path: names[0]), photos.appending(path: names[1]))
        let images = try files.contentsOfDirectory(atPath: a.path).sorted()
        try files.copyItem(
            at: a.appending(path: images[0]), to: a.appending(path: "copy.jpg"))
        try files.copyItem(
            at: a.appending(path: images[1]), to: b.appending(path: "zz.jpg"))
        try folder.write("x", to: "photos/\(names[0])/film.mov")

        let run = try eval("r/report.md")
        #expect(run.status == 0)
        #expect(
            run.errors.contains(
                "1 image is a copy of another in its class (\(names[0])/copy.jpg of "
                    + "\(names[0])/\(images[0])): an episode may hold both."), "\(run.errors)")
        #expect(
            run.errors.contains(
                "1 image is a copy of another in another class (\(names[1])/zz.jpg of "
                    + "\(names[0])/\(images[1])): one of the two labels is wrong."),
            "\(run.errors)")
        #expect(run.errors.contains("Not read: 1 .mov file in \(names[0])."), "\(run.errors)")
        #expect(try results("r/results.json").run.data.copies == .init(within: 1, across: 1))
        let text = try InputFile.readText(folder.url.appending(path: "r/report.md"))
        #expect(text.contains("2 images are copies of others byte by byte"))

        let without = try eval("s/report.md", ["--without-copies"])
        #expect(without.status == 0 && without.errors.contains(": left out."))
        let left = try InputFile.readText(folder.url.appending(path: "s/report.md"))
        #expect(left.contains("they were left out.") && left.contains("with 79 images"))
    }

    @Test("a photo beside its copy is one example")
    func copiedExamples() throws {
        let files = FileManager.default
        let one = folder.url.appending(path: "one")
        for name in try files.contentsOfDirectory(atPath: photos.path) {
            let own = photos.appending(path: name)
            let image = try files.contentsOfDirectory(atPath: own.path).sorted()[0]
            let target = one.appending(path: name)
            try files.createDirectory(at: target, withIntermediateDirectories: true)
            for copy in ["1.jpg", "1 copy.jpg"] {
                try files.copyItem(
                    at: own.appending(path: image), to: target.appending(path: copy))
            }
        }
        let run = try run([
            "classify", "--support", "one", "--images", "photos", "--output", "out",
            "--classifier", "nearest-centroid",
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Add a second example"), "\(run.output)")
        #expect(!run.output.contains("Expect 100 %"))
    }
}

import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot classify with corrections")
struct CorrectionsTests {
    private let folder: TemporaryFolder
    private var support: URL { folder.url.appending(path: "examples") }
    private var photos: URL { folder.url.appending(path: "photos") }
    private var output: URL { folder.url.appending(path: "out") }

    /// Five examples of each novel class, and five other images of each as photos.
    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
        let files = FileManager.default
        let novel = Fixture.data.appending(path: "novel")
        for name in try files.contentsOfDirectory(atPath: novel.path) {
            let own = novel.appending(path: name)
            let images = try files.contentsOfDirectory(atPath: own.path).sorted()
            for (place, image) in images.prefix(10).enumerated() {
                let target =
                    place < 5
                    ? support.appending(path: "\(name)/\(image)")
                    : photos.appending(path: "inner/\(name)-\(image)")
                try files.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try files.copyItem(at: own.appending(path: image), to: target)
            }
        }
    }

    private func classify(_ words: [String] = []) throws -> Command {
        try Command(
            [
                "classify", "--checkpoint", Fixture.run.path, "--support", support.path,
                "--images", photos.path, "--output", output.path, "--precision", "f32",
                "--overwrite",
            ] + words)
    }

    /// path → label.
    private func labels() throws -> [String: String] {
        let rows = CSV.rows(try InputFile.readText(output.appending(path: "labels.csv")))
            .filter { !$0.isBlank }.map(\.fields).dropFirst()
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    @Test("what a person said is kept, a new class is one, and the next gallery knows it")
    func corrections() throws {
        #expect(try classify().status == 0)
        let before = try labels()
        let paths = before.keys.sorted()
        let other = try #require(before.values.first { !$0.isEmpty && $0 != before[paths[0]] })
        let table = folder.file("said.csv")
        try AtomicFile.write(
            "path,label\n\(paths[0]),\(other)\n\(paths[1]),\n\(paths[2]),new\n\(paths[3]),new\n",
            to: table)
        let run = try classify(["--corrections", table.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("one of six labels"), "\(run.output)")
        #expect(run.output.contains("You said what 4 of them are, and what got a label"))
        let after = try labels()
        #expect(Set(after.keys) == Set(paths))
        #expect(after[paths[0]] == other && after[paths[1]] == "" && after[paths[2]] == "new")
        let page = try InputFile.readText(output.appending(path: "gallery.html"))
        #expect(page.components(separatedBy: " class=\"said\"").count == 5)
        #expect(page.contains("data-label=\"new\""))
        let wrong = try classify(["--corrections", folder.file("none.csv").path])
        #expect(wrong.status == 66 && !wrong.errors.contains("Reading"), "\(wrong.errors)")
    }

    @Test("a class that is typed with joined accents is that of its folder, in every place")
    func spelling() throws {
        let (joined, apart) = ("caf\u{E9}", "cafe\u{301}")
        let classes = try FileManager.default.contentsOfDirectory(atPath: support.path)
        try FileManager.default.moveItem(
            at: support.appending(path: classes[0]), to: support.appending(path: apart))
        #expect(try classify().status == 0)
        let path = try labels().keys.sorted()[0]
        let table = try folder.write("path,label\n\(path),\(joined)\n", to: "said.csv")
        let sorted = folder.file("sorted")
        let run = try classify(["--corrections", table.path, "--sort-into", sorted.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("one of five labels"), "\(run.output)")
        #expect(try labels()[path].map(ExactText.init) == ExactText(apart))
        let folders = Folder.names(in: sorted) ?? []
        #expect(folders.contains { ExactText($0) == ExactText(apart) })
        #expect(!folders.contains { ExactText($0) == ExactText(joined) })
    }

    @Test(
        "photos are copied or linked by label into a new folder, and stay what and where they are")
    func sorting() throws {
        func content() throws -> [String: Data] {
            let paths = try FileManager.default.subpathsOfDirectory(atPath: photos.path)
                .filter { $0.hasSuffix(".jpg") }
            return try Dictionary(
                uniqueKeysWithValues: paths.map {
                    ($0, try Data(contentsOf: photos.appending(path: $0)))
                })
        }
        let before = try content()
        let (copies, links) = (folder.file("sorted"), folder.file("linked"))
        #expect(try classify(["--sort-into", copies.path]).status == 0)
        let labelled = try labels().filter { !$0.value.isEmpty }
        let run = try classify(["--sort-into", links.path, "--links"])
        #expect(run.output.contains("Links to \(labelled.count) images"), "\(run.output)")
        for (path, label) in labelled {
            let (copy, link) = ("\(copies.path)/\(label)/\(path)", "\(links.path)/\(label)/\(path)")
            #expect(FileManager.default.contents(atPath: copy) == before[path])
            #expect(FileManager.default.contents(atPath: link) == before[path])
            #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: copy)) == nil)
            #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil)
        }
        let all = try FileManager.default.subpathsOfDirectory(atPath: copies.path)
            .filter { $0.hasSuffix(".jpg") }
        #expect(all.count == labelled.count)
        #expect(try content() == before)
        let again = try classify(["--sort-into", copies.path])
        #expect(again.status == 73 && again.errors.contains("is not empty"), "\(again.errors)")
        let inside = try classify(["--sort-into", photos.appending(path: "x").path])
        #expect(inside.status == 64 && inside.errors.contains("lies in"), "\(inside.errors)")
        let link = folder.file("link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: photos)
        let behind = try classify(["--sort-into", link.appending(path: "x").path])
        #expect(behind.status == 64 && behind.errors.contains("lies in"), "\(behind.errors)")
        #expect(try content() == before)
    }

    @Test("what was said of a photo is said of its copies, and they are counted")
    func copies() throws {
        let files = FileManager.default
        let names = try files.contentsOfDirectory(atPath: photos.path + "/inner").sorted()
        for (place, name) in names.prefix(2).enumerated() {
            try files.copyItem(
                at: photos.appending(path: "inner/\(name)"),
                to: photos.appending(path: "\(place).jpg"))
        }
        let table = try folder.write(
            "path,label\ninner/\(names[0]),\ninner/\(names[1]),new\n", to: "said.csv")
        let run = try classify(["--corrections", table.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.errors.contains(
                "2 copies of corrected photos got the same label (the first is 0.jpg)."),
            "\(run.errors)")
        #expect(run.output.contains("You said what 4 of them are"), "\(run.output)")
        let after = try labels()
        #expect(after["0.jpg"] == "" && after["1.jpg"] == "new")
    }

    @Test("where everything was said nothing is expected, and a photo is one thing")
    func all() throws {
        #expect(try classify().status == 0)
        let paths = try labels().keys.sorted()
        let table = folder.file("said.csv")
        try AtomicFile.write(
            "path,label\n" + paths.map { "\($0),\n" }.joined(), to: table)
        let none = try classify(["--corrections", table.path])
        #expect(none.status == 0, "\(none.errors)")
        #expect(none.output.contains("nothing is to be expected"), "\(none.output)")
        #expect(!none.output.contains("an example now") && !none.output.contains("Expect "))
        let example = try #require(
            FileManager.default.subpathsOfDirectory(atPath: support.path)
                .first { $0.hasSuffix(".jpg") })
        // Stored again, by other bytes: said to be what it is, it is no further example.
        var bytes = Array(try Data(contentsOf: support.appending(path: example)))
        bytes.insert(contentsOf: [0xff, 0xfe, 0, 4, 104, 105], at: 2)
        try Data(bytes).write(to: photos.appending(path: "again.jpg"))
        try AtomicFile.write(
            "path,label\nagain.jpg,\(example.split(separator: "/")[0])\n", to: table)
        let again = try classify(["--corrections", table.path])
        #expect(again.output.contains("of 25 examples"), "\(again.output) \(again.errors)")
        try FileManager.default.copyItem(
            at: support.appending(path: example), to: photos.appending(path: "copy.jpg"))
        try AtomicFile.write("path,label\ncopy.jpg,Zebra\n", to: table)
        let both = try classify(["--corrections", table.path])
        #expect(both.status == 65 && both.errors.contains("same photo as \(example)"))
        #expect(both.errors.contains("1 of the images is a copy, byte by byte"))
    }
}

import Files
import Foundation
import TestSupport
import Testing

/// What `classify --sort-into` makes of a person's photos: all of them, as they were.
@Suite("Photos sorted by label")
struct SortingTests {
    private let folder: TemporaryFolder

    /// Four examples of each of two novel classes, and four other images of each as photos.
    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
        let files = FileManager.default
        let novel = Fixture.data.appending(path: "novel")
        for name in try files.contentsOfDirectory(atPath: novel.path).sorted().prefix(2) {
            let own = novel.appending(path: name)
            for (place, image) in try files.contentsOfDirectory(atPath: own.path).sorted()
                .prefix(8).enumerated()
            {
                try folder.write(
                    Data(contentsOf: own.appending(path: image)),
                    to: place < 4 ? "examples/\(name)/\(image)" : "photos/\(name)-\(image)")
            }
        }
    }

    private func sort(_ words: [String] = []) throws -> Command {
        try Command(
            [
                "classify", "--checkpoint", Fixture.run.path, "--support", "examples", "--images",
                "photos", "--output", "out", "--sort-into", "sorted", "--precision", "f32",
                "--outsiders", "0", "--classifier", "nearest-centroid",
            ] + words, shell: "cd '\(folder.url.path)';")
    }

    private func names(_ place: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.file(place).path)
            .filter { $0.hasSuffix(".jpg") }.map { ($0 as NSString).lastPathComponent }.sorted()
    }

    @Test("a list says which folder's photo it means where two have one of that path")
    func excluded() throws {
        let example = try #require(
            FileManager.default.subpathsOfDirectory(atPath: folder.file("examples").path)
                .first { $0.hasSuffix(".jpg") })
        try folder.write(
            Data(contentsOf: folder.file("examples/\(example)")), to: "photos/\(example)")
        let photo = try #require(try names("photos").last)
        func excluding(_ path: String) throws -> Command {
            try folder.write("path\n\(path)\n", to: "list.csv")
            return try sort([
                "--exclude", "list.csv", "--overwrite", "--sort-into", UUID().uuidString,
            ])
        }
        let both = try excluding(example)
        #expect(both.status == 65 && both.errors.contains("which is a photo in"), "\(both.errors)")
        for path in [
            "examples/\(example)", "./examples/\(example)", folder.file("examples/\(example)").path,
        ] {
            let run = try excluding(path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("1 of the examples is left out"), "\(run.errors)")
            #expect(run.errors.contains("None of the images is left out"), "\(run.errors)")
        }
        let some = try excluding("./\(photo)\nnope.jpg\nno/pe.jpg")
        #expect(some.status == 0, "\(some.errors)")
        #expect(
            some.errors.contains(
                "2 paths of the list are none of these photos (the first is nope.jpg)"))
        let dotted = try excluding("./\(photo)")
        #expect(dotted.errors.contains("1 of the images is left out"), "\(dotted.errors)")
        let none = try excluding("elsewhere/\(example)")
        #expect(none.status == 65 && none.errors.contains("names no photo in"), "\(none.errors)")
    }

    @Test("a copy has its photo's date and rights, and no more")
    func attributes() throws {
        let files = FileManager.default
        let date = Date(timeIntervalSince1970: 1_000_000_000.25)
        let photos = try names("photos")
        for (place, name) in photos.enumerated() {
            try files.setAttributes(
                [.posixPermissions: place % 2 == 0 ? 0o600 : 0o440, .modificationDate: date],
                ofItemAtPath: folder.file("photos/\(name)").path)
        }
        let run = try sort()
        #expect(run.status == 0, "\(run.errors)")
        let copies = try files.subpathsOfDirectory(atPath: folder.file("sorted").path)
            .filter { $0.hasSuffix(".jpg") }
        #expect(copies.count == photos.count)
        for copy in copies {
            let place = try #require(photos.firstIndex(of: (copy as NSString).lastPathComponent))
            let own = try files.attributesOfItem(atPath: folder.file("sorted/\(copy)").path)
            #expect(own[.posixPermissions] as? Int == (place % 2 == 0 ? 0o600 : 0o440))
            let changed = try #require(own[.modificationDate] as? Date)
            #expect(abs(changed.timeIntervalSince(date)) < 0.001)
        }
    }

    @Test("where copies are left out photos to be labelled are not: each has a label")
    func copies() throws {
        let photos = try names("photos")
        try folder.write(Data(contentsOf: folder.file("photos/\(photos[0])")), to: "photos/zz.jpg")
        let example = try names("examples")[0]
        let own = try #require(
            FileManager.default.subpathsOfDirectory(atPath: folder.file("examples").path)
                .first { $0.hasSuffix(example) })
        try folder.write(
            Data(contentsOf: folder.file("examples/\(own)")),
            to: "examples/\(own.replacing(".jpg", with: "-copy.jpg"))")
        let run = try sort()
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("in its class") && run.errors.contains("): counted once."))
        let without = try sort(["--without-copies", "--overwrite", "--sort-into", "again"])
        #expect(without.status == 0 && without.errors.contains("): left out."), "\(without.errors)")
        #expect(try names("sorted") == photos + ["zz.jpg"])
        #expect(try names("again") == photos + ["zz.jpg"])
        let labels = CSV.rows(try InputFile.readText(folder.file("out/labels.csv")))
        #expect(labels.count { !$0.isBlank } == photos.count + 2)
    }
}

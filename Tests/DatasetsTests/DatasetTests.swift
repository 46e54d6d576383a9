import Datasets
import Files
import Foundation
import TestSupport
import Testing

@Suite struct DatasetTests {
    @Test("A missing folder, a file and an empty folder are named, with what a folder must hold")
    func nothingThere() throws {
        let folder = try TemporaryFolder()
        let missing = userError { _ = try Dataset.open(folder.file("none")) }
        #expect(missing?.kind == .missingInput)
        #expect(missing?.message.contains(folder.file("none").path + " does not exist.") == true)
        #expect(missing?.message.contains("base/, val/ and novel/") == true)

        let file = userError { _ = try Dataset.open(folder.write("x", to: "file")) }
        #expect(file?.kind == .missingInput && file?.message.contains("is a file") == true)

        let empty = try TemporaryFolder()
        let nothing = userError { _ = try Dataset.open(empty.url) }
        #expect(nothing?.kind == .missingInput)
        #expect(nothing?.message.contains("No images were found") == true)

        _ = try empty.write("x", to: "1.jpg")
        let loose = userError { _ = try Dataset.open(empty.url) }
        #expect(loose?.kind == .missingInput)
        #expect(loose?.message.contains("only 1 image beside the folders of classes") == true)
    }

    @Test("Split folders: classes and paths sorted by bytes, every ending, no hidden or other file")
    func splitFolders() throws {
        let folder = try TemporaryFolder()
        for path in [
            "base/b/2.jpg", "base/b/10.JPEG", "base/B/x.jpeg", "base/a b/1.JPG", "base/é/1.Jpg",
            "base/a/1.jpg", "val/v/1.jpg", "base/b/.hidden.jpg", "base/.hidden/1.jpg",
            "base/b/notes.txt", "base/b/jpg", "base/loose.jpg", "other/c/1.jpg",
        ] { try folder.write(sample(), to: path) }
        let data = try Dataset.open(folder.url)
        #expect(data.kind == .splitFolders)
        #expect(data.splits == [.base, .val])
        let images = try data.images(of: .base)
        #expect(images.classes == ["B", "a", "a b", "b", "é"])
        #expect(
            images.files.map(\.path) == [
                "base/B/x.jpeg", "base/a b/1.JPG", "base/a/1.jpg", "base/b/10.JPEG", "base/b/2.jpg",
                "base/é/1.Jpg",
            ])
        #expect(images.files.map(\.label) == [0, 2, 1, 3, 3, 4])
        #expect(images.counts == [1, 1, 1, 2, 1])
        #expect(try images.files.allSatisfy { try $0.decode().width == 12 })
    }

    @Test("A split that is not there is missing input and says which there are")
    func missingSplit() throws {
        let folder = try sampleFolder(classes: 2, count: 1)
        let error = userError { _ = try Dataset.open(folder.url).images(of: .novel) }
        #expect(error?.kind == .missingInput)
        #expect(
            error?.message.contains("no novel classes (no folder novel/ or test/). It has base.")
                == true)

        try folder.write("x", to: "novel/c/readme.txt")
        let empty = userError { _ = try Dataset.open(folder.url).images(of: .novel) }
        #expect(empty?.kind == .missingInput)
        #expect(
            empty?.message.contains("No images were found in \(folder.url.path)/novel") == true
        )
    }

    @Test("A plain folder of class folders is base and novel at once, and has no val")
    func plainFolder() throws {
        let folder = try TemporaryFolder()
        for path in ["cat/1.jpg", "dog/1.jpg", "dog/2.jpg"] { try folder.write(sample(), to: path) }
        let data = try Dataset.open(folder.url)
        #expect(data.kind == .plainFolder)
        #expect(data.splits == [.base, .novel])
        let images = try data.images(of: .novel)
        #expect(images.classes == ["cat", "dog"])
        #expect(images.files.map(\.path) == ["cat/1.jpg", "dog/1.jpg", "dog/2.jpg"])
        #expect(try data.images(of: .base) == images)
        #expect(userError { _ = try data.images(of: .val) }?.kind == .missingInput)
    }

    @Test("Links to class folders and to images are followed")
    func links() throws {
        let folder = try TemporaryFolder()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(sample(), to: "c/1.jpg")
        try folder.write(sample(), to: "base/a/1.jpg")
        let files = FileManager.default
        try files.createSymbolicLink(
            at: folder.file("base/c"), withDestinationURL: elsewhere.file("c"))
        try files.createSymbolicLink(
            at: folder.file("base/a/2.jpg"), withDestinationURL: elsewhere.file("c/1.jpg"))
        try files.createSymbolicLink(
            at: folder.file("base/a/3.jpg"), withDestinationURL: elsewhere.file("none.jpg"))
        let report = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        #expect(
            report.accepted.files.map(\.path) == ["base/a/1.jpg", "base/a/2.jpg", "base/c/1.jpg"])
        #expect(report.rejected == [RejectedFile(path: "base/a/3.jpg", reason: "does not exist")])
    }
}

@Suite struct SplitTableTests {
    private func folder(_ csv: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["a.jpg", "b, 1.jpg", "c.jpg"] {
            try folder.write(sample(), to: "images/\(name)")
        }
        try folder.write(csv, to: "train.csv")
        return folder
    }

    @Test("The csv layout reads columns in any order, quotes, repeated lines and all line ends")
    func layout() throws {
        let folder = try folder(
            "\u{FEFF}label,extra,filename\r\nn2,,c.jpg\r\n\"n \"\"1\"\"\",x,\"b, 1.jpg\"\r\n\r\n"
                + "n2,,a.jpg\r\nn2,,a.jpg\r\n")
        let data = try Dataset.open(folder.url)
        #expect(data.kind == .csv && data.splits == [.base])
        let images = try data.images(of: .base)
        #expect(images.classes == ["n \"1\"", "n2"])
        #expect(images.files.map(\.path) == ["images/a.jpg", "images/b, 1.jpg", "images/c.jpg"])
        #expect(images.files.map(\.label) == [1, 0, 1])
        #expect(images.scanned(threads: 2).rejected.isEmpty)
        #expect(
            userError { _ = try data.images(of: .val) }?.message.contains("no file val.csv") == true
        )
    }

    @Test("Names are told apart by their bytes, also where Swift takes their texts for equal")
    func accents() throws {
        let folder = try TemporaryFolder()
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let rows = [("a", composed), ("b", decomposed), (composed, composed), (decomposed, "c")]
        let lines = rows.map { "\($0.0).jpg,\($0.1)\n" }
        try folder.write("filename,label\n" + lines.joined(), to: "train.csv")
        for row in rows { try folder.write(sample(), to: "images/\(row.0).jpg") }
        let listed = try Dataset.open(folder.url).images(of: .base)
        #expect(
            listed.classes.map { Array($0.utf8) }
                == ["c", "e\u{301}", "\u{E9}"].map { Array($0.utf8) })
        #expect(listed.files.count == 4 && listed.counts == [1, 1, 2])
        #expect(listed.scanned(threads: 1).rejected.isEmpty)
        // A list of one of two folders leaves the other out.
        for name in [composed, decomposed] {
            try folder.write(sample(), to: "all/\(name)/1.jpg")
        }
        try folder.write("part,class\nnovel,\(composed)\n", to: "split.csv")
        let divided = try Dataset.open(
            folder.file("all"), classSplit: ClassSplit(contentsOf: folder.file("split.csv")))
        #expect(divided.unlisted.map { Array($0.utf8) } == [Array(decomposed.utf8)])
    }

    @Test("Listed images that are not there are listed by the scan")
    func missingFiles() throws {
        let folder = try folder("filename,label\na.jpg,x\nnone.jpg,x\n")
        let report = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        #expect(report.accepted.files.map(\.path) == ["images/a.jpg"])
        #expect(report.rejected.map(\.description) == ["images/none.jpg does not exist"])
    }

    @Test(
        "A damaged table is bad data and names the line",
        arguments: [
            ("", "first line"), ("a.jpg,x\n", "first line"), ("filename,label\na.jpg\n", "Line 2"),
            ("filename,label\na.jpg,x\n,x\n", "Line 3"), ("filename,label\n../a.jpg,x\n", "Line 2"),
            ("filename,label\n/etc/a.jpg,x\n", "Line 2"),
            ("filename,label\na.jpg,x\na.jpg,y\n", "two labels"),
        ])
    func damaged(csv: String, part: String) throws {
        let folder = try folder(csv)
        let error = userError { _ = try Dataset.open(folder.url).images(of: .base) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(part) == true)
        #expect(error?.message.contains(folder.file("train.csv").path) == true)
    }

    @Test("A table without images is missing input; without a folder of images, bad data")
    func noImages() throws {
        let empty = try folder("filename,label\n")
        #expect(
            userError { _ = try Dataset.open(empty.url).images(of: .base) }?.kind == .missingInput)
        let bare = try TemporaryFolder()
        try bare.write("filename,label\na.jpg,x\n", to: "train.csv")
        let error = userError { _ = try Dataset.open(bare.url) }
        #expect(error?.kind == .badData && error?.message.contains("no folder images/") == true)
    }
}

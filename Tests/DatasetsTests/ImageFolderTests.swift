import Datasets
import Files
import Foundation
import TestSupport
import Testing

/// Folders as people have them.
@Suite struct ImageFolderTests {
    @Test("The folders in a class's folder belong to it, links in circles and all")
    func subfolders() throws {
        let folder = try TemporaryFolder()
        for path in ["robin/1.jpg", "robin/2023/may/2.jpg", "wren/x/3.jpeg", "wren/.trash/4.jpg"] {
            try folder.write(sample(), to: path)
        }
        try FileManager.default.createSymbolicLink(
            at: folder.file("robin/2023/again"), withDestinationURL: folder.file("robin"))
        let images = try Dataset.open(folder.url).images(of: .novel)
        #expect(images.classes == ["robin", "wren"])
        #expect(
            images.files.map(\.path) == ["robin/1.jpg", "robin/2023/may/2.jpg", "wren/x/3.jpeg"])
        #expect(images.unread == [])
    }

    @Test("A link to a folder above holds all classes, and is none of one")
    func linksUpwards() throws {
        let folder = try TemporaryFolder()
        for path in ["all/robin/1.jpg", "all/wren/2.jpg", "other/3.jpg"] {
            try folder.write(sample(), to: path)
        }
        for (link, target) in [("all/robin/up", "all"), ("all/wren/more", "other")] {
            try FileManager.default.createSymbolicLink(
                at: folder.file(link), withDestinationURL: folder.file(target))
        }
        let images = try Dataset.open(folder.file("all")).images(of: .novel)
        #expect(images.files.map(\.path) == ["robin/1.jpg", "wren/2.jpg", "wren/more/3.jpg"])
        #expect(images.unread == ["the link robin/up to a folder that it lies in"])
    }

    @Test("A class of a list that lies in another's folder keeps its images to itself")
    func nestedClasses() throws {
        let folder = try TemporaryFolder()
        for path in ["a/1.jpg", "a/b/2.jpg", "a/c/3.jpg", "d/4.jpg"] {
            try folder.write(sample(), to: path)
        }
        let list = try folder.write("part,class\nbase,a\nbase,a/b\nnovel,d\n", to: "list.csv")
        let split = try ClassSplit(contentsOf: list)
        let images = try Dataset.open(folder.url, classSplit: split).images(of: .base)
        #expect(images.files.map(\.path) == ["a/1.jpg", "a/b/2.jpg", "a/c/3.jpg"])
        #expect(images.files.map { images.classes[$0.label] } == ["a", "a/b", "a"])
    }

    @Test("Every ending of a picture is read, whatever its case; others are counted by folder")
    func endings() throws {
        let folder = try TemporaryFolder()
        for name in ["1.jfif", "2.JPE", "3.png", "4.WebP", "5.heic", "6.HEIF"] {
            try folder.write(sample(), to: "base/a/\(name)")
        }
        for name in [
            "1.gif", "2.GIF", "x/3.tiff", "readme", "Thumbs.db", ".hidden", ".private.jpg",
            "._1.jpg",
        ] {
            try folder.write("x", to: "base/a/\(name)")
        }
        let images = try Dataset.open(folder.url).images(of: .base)
        #expect(images.files.count == 6)
        #expect(
            images.unread == [
                "1 hidden image in base/a", "1 file without an ending in base/a",
                "2 .gif files in base/a", "1 .tiff file in base/a/x",
            ])
        #expect(images.scanned(threads: 2).rejected.isEmpty, "the content decides")
    }

    @Test("Thumbnails, what is thrown away, and what fewshot wrote are never data")
    func foreign() throws {
        let folder = try TemporaryFolder()
        for path in [
            "a/1.jpg", "b/2.jpg", "@eaDir/a/SYNOPHOTO_THUMB_M.jpg", "a/@eaDir/1.jpg/T.jpg",
            "__MACOSX/a/._1.jpg", "$RECYCLE.BIN/3.jpg", "report-figures/sample-1-1.jpg",
        ] { try folder.write(sample(), to: path) }
        try folder.write(OutputMark.content, to: "report-figures/\(OutputMark.name)")
        let images = try Dataset.open(folder.url).images(of: .novel)
        #expect(images.classes == ["a", "b"])
        #expect(images.files.map(\.path) == ["a/1.jpg", "b/2.jpg"])
        let all = try LabeledImages.ofOneClass(in: folder.url)
        #expect(all.files.map(\.path) == ["a/1.jpg", "b/2.jpg"])
        let others = try LabeledImages.ofOneClass(
            in: folder.url, without: folder.file("b"))
        #expect(others.files.map(\.path) == ["a/1.jpg"])
    }

    @Test("train/ and test/ are base and novel where classes lie in them, and classes otherwise")
    func trainAndTest() throws {
        let split = try TemporaryFolder()
        for path in ["train/a/1.jpg", "val/b/1.jpg", "test/c/1.jpg"] {
            try split.write(sample(), to: path)
        }
        let data = try Dataset.open(split.url)
        #expect(data.kind == .splitFolders && data.splits == [.base, .val, .novel])
        #expect(try data.images(of: .base).files.map(\.path) == ["train/a/1.jpg"])
        #expect(try data.images(of: .novel).classes == ["c"])

        let toys = try TemporaryFolder()
        for path in ["train/1.jpg", "train/x/2.jpg", "tram/3.jpg"] {
            try toys.write(sample(), to: path)
        }
        #expect(try Dataset.open(toys.url).images(of: .novel).classes == ["train", "tram"])

        try split.write(sample(), to: "base/a/1.jpg")
        let both = userError { _ = try Dataset.open(split.url) }
        #expect(both?.kind == .badData)
        #expect(both?.message.contains("has base/ and train/") == true)
    }

    @Test(
        "A folder that cannot be opened is named with the reason",
        .enabled(if: geteuid() != 0, "root may read everything"))
    func closed() throws {
        let folder = try sampleFolder(classes: 2, count: 1)
        chmod(folder.file("base/b").path, 0)
        defer { chmod(folder.file("base/b").path, 0o700) }
        let images = try Dataset.open(folder.url).images(of: .base)
        #expect(
            images.unread == ["the folder base/b, which cannot be opened (Permission denied)"])
    }

    @Test("JPEGs with stray bytes are used and named")
    func stray() throws {
        let folder = try sampleFolder(classes: 1, count: 2)
        let clean = sample()
        try folder.write(clean.prefix(2) + [0, 0] + clean.dropFirst(2), to: "base/a/s.jpg")
        let report = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        #expect(report.rejected.isEmpty && report.accepted.files.count == 3)
        #expect(report.stray == ["base/a/s.jpg"])
    }
}

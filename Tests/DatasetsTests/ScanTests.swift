import Datasets
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ScanTests {
    /// A folder of one good image and one of each kind of trouble.
    static func troubled() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let good = sample()
        try folder.write(good, to: "base/a/good.jpg")
        try folder.write([UInt8](), to: "base/a/empty.jpg")
        try folder.write(good.dropLast(40), to: "base/a/cut.jpg")
        try folder.write(good.dropLast(1), to: "base/a/end.jpg")
        try folder.write([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], to: "base/b/picture.jpg")
        try folder.write("hello", to: "base/b/text.jpeg")
        try FileManager.default.createDirectory(
            at: folder.file("base/b/x.jpg"), withIntermediateDirectories: true)
        // Reading a process's memory from its start fails for everyone, the superuser included.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("base/b/device.jpg").path, withDestinationPath: "/dev/null")
        mkfifo(folder.file("base/b/pipe.jpg").path, 0o600)
        try folder.write("x", to: "base/c/note.txt")
        return folder
    }

    @Test(
        "Each unusable file is left out with its path and reason; the good stay", arguments: [1, 3])
    func reasons(threads: Int) throws {
        let folder = try Self.troubled()
        let images = try Dataset.open(folder.url).images(of: .base)
        let report = images.scanned(threads: threads)
        #expect(report.accepted.files.map(\.path) == ["base/a/good.jpg"])
        let expected: [(String, String)] = [
            ("base/a/cut.jpg", "is a damaged or cut-off JPEG file (Premature end of JPEG file)"),
            ("base/a/empty.jpg", "is empty (0 bytes)"),
            ("base/a/end.jpg", "is a damaged or cut-off JPEG file (Premature end of JPEG file)"),
            ("base/b/device.jpg", "is not a plain file"),
            ("base/b/picture.jpg", "is a damaged or cut-off PNG file (read beyond end of data)"),
            ("base/b/pipe.jpg", "is not a plain file"),
            ("base/b/text.jpeg", "is not a JPEG, PNG, WebP or HEIC file"),
        ]
        #expect(report.rejected.map(\.path) == expected.map(\.0))
        for (ours, theirs) in zip(report.rejected, expected) { #expect(ours.reason == theirs.1) }
    }

    @Test("A file larger than any JPEG is left out unread")
    func large() throws {
        let folder = try sampleFolder(classes: 1, count: 2)
        try #require(truncate(folder.file("base/a/1.jpg").path, 3_000_000_000_000) == 0)
        let report = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        #expect(
            report.rejected.map(\.description) == [
                "base/a/1.jpg is larger than any image (3000000 MB)"
            ])
    }

    @Test(
        "A file without permission is left out",
        .enabled(if: geteuid() != 0, "root may read everything"))
    func permission() throws {
        let folder = try sampleFolder(classes: 1, count: 2)
        chmod(folder.file("base/a/1.jpg").path, 0)
        let report = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        #expect(
            report.rejected.map(\.description) == [
                "base/a/1.jpg cannot be opened (Permission denied)"
            ])
    }

    @Test("A class without a usable image stays visible until it is dropped on purpose")
    func emptyClasses() throws {
        let folder = try Self.troubled()
        let images = try Dataset.open(folder.url).images(of: .base)
        #expect(images.emptyClasses == ["c"])
        let accepted = images.scanned(threads: 2).accepted
        #expect(accepted.classes == ["a", "b", "c"])
        #expect(accepted.emptyClasses == ["b", "c"])
        #expect(accepted.smallestClass! == ("b", 0))
        let kept = accepted.withoutEmptyClasses()
        #expect(kept.classes == ["a"] && kept.files.map(\.label) == [0])

        let error = userError { try accepted.requireAtLeast(16, for: "5-way 1-shot episodes") }
        #expect(error?.kind == .badData)
        #expect(
            error?.message.hasPrefix(
                "The class b has no usable image, but 5-way 1-shot episodes need at least 16")
                == true)
        #expect(userError { try accepted.requireAtLeast(0, for: "nothing") } == nil)
        let few = userError { try accepted.requireClasses(2, for: "5-way episodes") }
        #expect(few?.kind == .badData)
        #expect(
            few?.message.contains("is 1 class with images (without a usable image: b, c)") == true)
    }

    @Test("Labels follow their classes where an empty one before them is dropped")
    func relabel() throws {
        let url = URL(fileURLWithPath: "/x")
        let images = LabeledImages(
            classes: ["z", "empty", "m"],
            files: [
                ImageFile(url: url, path: "z/1", label: 0),
                ImageFile(url: url, path: "m/1", label: 2),
                ImageFile(url: url, path: "m/2", label: 2),
            ])
        #expect(images.classes == ["empty", "m", "z"])
        #expect(images.files.map(\.path) == ["m/1", "m/2", "z/1"])
        #expect(images.counts == [0, 2, 1])
        #expect(images.withoutEmptyClasses().files.map(\.label) == [0, 0, 1])
        #expect(images.spread(perClass: 1).files.map(\.path) == ["m/1", "z/1"])
    }

    @Test(
        "A few images of a class are evenly spaced",
        arguments: [
            (7, [0, 1, 2, 3, 4, 5, 6]), (9, [0, 1, 2, 3, 4, 5, 6]), (3, [0, 3, 5]), (2, [0, 4]),
            (1, [0]), (0, []),
        ])
    func spread(_ count: Int, _ kept: [Int]) {
        let files = (0..<7).flatMap { index in
            ["a", "b"].enumerated().map { label, name in
                ImageFile(
                    url: URL(fileURLWithPath: "/tmp"), path: "\(name)/\(index)", label: label)
            }
        }
        let images = LabeledImages(classes: ["a", "b"], files: files).spread(perClass: count)
        #expect(
            images.files.map(\.path) == kept.map { "a/\($0)" } + kept.map { "b/\($0)" })
    }

    @Test("Progress counts up to all files")
    func progress() throws {
        let folder = try sampleFolder(classes: 2, count: 70)
        let images = try Dataset.open(folder.url).images(of: .base)
        let seen = Mutex<[Int]>([])
        _ = images.scanned(threads: 2) { done, total in
            #expect(total == 140)
            seen.withLock { $0.append(done) }
        }
        let counts = seen.withLock { $0 }
        #expect(counts == counts.sorted() && counts.last == 140 && counts.count > 1)
    }

    @Test("The fingerprint follows content, names and classes, not the place or the threads")
    func fingerprint() throws {
        let folder = try sampleFolder(classes: 2, count: 40)
        let images = try Dataset.open(folder.url).images(of: .base)
        let first = images.scanned(threads: 1).fingerprint
        #expect(first.count == 64)
        #expect(images.scanned(threads: 3).fingerprint == first)

        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(at: folder.file("base"), to: copy.file("base"))
        func copied() throws -> String {
            try Dataset.open(copy.url).images(of: .base).scanned(threads: 2).fingerprint
        }
        #expect(try copied() == first)
        try copy.write(sample(251), to: "base/b/7.jpg")
        #expect(try copied() != first)

        let relabelled = LabeledImages(classes: ["a", "c"], files: images.files)
        #expect(relabelled.scanned(threads: 2).fingerprint != first)
    }
}

import Datasets
import Files
import Foundation
import Images
import Randomness
import TestSupport
import Testing

/// Tar archives as data folders.
@Suite struct ArchiveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func reference(_ format: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "References/\(format).tar"))
    }

    private func images(_ split: Split = .base) throws -> LabeledImages {
        try Dataset.open(folder.url).images(of: split)
    }

    @Test("Archives of Python's tarfile, in its three formats", arguments: ["ustar", "pax", "gnu"])
    func formats(_ format: String) throws {
        try folder.write(Self.reference(format), to: "base-000.tar")
        #expect(try Dataset.open(folder.url).kind == .archives)
        let images = try images()
        #expect(images.classes == ["robin", "wren"])
        let long =
            "base-000.tar/wren/\(String(repeating: "long-", count: 15))/"
            + String(repeating: "name-", count: 15) + ".png"
        #expect(
            images.files.map(\.path) == [
                "base-000.tar/robin/2.png", "base-000.tar/robin/deep/1.png", long,
                "base-000.tar/wren/été.png",
            ])
        #expect(images.files.map(\.label) == [0, 0, 1, 1])
        // The greys that the script gave them.
        #expect(try images.files.map { try $0.decode().pixels[0] } == [20, 10, 30, 40])
        #expect(
            images.unread == [
                "1 .txt file in base-000.tar", "1 classless image in base-000.tar",
                "2 links in base-000.tar",
            ])
        let report = images.scanned(threads: 2)
        #expect(report.rejected.isEmpty && report.hashes.count == 4)
    }

    @Test("Archives and the folder that they were made of train the same, but for their paths")
    func asFiles() throws {
        let files = try sampleFolder(classes: 3, count: 5)
        for (place, names) in [["a", "b"], ["c"]].enumerated() {
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments =
                [
                    "tar", "-C", files.file("base").path, "-cf",
                    folder.file("base-\(place).tar").path,
                ]
                + names
            try tar.run()
            tar.waitUntilExit()
            #expect(tar.terminationStatus == 0)
        }
        let (here, there) = (try images(), try Dataset.open(files.url).images(of: .base))
        #expect(here.classes == there.classes)
        #expect(here.files.map(\.label) == there.files.map(\.label))
        #expect(try here.files.map { try $0.bytes() } == there.files.map { try $0.bytes() })
        #expect(here.scanned(threads: 1).hashes == there.scanned(threads: 1).hashes)
        // Bytes that changed since the scan are found so.
        let scanned = here.scanned(threads: 1).accepted
        var bytes = try Data(contentsOf: folder.file("base-0.tar"))
        let own = try #require(bytes.range(of: Data(scanned.files[0].bytes())))
        bytes[own.lowerBound + 50] ^= 1
        try bytes.write(to: folder.file("base-0.tar"))
        #expect(throws: ReadError.self) { try scanned.files[0].bytes() }
        #expect(scanned.files[0].isInArchive && !there.files[0].isInArchive)
    }

    @Test("WebDataset's keys with their classes")
    func webDataset() throws {
        var archive = Tar()
        for (key, label) in [("000", "7\n"), ("001", "12"), ("sub/002.x", "7")] {
            archive.add("\(key).jpg", sample(UInt8(label.utf8.count)))
            archive.add("\(key.replacing(".x", with: "")).cls", Array(label.utf8))
        }
        archive.add("003.jpg", sample())
        archive.add("003.json", [1])
        try folder.write(archive.bytes, to: "val_0.tar")
        let images = try images(.val)
        #expect(images.classes == ["12", "7"])
        #expect(
            images.files.map(\.path) == [
                "val_0.tar/000.jpg", "val_0.tar/001.jpg", "val_0.tar/sub/002.x.jpg",
            ])
        #expect(images.files.map(\.label) == [1, 0, 1])
        #expect(
            images.unread == ["1 .json file in val_0.tar", "1 classless image in val_0.tar"])
        archive.add("004.cls", [0xff])
        try folder.write(archive.bytes, to: "val_0.tar")
        #expect(userError { _ = try self.images(.val) }?.message.contains("004.cls") == true)
    }

    @Test("Damaged and hostile archives are refused, each with its sentence")
    func damage() throws {
        var sound = Tar()
        sound.add("a/1.jpg", sample())
        func tar(_ change: (inout Tar) -> Void) -> [UInt8] {
            var tar = sound
            change(&tar)
            return tar.bytes
        }
        let whole = sound.bytes
        let cases: [([UInt8], String)] = [
            (Array(whole.prefix(700)), "may be cut off"), (Array(whole.dropLast(1024)), "end mark"),
            ([], "end mark"),
            (Array("not a tar".utf8) + [UInt8](repeating: 1, count: 600), "header"),
            ([0x1f, 0x8b] + [UInt8](repeating: 9, count: 600), "compressed"),
            (whole + whole, "behind its end mark"),
            (Array(whole.prefix(100)) + [9] + Array(whole.dropFirst(101)), "does not begin"),
            (tar { $0.add("../b.jpg", [1]) }, "../b.jpg is not inside"),
            (tar { $0.add("/etc/b.jpg", [1]) }, "/etc/b.jpg is not inside"),
            (tar { $0.add("a/../../b.jpg", [1]) }, "is not inside"),
            (tar { $0.add("a/1.jpg", [1]) }, "a/1.jpg twice"),
            (tar { $0.add("a/./1.jpg", [1]) }, "a/1.jpg twice"),
            (tar { $0.add("a/2.jpg", [1], size: 1 << 40) }, "a/2.jpg has 1099511627776 bytes"),
            (
                tar {
                    $0.add("a/2.jpg", [1], sizeField: [0xff] + [UInt8](repeating: 255, count: 11))
                },
                "impossible size"
            ),
            (tar { $0.add("a/2.jpg", [1], sizeField: Array("99999999999\0".utf8)) }, "impossible"),
            (tar { $0.add("x", Array("9 path=".utf8), type: "x") }, "attributes"),
            (tar { $0.add("x", Array("13 size=-100\n".utf8), type: "x") }, "impossible size"),
            (
                tar { $0.add("x", Array("99999999999999999999 a=b\n".utf8), type: "x") },
                "attributes"
            ),
            (tar { $0.add("x", [], type: "L", size: 1 << 30) }, "bytes"),
            (tar { $0.add("a/s.jpg", [1], type: "S") }, "sparse"),
        ]
        for (bytes, part) in cases {
            try folder.write(bytes, to: "base-0.tar")
            let error = userError { _ = try images() }
            #expect(error?.kind == .badData, "\(part)")
            #expect(
                error?.message.contains(part) == true, "\(part): \(error?.message ?? "nothing")")
            #expect(error?.message.contains("base-0.tar") == true)
        }
        // A file that is cut between two starts.
        try folder.write(whole, to: "base-0.tar")
        let listed = try images()
        try folder.write(Array(whole.prefix(600)), to: "base-0.tar")
        #expect(listed.scanned(threads: 1).rejected.map(\.path) == ["base-0.tar/a/1.jpg"])
    }

    @Test("Which archives are which split, and what folders beside them are")
    func splits() throws {
        for name in ["train-1.tar", "val.tar", "test_00.tar", "novelty.tar", "other.tar"] {
            var tar = Tar()
            tar.add("a/\(name).jpg", sample())
            try folder.write(tar.bytes, to: name)
        }
        let dataset = try Dataset.open(folder.url)
        #expect(dataset.splits == [.base, .val, .novel])
        #expect(try images(.novel).files.map(\.path) == ["test_00.tar/a/test_00.tar.jpg"])
        try folder.write(sample(), to: "base/a/1.jpg")
        #expect(userError { _ = try Dataset.open(folder.url) }?.message.contains("both") == true)
    }

    @Test("An epoch reads each archive from its beginning on, within a window")
    func order() throws {
        for shard in 0..<4 {
            var tar = Tar()
            // Not in the order of their names.
            for image in 0..<50 { tar.add("a/\(image * 37 % 50).jpg", [UInt8(image)]) }
            try folder.write(tar.bytes, to: "base-\(shard).tar")
        }
        let images = try images()
        var chance = Generator(seed: 1)
        let order = images.epochOrder(using: &chance, window: 10)
        #expect(order.sorted() == Array(0..<200))
        var again = Generator(seed: 1)
        #expect(images.epochOrder(using: &again, window: 10) == order)
        #expect(images.epochOrder(using: &again, window: 10) != order)
        // The place of each in its archive is told by its one byte.
        let places = try order.map { Int(try images.files[$0].bytes()[0]) }
        let shards = order.map { images.files[$0].path.prefix(6) }
        var first: [Int] = []
        for (step, shard) in shards.enumerated() where !shards[..<step].contains(shard) {
            first.append(step)
        }
        // A shard begins when the one before is all but read, and nothing waits much longer than the
        // window: its ten slots are drawn from at random.
        #expect(zip(first, [0, 50, 100, 150]).allSatisfy { abs($0 - $1) <= 10 })
        for (step, place) in places.enumerated() where step < first[1] && shards[step] == shards[0]
        {
            #expect(place <= step + 10)
        }
        #expect(places != places.sorted() && Set(shards.prefix(40)).count == 1)
        // Few images, or files of their own, are drawn from all.
        var one = Generator(seed: 5)
        var other = Generator(seed: 5)
        #expect(images.epochOrder(using: &one) == other.permutation(200))
    }
}

/// A tar archive, byte by byte.
private struct Tar {
    private var blocks: [UInt8] = []

    /// The archive with its end mark.
    var bytes: [UInt8] { blocks + [UInt8](repeating: 0, count: 1024) }

    mutating func add(
        _ name: String, _ content: [UInt8], type: Character = "0", size: Int? = nil,
        sizeField: [UInt8]? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, at start: Int) {
            for (place, byte) in bytes.enumerated() { header[start + place] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> [UInt8] {
            let text = String(number, radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(name.utf8, at: 0)
        let number = size ?? content.count
        // Beyond eleven octal digits GNU has base 256.
        let wide =
            [UInt8(0x80)] + (0..<11).map { UInt8(truncatingIfNeeded: number >> (80 - 8 * $0)) }
        put(sizeField ?? (number < 1 << 33 ? octal(number, 11) : wide), at: 124)
        put([type.asciiValue!], at: 156)
        put("ustar\00000".utf8, at: 257)
        put([UInt8](repeating: 32, count: 8), at: 148)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + [0], at: 148)
        blocks += header + content
        blocks += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}

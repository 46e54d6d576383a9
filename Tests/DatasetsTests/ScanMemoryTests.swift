import Datasets
import Files
import Foundation
import TestSupport
import Testing

/// What a second scan knows of the first one.
@Suite struct ScanMemoryTests {
    private let data: TemporaryFolder
    private let cache: TemporaryFolder
    private let images: LabeledImages

    init() throws {
        data = try sampleFolder(classes: 3, count: 50)
        try data.write(sample().dropLast(40), to: "base/a/cut.jpg")
        cache = try TemporaryFolder()
        images = try Dataset.open(data.url).images(of: .base)
    }

    private func scan(settling: Double = -1, program: String = "1", name: String = "base")
        -> ScanReport
    {
        images.scanned(
            threads: 2,
            memory: ScanMemory(in: cache.url, readBy: program, settling: settling), name: name)
    }

    private var file: URL {
        get throws { try #require(ScanMemory(in: cache.url).files.entries.first?.url) }
    }

    @Test("What is known is not opened again, and comes out the same; what cannot be used is")
    func second() throws {
        let first = scan()
        #expect(first.opened == 151)
        let second = scan()
        #expect(second.opened == 1, "only the damaged file")
        #expect(second.hashes == first.hashes && second.accepted == first.accepted)
        #expect(
            second.rejected == first.rejected && second.rejected.map(\.path) == ["base/a/cut.jpg"])
        #expect(second.fingerprint == first.fingerprint)
        #expect(images.scanned(threads: 1).fingerprint == first.fingerprint)
        #expect(scan(name: "val").opened == 151, "of another listing nothing is known")
        #expect(scan(program: "2").opened == 151, "nor of what another program found")
        // A mended file is found so.
        try data.write(sample(7), to: "base/a/cut.jpg")
        #expect(scan().rejected.isEmpty)
        #expect(scan().opened == 0)
    }

    @Test("Strays are remembered")
    func stray() throws {
        let bytes = sample()
        try data.write(bytes[..<20] + [0, 0, 0] + bytes[20...], to: "base/b/stray.jpg")
        let folder = try Dataset.open(data.url).images(of: .base)
        let memory = ScanMemory(in: cache.url, settling: -1)
        let first = folder.scanned(threads: 1, memory: memory)
        #expect(first.stray == ["base/b/stray.jpg"])
        let second = folder.scanned(threads: 1, memory: memory)
        #expect(second.stray == first.stray && second.opened == 1)
    }

    @Test(
        "A file of another size, time or inode is read again, though its bytes were set back in time"
    )
    func changes() throws {
        _ = scan()
        let place = data.file("base/b/7.jpg")
        let before = try Data(contentsOf: place)
        let time = try FileManager.default.attributesOfItem(atPath: place.path)[.modificationDate]!

        // Another size.
        try data.write(sample(250, width: 40), to: "base/b/7.jpg")
        #expect(scan().opened == 2)
        #expect(scan().opened == 1)
        // Another time of writing.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: place.path)
        #expect(scan().opened == 2)
        // Another inode: a new file in the place of the old one, with its size and time.
        try data.write(before, to: "base/b/new")
        try FileManager.default.setAttributes(
            [.modificationDate: time], ofItemAtPath: data.file("base/b/new").path)
        #expect(rename(data.file("base/b/new").path, place.path) == 0)
        #expect(scan().opened == 2)
        #expect(scan().opened == 1)
        // Other bytes of the same length in the same file, with its time: the change is seen.
        var other = [UInt8](before)
        // The density of its points, which no pixel depends on.
        other[15] ^= 1
        let handle = try FileHandle(forWritingTo: place)
        usleep(20_000)
        try handle.write(contentsOf: Data(other))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: place.path)
        let report = scan()
        #expect(report.opened == 2)
        #expect(report.hashes.contains(Fingerprint.sha256(other)))
    }

    @Test(
        "What was written a moment ago is not remembered: its times may not tell of the next writing"
    )
    func settling() throws {
        #expect(scan(settling: 60).opened == 151)
        #expect(scan(settling: 60).opened == 151)
    }

    @Test("Damage is a miss and no error, and heals")
    func damage() throws {
        let first = scan()
        let whole = try Data(contentsOf: file)
        #expect(whole.count == 150 * 64)
        for (name, damaged, missing) in [
            ("cut", whole.dropLast(70), 2), ("empty", Data(), 150),
            ("noise", Data(repeating: 7, count: 6400), 150),
            ("shifted", Data([1]) + whole, 150),
            ("a byte", whole[..<3000] + [whole[3000] ^ 4] + whole[3001...], 1),
        ] {
            try Data(damaged).write(to: file)
            let report = scan()
            #expect(report.opened == missing + 1, "\(name)")
            #expect(report.hashes == first.hashes, "\(name)")
            #expect(scan().opened == 1, "\(name)")
        }
        // A place that cannot be written: everything is read, and nothing is said.
        let blocked = ScanMemory(
            in: try cache.write("", to: "x").appending(path: "y"), settling: -1)
        #expect(images.scanned(threads: 2, memory: blocked).hashes == first.hashes)
    }

    @Test("It stays in bounds: repetitions are dropped, and the least recently used goes")
    func bounds() throws {
        _ = scan()
        let place = try file
        let whole = try Data(contentsOf: place)
        try (whole + whole + whole).write(to: place)
        #expect(scan().opened == 1)
        #expect(try Data(contentsOf: place).count == whole.count)
        _ = images.scanned(
            threads: 1, memory: ScanMemory(in: cache.url, limit: 15_000, settling: -1),
            name: "other")
        let left = ScanMemory(in: cache.url).files.entries
        #expect(left.count == 1 && left[0].url != place)
        #expect(ScanMemory.count(of: left[0]) == 150)
    }
}

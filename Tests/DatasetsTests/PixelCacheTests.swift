import Datasets
import Files
import Foundation
import Images
import Randomness
import TestSupport
import Testing

@Suite struct PixelCacheTests {
    let folder: TemporaryFolder
    let files: LabeledImages
    let hashes: [String]
    let transform = TrainingTransform(size: 8)
    let url: URL
    /// Bytes of all pictures with the header.
    static let size = 16 + 64 + 8 + 7 * 16 + (6 * 12 * 10 + 40 * 35) * 3 + 64

    init() throws {
        folder = try sampleFolder(classes: 2, count: 3)
        // Decoded at a quarter of its size: the smallest crop of 8 pixels needs a side of 29.
        var large = Image(width: 160, height: 140, red: 0, green: 0, blue: 90)
        for y in 0..<140 { for x in 0..<160 { large[x, y] = (UInt8(x), UInt8(y), 90) } }
        try folder.write(large.jpeg(), to: "base/b/large.jpg")
        let scan = try Dataset.open(folder.url).images(of: .base).scanned(threads: 1)
        (files, hashes) = (scan.accepted, scan.hashes)
        url = folder.file("pixels.cache")
    }

    private func make(
        limit: Int = .max, threads: Int = 2, progress: (Int) -> Bool = { _ in true }
    ) throws -> PixelCache? {
        try PixelCache.make(
            of: files, hashes: hashes, transform: transform, at: url, limit: limit,
            threads: threads, progress: progress)
    }

    private func open() -> PixelCache? {
        PixelCache(url, key: PixelCache.key(hashes: hashes, transform: transform))
    }

    private func batches(_ pixels: PixelCache?, threads: Int = 2) throws -> [Batch] {
        let loader = BatchLoader(
            files: files, order: [6, 0, 6, 3, 5, 6, 1, 2, 4], batchSize: 2,
            transform: .training(transform, Generator(seed: 2)), threads: threads,
            readers: 1, pixels: pixels)
        var batches: [Batch] = []
        while let batch = try loader.next() { batches.append(batch) }
        return batches
    }

    @Test("Batches are the same with and without, at full and at reduced scale", arguments: [1, 3])
    func equality(threads: Int) throws {
        let cache = try #require(try make(threads: threads))
        #expect(cache.count == 7)
        let expected = try batches(nil)
        #expect(expected.count == 5)
        #expect(try batches(cache, threads: threads) == expected)
        #expect(try batches(open()) == expected)
    }

    @Test("With the cache no file is read, and it may be deleted while it is used")
    func unread() throws {
        let expected = try batches(nil)
        let cache = try make()
        for file in files.files { try FileManager.default.removeItem(at: file.url) }
        try FileManager.default.removeItem(at: url)
        #expect(try batches(cache) == expected)
        #expect(throws: UserError.self) { try batches(nil) }
        #expect(open() == nil)
    }

    @Test("Where it is cut or gives way while it is used, the files are read, and it says so")
    func broken() throws {
        let expected = try batches(nil)
        let cut = try #require(try make())
        #expect(truncate(url.path, 300) == 0)
        #expect(try batches(cut) == expected)
        #expect(cut.isBroken)
        let given = try #require(try make())
        #expect(try batches(given) == expected && !given.isBroken)
        given.giveWay()
        #expect(given.isBroken && !FileManager.default.fileExists(atPath: url.path))
        #expect(try batches(given) == expected)
    }

    @Test("A cache that is there is taken as it is; of another content, order or size it is not")
    func keys() throws {
        #expect(try make() != nil)
        for file in files.files { try FileManager.default.removeItem(at: file.url) }
        #expect(try make { _ in false } != nil)
        func key(_ hashes: [String], _ transform: TrainingTransform) -> String {
            PixelCache.key(hashes: hashes, transform: transform)
        }
        let other = [
            key(hashes.reversed(), transform), key(hashes + hashes, transform),
            key(Array(hashes.dropFirst()), transform),
            key(hashes, TrainingTransform(size: 9)),
            key(hashes, TrainingTransform(size: 8, leastScale: 0.2)),
        ]
        for key in other { #expect(PixelCache(url, key: key) == nil) }
        #expect(Set(other).count == 5)
    }

    @Test(
        "A damaged cache is made anew",
        arguments: ["short", "long", "word", "sizes", "picture", "empty"])
    func damage(kind: String) throws {
        #expect(try make() != nil)
        var data = try Data(contentsOf: url)
        #expect(data.count == Self.size)
        switch kind {
        case "short": data.removeLast()
        case "long": data.append(0)
        case "word": data[3] ^= 1
        case "sizes": data[95] = 0x80
        case "picture": data[Self.size - 100] ^= 1
        default: data = Data()
        }
        try data.write(to: url)
        #expect(open() == nil)
        #expect(try batches(make()) == batches(nil))
        #expect(open() != nil)
    }

    @Test("Pictures that take more than the limit are not kept")
    func limit() throws {
        #expect(try make(limit: Self.size - 1) == nil)
        #expect(try make(limit: 1000) == nil)
        #expect(!FileManager.default.fileExists(atPath: url.path))
        #expect(try make(limit: Self.size) != nil)
    }

    @Test("An image that changed after the scan is an error that names it, and nothing is kept")
    func changed() throws {
        let changed = files.files[2].url
        try Data(sample(77)).write(to: changed)
        let error = userError { _ = try make() }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(changed.path) == true)
        #expect(error?.message.contains("changed since") == true)
        try Data(sample(77).prefix(90)).write(to: changed)
        #expect(userError { _ = try make() }?.message.contains(changed.path) == true)
        #expect(try names() == [])
    }

    @Test("Work that is ended leaves nothing, and what a killed one left is removed")
    func ending() throws {
        try folder.write("x", to: ".pixels.cache.12-34.tmp")
        try folder.write("x", to: ".other.tmp")
        #expect(try make { _ in false } == nil)
        #expect(try names() == [".other.tmp"])
        #expect(try make() != nil)
        #expect(try names() == [".other.tmp", "pixels.cache"])
    }

    @Test("A place that cannot be written is an error for people")
    func place() throws {
        let error = userError {
            _ = try PixelCache.make(
                of: files, hashes: hashes, transform: transform,
                at: folder.file("none/pixels.cache"), limit: .max, threads: 1)
        }
        #expect(error?.kind == .cannotCreate)
    }

    /// What lies in the folder beside the data.
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            .filter { $0 != "base" }.sorted()
    }
}

import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("The cache of features")
struct FeatureCacheTests {
    let folder: TemporaryFolder
    var place: URL { folder.file("run/cache") }

    init() throws { folder = try TemporaryFolder() }

    func key(
        checkpoint: String = "c0", backbone: String = "conv4", data: String = "d0",
        imageSize: Int = 84, precision: String = "f32", instructions: String = "avx2",
        arithmetic: Int = 1
    ) -> FeatureCache.Key {
        FeatureCache.Key(
            checkpoint: checkpoint, backbone: backbone, data: data, imageSize: imageSize,
            precision: precision, instructions: instructions, arithmetic: arithmetic)
    }

    /// A table of three images, all numbers offset by `offset`.
    static func table(_ offset: Float = 0) throws -> FeatureTable {
        try FeatureTable(
            dimension: 2, features: [1, -2.5, 1e-20, 0, 1 / 3, 4].map { $0 + offset },
            labels: [0, 0, 1], classes: ["ant", "Bär \"grün\""],
            paths: ["base/ant/1.jpg", "base/ant/2.jpg", "base/Bär/1.jpg"])
    }

    struct Computed: Error {}

    /// The table of `key`, and whether it had to be computed.
    func look(
        _ key: FeatureCache.Key? = nil, offset: Float = 0, in place: URL? = nil
    ) throws -> (table: FeatureTable, computed: Bool) {
        var computed = false
        let table = try FeatureCache(in: place ?? self.place).table(key ?? self.key()) {
            computed = true
            return try Self.table(offset)
        }
        return (table, computed)
    }

    func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
            .map { place.appending(path: $0) }
    }

    func expectEqual(_ a: FeatureTable, _ b: FeatureTable) {
        #expect(a.dimension == b.dimension && a.features == b.features && a.labels == b.labels)
        #expect(a.classes == b.classes && a.paths == b.paths)
    }

    @Test("A table is computed once, and comes back as it was")
    func hit() throws {
        #expect(try look().computed)
        let again = try look(offset: 9)
        #expect(!again.computed)
        expectEqual(again.table, try Self.table())
        #expect(try files().count == 1)
    }

    @Test(
        "Another checkpoint, backbone, data set, size, precision, CPU or program is computed anew")
    func otherKeys() throws {
        _ = try look()
        let others = [
            key(checkpoint: "c1"), key(backbone: "conv4-signed"), key(data: "d1"),
            key(imageSize: 80), key(precision: "bf16"), key(instructions: "avx512_core"),
            key(arithmetic: 2),
        ]
        for (index, other) in others.enumerated() {
            let offset = Float(index + 1)
            #expect(try look(other, offset: offset).computed)
            expectEqual(try look(other).table, try Self.table(offset))
        }
        expectEqual(try look(offset: 9).table, try Self.table())
    }

    @Test("A file under the wrong name is stale: it is never used")
    func stale() throws {
        _ = try look()
        let first = try files()[0]
        let other = key(checkpoint: "c1")
        _ = try look(other, offset: 1)
        let second = try #require(try files().first { $0 != first })
        try Data(contentsOf: first).write(to: second)
        let again = try look(other, offset: 1)
        #expect(again.computed)
        expectEqual(again.table, try Self.table(1))
        #expect(try !look(other).computed)
    }

    @Test("A damaged file is computed anew and mended")
    func damaged() throws {
        _ = try look()
        let file = try files()[0]
        let bytes = [UInt8](try Data(contentsOf: file))
        let whole = try Safetensors(contentsOf: file)
        var files: [Data] = [0, 9, bytes.count / 2, bytes.count - 1].map { Data(bytes.prefix($0)) }
        for change: (inout Safetensors) -> Void in [
            { $0.set("labels", integers: [0, 0], shape: [2]) },
            { $0.set("labels", integers: [0, 0, 2], shape: [3]) },
            { $0.set("features", floats: [1, 2, 3, 4, .nan, 6], shape: [3, 2]) },
            { $0.set("features", floats: [], shape: [3, 0]) },
            { $0.set("features", floats: [1, -2.5, 1e-20, 0, 1 / 3, 0], shape: [3, 2]) },
            { $0.set("features", floats: [1, 2, 3], shape: [3]) },
            { $0.metadata["paths"] = "[]" }, { $0.metadata["classes"] = nil },
        ] {
            var damaged = whole
            change(&damaged)
            try damaged.write(to: file)
            files.append(try Data(contentsOf: file))
        }
        for (index, damaged) in files.enumerated() {
            try damaged.write(to: file)
            #expect(try look().computed, "damage \(index)")
            #expect(try Data(contentsOf: file) == Data(bytes))
        }
    }

    @Test("A folder that cannot be made costs the cache, not the work")
    func unwritable() throws {
        let blocked = try folder.write("a file", to: "taken").appending(path: "cache")
        for _ in 1...2 {
            let answer = try look(in: blocked)
            #expect(answer.computed)
            expectEqual(answer.table, try Self.table())
        }
    }

    @Test("The least recently used table goes first, and what alone is too large is not kept")
    func bounded() throws {
        let all = FeatureCache(in: place)
        func compute(_ checkpoint: String, limit: Int) throws -> Bool {
            var computed = false
            _ = try FeatureCache(in: place, limit: limit).table(key(checkpoint: checkpoint)) {
                computed = true
                return try Self.table()
            }
            return computed
        }
        for (age, name) in ["a", "b", "c"].enumerated() {
            #expect(try compute(name, limit: .max))
            let newest = try #require(all.entries.first)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: Double(age - 1000))],
                ofItemAtPath: newest.url.path)
        }
        #expect(all.entries.compactMap { $0.content?.key.checkpoint } == ["c", "b", "a"])
        #expect(all.entries.allSatisfy { $0.content?.images == 3 && $0.content?.dimension == 2 })
        let bytes = all.entries[0].bytes
        // The first is used again, so that the second is the oldest.
        #expect(try !compute("a", limit: .max))
        #expect(try compute("d", limit: 3 * bytes))
        #expect(all.entries.compactMap { $0.content?.key.checkpoint } == ["d", "a", "c"])
        #expect(try compute("b", limit: 23) && all.entries.count == 3)
        #expect(try compute("b", limit: 0) && compute("a", limit: 0))
        #expect(try compute("b", limit: bytes))
        #expect(all.entries.compactMap { $0.content?.key.checkpoint } == ["b"])
        try Data("no table".utf8).write(to: all.entries[0].url)
        #expect(all.entries[0].content == nil)
        try folder.write("a photo", to: "run/cache/other.jpg")
        all.clear()
        #expect(
            all.entries.isEmpty && FileManager.default.fileExists(atPath: place.path + "/other.jpg")
        )
    }

    @Test("An error of the computation comes through, and nothing is kept")
    func failing() throws {
        #expect(throws: Computed.self) {
            try FeatureCache(in: place).table(key()) { throw Computed() }
        }
        #expect(try look().computed)
    }
}

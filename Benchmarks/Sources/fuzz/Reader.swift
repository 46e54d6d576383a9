import Datasets
import Episodes
import Features
import Files
import Foundation
import Networks
import Records
import Tensors
import Training

/// A reader of ours with sound files to start from.
struct Reader {
    let name: String
    /// The files by their path in the folder that `read` is given.
    let files: [String: [UInt8]]
    /// Reads the files in a folder; what it throws must be a `UserError`.
    let read: (URL) throws -> Void

    /// All of them. Run in the project's folder, whose reports are among what is read.
    static func all() throws -> [Reader] {
        try arrays() + weights() + tables() + records() + training() + [list()]
    }

    /// Files of features and of weights.
    private static func arrays() throws -> [Reader] {
        let table = try FeatureTable(
            dimension: 3, features: (0..<36).map { Float($0) / 7 },
            labels: (0..<12).map { $0 / 4 }, classes: ["ant", "bée", "c,d"],
            paths: (0..<12).map { "novel/\($0).jpg" })
        let features = try ["npz", "safetensors", "npy"].map { ending in
            Reader(
                name: "features.\(ending)",
                files: try written {
                    try FeatureFile.write(table, to: $0.appending(path: "f.\(ending)"))
                }
            ) { _ = try FeatureFile.read($0.appending(path: "f.\(ending)")) }
        }
        let key = FeatureCache.Key(
            checkpoint: "c", backbone: "b", data: "d", imageSize: 16, precision: "f32",
            instructions: "i", arithmetic: 1)
        let cached = try written { _ = try FeatureCache(in: $0).table(key) { table } }
        let weights = "Reports/mini-imagenet/baseline.safetensors"
        let device = Device(threads: 1)
        return try features + numpyFiles() + [
            Reader(name: "feature cache", files: cached) {
                _ = try FeatureCache(in: $0).table(key) {
                    throw UserError(.badData, "It is none of this key.")
                }
            },
            Reader(
                name: "labels apart",
                files: try written { folder in
                    try FeatureFile.write(table, to: folder.appending(path: "f.npy"))
                    try NumPyArray(texts: table.labels.map { table.classes[$0] })
                        .write(to: folder.appending(path: "l.npy"))
                }
            ) { folder in
                _ = try FeatureFile.read(
                    folder.appending(path: "f.npy"), labels: folder.appending(path: "l.npy"))
            },
            Reader(name: "checkpoint", files: ["w.safetensors": try bytes(weights)]) {
                _ = try FeatureExtractor(
                    checkpoint: $0.appending(path: "w.safetensors"), device: device,
                    precision: { _, _ in .f32 })
            },
            Reader(
                name: "numpy",
                files: try written { folder in
                    try NumPyArray(floats: [1, 2, 3, 4, 5, 6], shape: [2, 3])
                        .write(to: folder.appending(path: "floats.npy"))
                    try NumPyArray(integers: [1, -2, 3])
                        .write(to: folder.appending(path: "integers.npy"))
                    try NumPyArray(texts: ["a", "é", "日本"])
                        .write(to: folder.appending(path: "texts.npy"))
                }
            ) { folder in
                for name in ["floats", "integers", "texts"] {
                    let array = try NumPyArray(contentsOf: folder.appending(path: "\(name).npy"))
                    if array.isText { _ = try array.texts() }
                    if name == "integers" { _ = try array.integers() }
                    if name == "floats" { _ = try array.floats() }
                }
            },
        ]
    }

    /// What NumPy itself wrote, in its versions and orders, and compressed.
    private static func numpyFiles() throws -> [Reader] {
        let folder = "Tests/FilesTests/References"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let arrays = try names.filter { $0.hasSuffix(".npy") }.map { name in
            Reader(name: name, files: [name: try bytes("\(folder)/\(name)")]) {
                let array = try NumPyArray(contentsOf: $0.appending(path: name))
                _ = array.isText ? [] : try array.floats()
            }
        }
        let archives = try names.filter { $0.hasSuffix(".npz") }.map { name in
            Reader(name: name, files: [name: try bytes("\(folder)/\(name)")]) {
                let archive = try NumPyArchive(contentsOf: $0.appending(path: name))
                for name in archive.names { _ = try archive.array(name) }
            }
        }
        return arrays + archives
    }

    /// Tables in csv.
    private static func tables() throws -> [Reader] {
        let table = "filename,label\na.jpg,ant\n\"b,1.jpg\",\"be\"\"e\"\nc.jpg,ant\n"
        let split = "part,class\nbase,ant\nval,Greek/one\nnovel,\"b,ee\"\n"
        var rows: [EpochRecord] = []
        for epoch in 1...3 {
            rows.append(
                EpochRecord(
                    epoch: epoch, phase: 1, learningRate: 0.1, loss: 1.5, classAccuracy: 0.25,
                    imagesPerSecond: 512.25, seconds: 75))
        }
        let log = try written { folder in
            var log = TrainingLog(at: folder.appending(path: "log.csv"))
            for row in rows { try log.append(row) }
        }
        let archives = try Dictionary(
            uniqueKeysWithValues: ["ustar", "pax", "gnu"].map { format in
                (
                    "base-\(format).tar",
                    try bytes("Tests/DatasetsTests/References/\(format).tar")
                )
            })
        return [
            Reader(
                name: "images.csv",
                files: ["train.csv": Array(table.utf8), "images/a.jpg": [0]]
            ) { _ = try Dataset.open($0).images(of: .base).scanned(threads: 1) },
            Reader(name: "tar", files: archives) {
                _ = try Dataset.open($0).images(of: .base).scanned(threads: 1)
            },
            Reader(name: "class split", files: ["split.csv": Array(split.utf8)]) {
                _ = try ClassSplit(contentsOf: $0.appending(path: "split.csv"))
            },
            Reader(name: "csv, there and back", files: ["t.csv": Array(table.utf8)]) { folder in
                let text = try InputFile.readText(folder.appending(path: "t.csv"))
                for fields in CSV.rows(text).map(\.fields) {
                    let again = CSV.rows(CSV.line(fields)).map(\.fields)
                    guard again.count == 1,
                        again[0].elementsEqual(fields, by: { $0.utf8.elementsEqual($1.utf8) })
                    else { fatalError("\(fields) came back as \(again)") }
                }
            },
            Reader(name: "log.csv", files: log) {
                _ = try TrainingLog.read($0.appending(path: "log.csv"))
            },
        ]
    }

    /// Records in JSON.
    private static func records() throws -> [Reader] {
        [
            try record(EvaluationRecord.self, "Reports/demo/results.json"),
            try record(ComparisonRecord.self, "Reports/compare/comparison.json"),
            try record(AnalysisRecord.self, "Reports/analysis/analysis.json"),
        ]
    }

    private static func record<T: Decodable>(_ type: T.Type, _ path: String) throws -> Reader {
        Reader(name: "\(type)", files: ["record.json": try bytes(path)]) {
            let _: T = try JSONFile.read(from: $0.appending(path: "record.json"))
        }
    }

    /// A frozen list of episodes.
    private static func list() throws -> Reader {
        let images = (0..<8).map { place in
            EpisodeList.Image(
                className: place < 4 ? "ant" : "b,ee", path: "novel/\(place).jpg",
                sha256: place == 0 ? nil : String(repeating: "\(place)", count: 64))
        }
        let list = try EpisodeList(
            episodes: [
                Episode(classes: [0, 1], support: [[0], [4]], query: [[1, 2], [5]]),
                Episode(classes: [1, 0], support: [[6], [3]], query: [[7], [0]]),
            ], images: images)
        return Reader(name: "list of episodes", files: try written { try list.write(to: $0) }) {
            _ = try EpisodeList(contentsOf: $0)
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try InputFile.read(URL(fileURLWithPath: path)))
    }

    /// Writes files into a folder, by their paths in it.
    static func fill(_ folder: URL, with files: [String: [UInt8]]) throws {
        for (name, bytes) in files {
            let url = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
    }

    /// The files that `write` puts into a folder.
    static func written(_ write: (URL) throws -> Void) throws -> [String: [UInt8]] {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        try write(folder)
        let names = try files.contentsOfDirectory(atPath: folder.path)
        return Dictionary(
            uniqueKeysWithValues: try names.map {
                ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
            })
    }
}

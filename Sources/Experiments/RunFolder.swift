import Files
import Foundation
import Networks
import Records
import Tensors

/// The files of a pretraining run.
public struct RunFolder {
    /// The folder, which is held until `release`.
    public var url: URL { held.url }
    private let held: HeldFolder

    /// The latest state: weights, optimiser, progress.
    public var last: URL { Self.last(in: url) }
    /// The state after the epoch with the best validation score.
    public var best: URL { url.appending(path: "best.safetensors") }
    /// One row for each epoch.
    public var log: URL { url.appending(path: "log.csv") }
    /// The decoded images, while the run lasts; can be deleted at any time.
    var pixels: URL { Self.pixels(in: url) }
    /// The record of the run.
    public var record: URL { url.appending(path: "run.json") }

    /// The folder, made where it does not exist.
    ///
    /// - Throws: `UserError.cannotCreate` where it cannot be made, is in use, or holds a run already
    ///   and `resuming` is false.
    init(_ url: URL, resuming: Bool) throws {
        held = try HeldFolder(holding: url)
        guard resuming || !hasCheckpoint else {
            throw UserError(
                .cannotCreate,
                "\(url.path) holds a run already. Go on with it, or choose another folder.",
                remedies: "resume", "output")
        }
    }

    /// Lets go of the folder, after the last that is written there.
    func release() { held.release() }

    /// Where the latest state of the run in the folder `url` lies.
    static func last(in url: URL) -> URL { url.appending(path: "last.safetensors") }

    /// Where the decoded images of the run in the folder `url` lie.
    static func pixels(in url: URL) -> URL { url.appending(path: "pixels.cache") }

    /// Whether there is something to resume from.
    var hasCheckpoint: Bool { last.exists }

    /// The precision that the run in the folder `url` computes in; nil where there is none yet, or
    /// its checkpoint is damaged, which resuming says.
    static func precision(ofRunIn url: URL) -> Precision? {
        header(ofRunIn: url).flatMap { Precision(rawValue: $0.precision) }
    }

    /// What the latest state of the run in the folder `url` says of itself; nil as `precision(ofRunIn:)`.
    static func header(ofRunIn url: URL) -> CheckpointHeader? {
        (try? StoredWeights(contentsOf: last(in: url)))?.header
    }

    /// The checkpoint that `path` names: itself, or the best (else the last) of a run folder.
    ///
    /// - Throws: `UserError.missingInput` where there is none.
    public static func checkpoint(at path: URL) throws -> URL {
        guard path.exists else {
            throw UserError(.missingInput, "There is no checkpoint \(path.path).")
        }
        guard path.isFolder else { return path }
        for name in ["best.safetensors", "last.safetensors"] {
            let url = path.appending(path: name)
            if url.exists { return url }
        }
        throw UserError(
            .missingInput,
            "The folder \(path.path) has neither best.safetensors nor last.safetensors. Give a "
                + "run folder of fewshot pretrain, or one safetensors file.")
    }

    /// What is to be said where `checkpoint` is the last of a run whose best is gone; nil elsewhere.
    static func lackOfBest(beside checkpoint: URL, at progress: TrainingProgress) -> String? {
        let folder = checkpoint.deletingLastPathComponent()
        guard let epoch = progress.bestEpoch, checkpoint.lastPathComponent == "last.safetensors",
            !folder.appending(path: "best.safetensors").exists
        else { return nil }
        return "The run in \(folder.relativePath) lacks best.safetensors, its weights of epoch "
            + "\(epoch), the best: those of epoch \(progress.epochs), the last, are taken."
    }

    /// The record of the run that made a checkpoint, where it lies beside it.
    ///
    /// - Parameter header: what the checkpoint that was loaded says of itself.
    /// - Throws: `UserError.badData` for a record that is damaged, or of another run: one of the
    ///   two files was replaced.
    static func record(
        ofCheckpoint url: URL, saying header: CheckpointHeader?
    ) throws -> RunRecord? {
        let file = url.deletingLastPathComponent().appending(path: "run.json")
        guard file.exists else { return nil }
        let record = try JSONFile.read(RunRecord.self, from: file)
        guard let header else { return record }
        let same = [
            ("backbone", record.backbone == header.backbone), ("seed", record.seed == header.seed),
            ("precision", record.precision == header.precision),
            ("data", record.data.base.fingerprint == header.data),
            ("start", record.start?.sha256 == header.start),
        ]
        let others = same.filter { !$0.1 }.map(\.0)
        guard others.isEmpty else {
            throw UserError(
                .badData,
                "\(file.path) is not the record of \(url.lastPathComponent) beside it: its "
                    + "\(others.joined(separator: ", ")) \(others.count == 1 ? "differs" : "differ"). "
                    + "One of them was replaced; restore it, or move the checkpoint to a folder of "
                    + "its own.")
        }
        return record
    }

    /// The record that is there; nil where there is none.
    ///
    /// - Throws: `UserError.badData` for a damaged one, without which the run can go on.
    func storedRecord() throws -> RunRecord? {
        guard record.exists else { return nil }
        do {
            return try JSONFile.read(RunRecord.self, from: record)
        } catch let error as UserError where error.kind == .badData {
            throw UserError(
                .badData,
                "\(error.statement) Remove it, and the run goes on: another is made of log.csv.")
        }
    }

    /// The run's record: the one that is there where the run is resumed, else a fresh one. More
    /// epochs than it was begun with are the fresh one's, and its command's.
    func record(resuming: Bool, fresh: () -> RunRecord) throws -> RunRecord {
        guard resuming, var known = try storedRecord() else { return fresh() }
        let asked = fresh()
        if asked.recipe.lengthens(known.recipe) {
            (known.recipe, known.overrides) = (asked.recipe, asked.overrides)
            (known.command, known.ended) = (asked.command, nil)
        }
        // Asking again for a run that has ended resumes nothing.
        if known.ended == nil { known.resumed = min(known.resumed, .max - 1) + 1 }
        return known
    }

    func write(_ record: RunRecord) throws { try JSONFile.write(record, to: self.record) }
}

extension URL {
    /// How tables call a run: its folder, or the file where that is not one of a run.
    var nameOfRun: String {
        let name =
            pathExtension == "safetensors"
            ? deletingPathExtension().lastPathComponent : lastPathComponent
        return pathExtension == "safetensors" && ["best", "last"].contains(name)
            ? deletingLastPathComponent().lastPathComponent : name
    }
}

/// How tables call models, each of one checkpoint or of several: by their runs' names, or by their
/// paths where two would have one name.
///
/// - Throws: `UserError.usage` for two models of the same checkpoints.
func namesOfModels(_ models: [[URL]]) throws -> [String] {
    func joined(_ name: (URL) -> String) -> [String] {
        models.map { $0.map(name).joined(separator: " + ") }
    }
    let (short, long) = (joined(\.nameOfRun), joined(\.relativePath))
    for model in models {
        guard let twice = model.first(where: { url in model.count { $0 == url } > 1 }) else {
            continue
        }
        throw UserError(
            .usage,
            "\(twice.relativePath) is named twice. Name each checkpoint of an ensemble once.")
    }
    return try models.indices.map { index in
        guard long.count(where: { $0 == long[index] }) == 1 else {
            throw UserError(
                .usage, "\(long[index]) is named twice. Name each checkpoint that is compared once."
            )
        }
        return short.count { $0 == short[index] } == 1 ? short[index] : long[index]
    }
}

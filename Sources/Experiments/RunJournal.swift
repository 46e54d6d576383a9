import Files
import Foundation
import Records
import Reports
import Training

/// What a training writes beside its checkpoints: a row of the log for each epoch, the record, and
/// the figures.
///
/// The checkpoint alone says how far a training is. An epoch's row is written before its
/// checkpoint, and rows beyond the checkpoint are cut when the run is resumed; record and figures
/// are made of the rows. So whatever two files a kill falls between, resuming makes all of them
/// tell of the same epochs.
struct RunJournal {
    let folder: RunFolder
    private(set) var log: TrainingLog
    /// The run so far; what the rows tell of it is filled in with each epoch.
    private(set) var record: RunRecord
    private let setting: Setting
    /// Whether the record on disk is behind, because it could not be written.
    private var isBehind = false

    /// The journal of a run that was `resumed`, up to the epoch of its checkpoint, or of a `fresh`
    /// one.
    ///
    /// - Throws: `UserError.badData` for a log or a record that is damaged.
    init(
        _ folder: RunFolder, resuming training: Pretraining, resumed: Bool, _ setting: Setting,
        fresh: () -> RunRecord
    ) throws {
        let epochs = training.progress.epochs
        self.folder = folder
        self.setting = setting
        record = try folder.record(resuming: resumed, fresh: fresh)
        log = try TrainingLog(
            resuming: folder.log, afterEpoch: epochs, else: resumed ? record.epochs : [])
        if resumed { take(training) }
    }

    /// Writes what is known before the first step.
    ///
    /// - Throws: as `AtomicFile`.
    mutating func open(on machine: Machine, _ training: Pretraining) throws {
        if !training.isFinished {
            record.machine = machine
            record.processes = training.ranks.map {
                RunProcesses(hosts: $0.hosts, mpi: $0.version)
            }
        }
        try folder.write(record)
        // They may have been cut, or drawn before a kill that came between two files.
        if !log.rows.isEmpty {
            try log.write()
            draw()
        }
    }

    /// Writes the row of an epoch, before its checkpoint.
    ///
    /// - Throws: as `AtomicFile`; the row is then not in the log.
    mutating func add(_ epoch: EpochRecord) throws { try log.append(epoch) }

    /// Writes record and figures, after the checkpoint. Where that is not possible the training can
    /// go on all the same, for nothing of it is lost.
    mutating func note(_ training: Pretraining) {
        take(training)
        record.peakMemory = [record.peakMemory, PeakMemory.bytes].compactMap { $0 }.max()
        do {
            try folder.write(record)
            isBehind = false
        } catch {
            isBehind = true
            setting.warn("\(error) The training goes on: its checkpoint is safe.")
        }
        draw()
    }

    /// Makes up for a record that could not be written.
    ///
    /// - Throws: as `AtomicFile`, where it still cannot.
    mutating func close() throws {
        guard isBehind else { return }
        try folder.write(record)
        isBehind = false
    }

    private mutating func take(_ training: Pretraining) {
        record.epochs = log.rows
        record.seconds = log.rows.reduce(0) { $0 + $1.seconds }
        let epochs = training.progress.epochs
        record.bestEpoch = training.progress.bestEpoch ?? (epochs > 0 ? epochs : nil)
        if training.isFinished { record.ended = record.ended ?? Date() }
    }

    private func draw() {
        do {
            try TrainingFigures(epochs: log.rows, recipe: record.recipe, start: record.start)
                .write(to: folder.url)
        } catch {
            setting.warn("\(error) The training goes on without the figures.")
        }
    }
}

/// "val 1-shot 52.3 %"; nil where there is no share.
private func percent(_ name: String, _ share: Double?) -> String? {
    share.map { "\(name) " + Format.percent($0, decimals: 1) }
}

extension TrainingStart {
    /// What the weights were before the first of so many epochs, in one line for a terminal; nil where
    /// that is not known.
    func line(of epochs: Int) -> String? {
        let parts = [percent("val 1-shot", validation1Shot), percent("5-shot", validation5Shot)]
        guard parts.contains(where: { $0 != nil }) else { return nil }
        return "Epoch 0/\(epochs), as it started: "
            + parts.compactMap { $0 }.joined(separator: ", ")
    }
}

extension EpochRecord {
    /// The epoch in one line for a terminal; those that are left, and as many as come `behind` them,
    /// take as long each.
    func line(of epochs: Int, behind: Double) -> String {
        let rest = Double(epochs - epoch) + behind
        let left = Format.clock(rest * seconds)
        let parts: [String?] = [
            "Epoch \(epoch)/\(epochs): loss " + Format.fixed(loss, decimals: 3),
            percent("classes", classAccuracy), percent("rotations", rotationAccuracy),
            percent("val 1-shot", validation1Shot), percent("5-shot", validation5Shot),
            Format.fixed(imagesPerSecond, decimals: 0) + " images/s",
            Format.clock(seconds) + (rest > 0 ? " (\(left) left)" : ""),
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

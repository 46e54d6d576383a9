import Datasets
import Episodes
import Files
import Foundation
import Records
import Reports

extension Evaluate {
    /// The record of an evaluation that begins now.
    ///
    /// - Parameter vectorsHash: the SHA-256 of the class vectors' file; nil for none.
    func freshRecord(
        _ material: EvaluationMaterial, _ list: EpisodeList?, vectorsHash: String?,
        _ setting: Setting
    ) -> EvaluationRecord {
        var run = EvaluationRun(
            command: setting.command, seed: setting.seed,
            models: material.providers.map(\.model), data: material.record,
            episodeList: list.map {
                .init(path: plan.list!.relativePath, sha256: $0.fingerprint)
            }, supportCrops: origin.supportCrops, crops: origin.crops, threads: setting.threads,
            machine: setting.machine, seconds: 0)
        run.classVectors = vectorsHash.map {
            .init(path: classVectors!.relativePath, sha256: $0)
        }
        run.protocolName = plan.published?.rawValue
        return EvaluationRecord(results: [], run: run)
    }

    /// Prints the results, and writes the table of `episodes`, where one is asked for, and the
    /// report.
    ///
    /// - Throws: `UserError` for files that cannot be written, and images that can no longer be
    ///   read.
    func write(
        _ record: EvaluationRecord, _ episodes: EpisodeTable?, _ material: EvaluationMaterial,
        to file: URL, _ setting: Setting
    ) throws {
        setting.say(TextTable.text(record.results))
        if let detectors = record.detectors { setting.say("\n" + TextTable.text(detectors)) }
        var page = EvaluationReport(
            title: title, evaluation: record, trainings: material.trainings)
        page.exports = exports
        if let images = material.images {
            page.samples = try Thumbnails.of(page.classesToShow, images)
            page.photos = try Thumbnails.byPath(images.files, at: page.photosToShow, size: 56)
        }
        if let perEpisode, let episodes {
            try OutputFolder.make(perEpisode.deletingLastPathComponent())
            try AtomicFile.write(episodes.text, to: perEpisode)
        }
        try page.write(to: file)
        setting.sharing.removeUsedParts()
        setting.present(file)
        try setting.listLeftOut(beside: file)
    }
}

import Classifiers
import Datasets
import Episodes
import Features
import Files
import Foundation
import Records
import Reports
import Training

/// `fewshot eval`: episodes on frozen features, and their report.
public struct Evaluate {
    /// Where the features come from.
    public var origin: FeatureOrigin
    /// What episodes are like.
    public var plan = EpisodePlan()
    /// What is done to features first; each with every classifier.
    public var transforms = [FeatureTransform.l2]
    /// What is compared, on the same episodes.
    public var classifiers = Self.defaultClassifiers
    /// A file with a vector of each class, and the classifiers that go by them, behind the others.
    public var classVectors: URL?
    /// The classifiers that go by `classVectors`; of no effect without that file.
    public var classVectorMethods = ClassVectorMethod.inductive
    /// What of the network is adapted to each episode's support images, a row for each.
    public var adaptations: [AdaptedPart] = []
    /// Where the report goes; `report.md` in a folder of `Evaluation/` that is called by data,
    /// checkpoint and a split other than novel unless given.
    public var report: URL?
    /// Where each episode's accuracies go, as a csv file; nowhere unless given.
    public var perEpisode: URL?
    /// Tables of the results that lie beside the report.
    public var exports: [PaperTable.Form] = []
    /// The report's heading.
    public var title = "Few-shot evaluation"

    /// An evaluation of features, all else as its properties start.
    public init(_ origin: FeatureOrigin) { self.origin = origin }

    /// Evaluates, prints a table, and writes the report with `results.json` beside it. Of several
    /// ranks the first one does, and all of them count episodes.
    ///
    /// - Returns: the record; nil where one part of the episodes was counted, for the same evaluation
    ///   without parts to put together.
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws -> EvaluationRecord? {
        let started = Date()
        try plan.requireConsistent()
        try requireAdaptable(setting)
        // Before anything is read, which takes long.
        let isWriter = setting.sharing.isFirst
        if let report, isWriter { try OutputFolder.require(file: report, makingFolder: true) }
        if isWriter { try requirePerEpisode(setting) }
        let material = try EvaluationMaterial(self, setting)
        try material.requireSame(setting)
        let file = report ?? material.report
        // Another evaluation into this report would take it for free until this one ends.
        let held =
            try isWriter && setting.sharing.part == nil && !OutputFolder.isDevice(file)
            ? HeldFolder(holdingReport: file) : nil
        defer { held?.release() }
        if isWriter {
            let record = file.deletingLastPathComponent().appending(
                path: RenderedReport.recordName("results.json", beside: file))
            try setting.requireReplaceable(report: file, record: record)
            try requireOwnTables(beside: file, record, setting)
        }
        // Before features are computed, which takes long.
        if let images = material.images, plan.list == nil { try plan.requireEnough(images) }
        let known = try classVectors.map { file in
            try Fingerprint.withSHA256(of: file) { try ClassVectors(contentsOf: $0) }
        }
        let vectors = known?.value
        let adapting = try adapting(material, setting)
        let methods = try ComparedMethods(
            self, material.providers, plan.split, vectors, adapting: adapting, setting)
        if let vectors { setting.warn(superfluous: vectors, beside: methods.table.classes) }
        let list = try plan.list.map { try EpisodeList(contentsOf: $0) }
        let tasks = try tasks(list, methods, material, setting)
        var record = freshRecord(material, list, vectorsHash: known?.sha256, setting)
        let run = EpisodeRun(
            plan: plan, methods: methods, titles: material.titles,
            temperatureMethods: temperatureMethods(methods, material, vectors, setting),
            work: try record.run.work, parts: file.appendingPathExtension("parts"),
            setting: setting)
        var episodes = perEpisode.map { _ in
            EpisodeTable(of: methods.methods, list: list?.fingerprint)
        }
        for task in tasks {
            guard let results = try run.add(task, to: &record) else { continue }
            for classifier in adapting { try classifier.requireSound() }
            say(adapting, results, task, setting)
            episodes?.add(results, of: task)
        }
        if let part = setting.sharing.part {
            if plan.hasCurve { _ = try run.curve() }
            setting.say(
                "Part \(part) of the episodes is in \(run.parts.relativePath). The same command "
                    + "without it writes the report, when all parts have ended.")
            return nil
        }
        record.correctForComparisons()
        record.seeds = SeedResult.all(of: record)
        if plan.hasCurve { record.curve = try run.curve() }
        if let perEpisode, let episodes {
            record.run.episodeTable = .init(
                path: perEpisode.relativePath, sha256: Fingerprint.sha256(episodes.text))
        }
        record.run.seconds = Date().timeIntervalSince(started)
        guard isWriter else { return record }
        try write(record, episodes, material, to: file, setting)
        return record
    }

    /// Refuses a table of episodes in the place of one of the report's own files, and to replace
    /// tables that lie where this evaluation's go, unless they are its own: its record is there, and
    /// says that this very command made it.
    private func requireOwnTables(
        beside report: URL, _ record: URL, _ setting: Setting
    ) throws {
        var tables = exports.map { EvaluationReport.table($0, beside: report) }
        if let perEpisode {
            let place = perEpisode.standardizedFileURL
            // Whichever is written last would be all that is left of the two.
            guard !([report] + tables).contains(where: { $0.standardizedFileURL == place }) else {
                throw UserError(
                    setting: "per-episode",
                    "is \(perEpisode.relativePath), which the report has for itself. Give the table "
                        + "of episodes another name.")
            }
            tables.append(perEpisode)
        }
        guard !setting.overwrites, let first = tables.first(where: \.exists) else { return }
        let known = try? JSONFile.read(EvaluationRecord.self, from: record)
        guard known?.run.command != setting.command else { return }
        throw OutputFolder.occupied(
            first, new: "table", goingBy: first == perEpisode ? "per-episode" : "report")
    }

    /// Sees to it, before the work, that the file of episodes can be written.
    private func requirePerEpisode(_ setting: Setting) throws {
        guard let perEpisode else { return }
        guard perEpisode.pathExtension == "csv" else {
            throw UserError(
                setting: "per-episode",
                "is \(perEpisode.relativePath); its name must end in .csv.")
        }
        try OutputFolder.require(file: perEpisode, makingFolder: true)
    }

    /// The methods on the classes that temperatures are fitted on; nil where there are none, or where
    /// networks are adapted: to 200 tasks more they would be for that.
    private func temperatureMethods(
        _ methods: ComparedMethods, _ material: EvaluationMaterial, _ vectors: ClassVectors?,
        _ setting: Setting
    ) -> ComparedMethods? {
        guard adaptations.isEmpty else { return nil }
        return plan.split == .val ? methods : valMethods(material, vectors, setting)
    }

    /// The methods on val classes, which only temperatures need; nil where these cannot be used.
    private func valMethods(
        _ material: EvaluationMaterial, _ vectors: ClassVectors?, _ setting: Setting
    ) -> ComparedMethods? {
        guard material.hasVal else { return nil }
        do {
            return try ComparedMethods(self, material.providers, .val, vectors, setting)
        } catch {
            setting.warn("No temperatures are fitted, for want of val classes: \(error)")
            return nil
        }
    }

    private func tasks(
        _ list: EpisodeList?, _ methods: ComparedMethods, _ material: EvaluationMaterial,
        _ setting: Setting
    ) throws -> [EpisodeTask] {
        if let list {
            return [
                try EpisodeTask(
                    list, over: methods.table, hashes: material.hashes, seed: setting.seed)
            ]
        }
        if plan.hasVariableTasks {
            setting.warn(smallClassesOf: methods.table)
            return [
                try EpisodeTask(
                    variableOf: methods.table, episodes: plan.count, seed: setting.seed)
            ]
        }
        return try plan.shots.flatMap { shot in
            try plan.queryImbalances.map { queryImbalance in
                try EpisodeTask(
                    of: methods.table, plan, way: plan.way, shot: shot,
                    queryImbalance: queryImbalance, openClasses: plan.openClasses,
                    episodes: plan.count, seed: setting.seed)
            }
        }
    }
}

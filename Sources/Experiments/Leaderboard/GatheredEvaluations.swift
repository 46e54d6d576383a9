import Files
import Foundation
import Records
import Statistics

/// What a folder holds of evaluations over lists of episodes: each record with the table of episodes
/// that it names, wherever in the folder the two lie, and tables of other programs.
struct GatheredEvaluations {
    /// One method, with its share of right answers in each episode.
    struct Method {
        let list: String
        var entry: LeaderboardRecord.Entry
        let accuracies: [Double]
        /// The file that it is refused as.
        var source: String { entry.evaluation ?? entry.table }
    }

    private(set) var methods: [Method] = []
    private(set) var refused: [LeaderboardRecord.Refusal] = []

    /// Looks through `folder` and the folders in it.
    init(in folder: URL) throws {
        let paths = try Self.files(in: folder)
        // By the SHA-256 of their bytes.
        var tables: [String: (path: String, text: String)] = [:]
        for path in paths where path.lowercased().hasSuffix(".csv") {
            guard let text = try? InputFile.readText(folder.appending(path: path)),
                EpisodeColumns.isTable(text)
            else { continue }
            let hash = Fingerprint.sha256(text)
            if tables[hash] == nil { tables[hash] = (path, text) }
        }
        // The tables that records name: by their hash, and those that are not there by their place.
        var (named, missing) = (Set<String>(), [String: String]())
        for path in paths where Self.isRecord(path) {
            guard
                let record = try? JSONFile.read(
                    EvaluationRecord.self, from: folder.appending(path: path))
            else {
                refuse(path, "is no record of an evaluation, or a damaged one")
                continue
            }
            if let table = record.run.episodeTable {
                named.insert(table.sha256)
                if tables[table.sha256] == nil {
                    let beside = folder.appending(path: path).deletingLastPathComponent()
                        .appending(path: Self.name(of: table.path))
                    for place in [beside, URL(fileURLWithPath: table.path)] {
                        missing[place.resolvingSymlinksInPath().path] = path
                    }
                }
            }
            do { methods += try Self.methods(of: record, path, tables) } catch {
                refuse(path, error)
            }
        }
        for (hash, table) in tables.sorted(by: { precedes($0.value.path, $1.value.path) })
        where !named.contains(hash) {
            let place = folder.appending(path: table.path).resolvingSymlinksInPath()
            if let record = missing[place.path] {
                refuse(table.path, "lies where the table of \(record) did, but is another")
                continue
            }
            do { methods += try Self.methods(of: table) } catch { refuse(table.path, error) }
        }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Leaves only what is over one list, and whole; the rest is refused.
    mutating func keepOnly(list: String) {
        refuse {
            $0.list != list
        } because: {
            "is over another list of episodes (\($0.list.prefix(12))…), not \(list.prefix(12))…"
        }
        // A list has one number of episodes, which those know who read it.
        let counts = methods.filter { $0.entry.evaluation != nil }.map(\.accuracies.count)
        guard let count = counts.first ?? methods.map(\.accuracies.count).max() else { return }
        refuse {
            $0.accuracies.count != count
        } because: {
            "has \($0.accuracies.count) of the list's \(count) episodes"
        }
    }

    /// Takes what is there several times once.
    mutating func keepOnlyFirstOfEqual() {
        var kept: [Method] = []
        for method in methods {
            let twin = kept.first {
                $0.entry.name == method.entry.name && $0.accuracies == method.accuracies
                    && $0.entry.model?.files.map(\.sha256)
                        == method.entry.model?.files.map(\.sha256)
            }
            if let twin {
                refuse(
                    method.source, "has \(method.entry.name) again, as it is in \(twin.source)")
            } else {
                kept.append(method)
            }
        }
        methods = kept
    }

    private mutating func refuse(
        _ isRefused: (Method) -> Bool, because reason: (Method) -> String
    ) {
        for method in methods where isRefused(method) {
            if !refused.contains(where: { $0.file == method.source }) {
                refuse(method.source, reason(method))
            }
        }
        methods.removeAll(where: isRefused)
    }

    private mutating func refuse(_ file: String, _ reason: String) {
        refused.append(.init(file: file, reason: reason))
    }

    private mutating func refuse(_ file: String, _ error: any Error) {
        refuse(file, (error as? UserError)?.statement ?? "\(error)")
    }

    /// The methods of an evaluation.
    private static func methods(
        of record: EvaluationRecord, _ path: String,
        _ tables: [String: (path: String, text: String)]
    ) throws -> [Method] {
        guard let list = record.run.episodeList else {
            throw UserError(.badData, "drew its episodes itself; only those of a list are compared")
        }
        guard let named = record.run.episodeTable else {
            throw UserError(
                .badData, "has no table of its episodes: evaluate again with one (per-episode)")
        }
        guard let table = tables[named.sha256] else {
            throw UserError(
                .badData,
                "names the table of episodes \(named.path), which is not in this folder, or changed"
            )
        }
        let columns = try EpisodeColumns(table.text)
        guard columns.names.count == record.results.count else {
            throw UserError(
                .badData,
                "has \(record.results.count) results, but columns for "
                    + "\(columns.names.count) in \(table.path)")
        }
        return zip(record.results, columns.accuracies).map { result, accuracies in
            let model = record.run.models.first { result.model == nil || $0.name == result.model }
            var entry = entry(
                "\(result.classifier) \(result.transform)", in: table.path, accuracies)
            entry.evaluation = path
            entry.model = model
            (entry.supportCrops, entry.crops) = (record.run.supportCrops, record.run.crops)
            entry.transductive = result.transductive
            entry.usesQueryCounts = result.usesQueryCounts
            return Method(list: list.sha256, entry: entry, accuracies: accuracies)
        }
    }

    /// The methods of another program.
    private static func methods(of table: (path: String, text: String)) throws -> [Method] {
        let columns = try EpisodeColumns(table.text)
        guard let list = columns.list else {
            throw UserError(
                .badData,
                "does not say of which list its episodes are: no record here names it, and it has no "
                    + "column \"list\"")
        }
        return zip(columns.names, columns.accuracies).map {
            Method(list: list, entry: entry($0, in: table.path, $1), accuracies: $1)
        }
    }

    private static func entry(
        _ name: String, in table: String, _ accuracies: [Double]
    ) -> LeaderboardRecord.Entry {
        let estimate = MeanEstimate(of: accuracies)
        return .init(name: name, table: table, accuracy: estimate.mean, ci95: estimate.ci95)
    }

    private static func isRecord(_ path: String) -> Bool {
        let name = name(of: path)
        return name == "results.json" || name.hasSuffix("-results.json")
    }

    /// All files by path relative to `folder`, each folder once though links lead in circles.
    private static func files(in folder: URL) throws -> [String] {
        if let trouble = Folder.trouble(listing: folder) {
            throw UserError(.missingInput, "The folder \(folder.relativePath) \(trouble).")
        }
        var paths: [String] = []
        var seen: Set<URL> = []
        func look(into url: URL, below prefix: String) {
            guard seen.insert(url.resolvingSymlinksInPath()).inserted else { return }
            for entry in Folder.entries(in: url) ?? [] {
                let path = prefix + entry.name
                if entry.isFolder {
                    look(into: url.appending(path: entry.name), below: path + "/")
                } else {
                    paths.append(path)
                }
            }
        }
        look(into: folder, below: "")
        return paths
    }
}

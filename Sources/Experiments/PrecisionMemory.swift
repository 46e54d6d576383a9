import Files
import Foundation
import Records

/// What was measured before, a small file for each network, size and kind of work, so that the
/// same command takes the same precision every time.
public struct PrecisionMemory: Sendable {
    /// What a measurement holds for.
    struct Key: Codable, Equatable {
        let cpu, library, fewshot: String
        /// The version of our own loops, `Device.arithmetic`: with it speeds change.
        let arithmetic: Int
        let threads: Int
        let backbone: String
        let size: Int
        let work: String
    }

    private struct Entry: Codable {
        let key: Key
        let trial: PrecisionTrial
    }

    /// The folder; nil keeps nothing.
    private let folder: URL?

    /// A memory in a folder, which need not exist yet; nil keeps nothing.
    public init(in folder: URL?) { self.folder = folder }

    /// The memory of this user.
    public static var ofUser: PrecisionMemory { PrecisionMemory(in: UserCache.folder) }

    /// What is remembered of `key`, else what is measured now. A memory that cannot be written is no
    /// error; of two programs that measure at once, both take what the first one wrote.
    func trial(
        of key: Key, _ measure: () throws -> PrecisionTrial
    ) rethrows -> (trial: PrecisionTrial, isNew: Bool) {
        guard let file = file(of: key) else { return (try measure(), true) }
        if let known = Self.read(file, key) { return (known, false) }
        let trial = try measure()
        Self.keep(Entry(key: key, trial: trial), in: file)
        return (Self.read(file, key) ?? trial, true)
    }

    /// The files of all that is remembered.
    var files: [URL] {
        guard let folder else { return [] }
        return (Folder.names(in: folder) ?? []).filter {
            $0.hasPrefix("precision-") && $0.hasSuffix(".json")
        }.map { folder.appending(path: $0) }
    }

    private func file(of key: Key) -> URL? {
        guard let folder, let text = try? JSONFile.data(key) else { return nil }
        let name = Fingerprint.sha256(String(decoding: text, as: UTF8.self)).prefix(16)
        return folder.appending(path: "precision-\(name).json")
    }

    private static func read(_ file: URL, _ key: Key) -> PrecisionTrial? {
        guard let entry = try? JSONFile.read(Entry.self, from: file), entry.key == key,
            [entry.trial.f32, entry.trial.bf16].allSatisfy({ $0.isFinite && $0 > 0 })
        else { return nil }
        return entry.trial
    }

    /// A link, unlike a rename, leaves what another program wrote meanwhile.
    private static func keep(_ entry: Entry, in file: URL) {
        let own = file.appendingPathExtension("\(ProcessInfo.processInfo.processIdentifier)")
        try? OutputFolder.make(file.deletingLastPathComponent())
        if read(file, entry.key) == nil { file.removeFile() }
        try? JSONFile.write(entry, to: own)
        try? FileManager.default.linkItem(at: own, to: file)
        own.removeFile()
    }
}

import Datasets
import Features
import Files
import Foundation

/// `fewshot cache`: says what features, findings of scans and measured precisions are kept, or
/// removes them.
public struct ListCache {
    /// Whether they are removed.
    public var clears: Bool

    /// A list, or a removal.
    public init(clears: Bool = false) { self.clears = clears }

    /// Says it, the most recently used first.
    public func run(_ setting: Setting) {
        features(setting)
        scans(setting)
        precisions(setting)
    }

    private func features(_ setting: Setting) {
        let entries = setting.features.entries
        guard let folder = setting.features.folder, !entries.isEmpty else {
            return setting.say("No features are kept.")
        }
        let size = ByteSize.words(entries.reduce(0) { $0 + $1.bytes })
        let sum = "\(counted(entries.count, "table")) of features, \(size), in \(folder.path)"
        if clears {
            setting.features.clear()
            return setting.say("Removed \(sum)")
        }
        setting.say(sum)
        for entry in entries { setting.say(line(entry)) }
    }

    private func scans(_ setting: Setting) {
        let entries = setting.scans.files.entries
        guard let folder = setting.scans.files.folder, !entries.isEmpty else { return }
        let images = entries.reduce(0) { $0 + ScanMemory.count(of: $1) }
        let sum =
            "\(counted(entries.count, "scan")) of \(counted(images, "image")), "
            + "\(ByteSize.words(entries.reduce(0) { $0 + $1.bytes })), in \(folder.path)"
        if clears { setting.scans.files.clear() }
        setting.say((clears ? "Removed " : "") + sum)
    }

    private func precisions(_ setting: Setting) {
        let files = setting.precisions.files
        guard let first = files.first else { return }
        if clears { for file in files { file.removeFile() } }
        setting.say(
            (clears ? "Removed " : "") + "\(counted(files.count, "measurement")) of precisions, in "
                + first.deletingLastPathComponent().path)
    }

    private func line(_ entry: FeatureCache.Entry) -> String {
        let used = entry.used.formatted(
            .iso8601.year().month().day().dateTimeSeparator(.space).time(
                includingFractionalSeconds: false))
        let content =
            entry.content.map { content in
                let crops = content.key.crops.map { ", mean of \(counted($0, "crop"))" } ?? ""
                return "\(content.images) × \(content.dimension) by \(content.key.backbone) "
                    + "\(content.key.checkpoint.prefix(8)) at \(content.key.imageSize) px\(crops)"
            } ?? "damaged"
        return "\(used)  \(ByteSize.words(entry.bytes))  \(content)"
    }
}

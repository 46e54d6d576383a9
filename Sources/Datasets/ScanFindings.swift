import Files
import Foundation
import Synchronization

/// What scans of one listing found, in a file that grows while one is at work: what was found when
/// it is interrupted stays.
final class ScanFindings: Sendable {
    /// What was found of a file that can be used.
    struct Finding: Sendable, Equatable {
        /// Of the bytes that were decoded.
        let hash: Fingerprint.Digest
        /// Whether there are bytes between its parts that belong to none.
        let isStray: Bool
    }

    private let url: URL
    private let settling: Double
    /// Sorted by their keys.
    private let known: [Record]
    private let new: Mutex<(bytes: Data, written: Date, hasFailed: Bool)>

    /// The findings in the file at `url`, for a listing of `count` images.
    ///
    /// What is damaged is not known. A file that is mostly damage or repetition is written anew, and
    /// one that is mostly of other images begins anew; without either it would grow for ever.
    init(at url: URL, expecting count: Int, settling: Double) {
        (self.url, self.settling) = (url, settling)
        let bytes = (try? InputFile.read(url)) ?? Data()
        var known = Record.all(in: bytes)
        if known.count > 4 * count + 4096 {
            url.removeFile()
            known = []
        } else if bytes.count > 2 * known.count * Record.size || bytes.count % Record.size != 0 {
            let sound = known.reduce(into: Data()) { $0 += $1.bytes }
            try? AtomicFile.write(sound, to: url)
        } else if !known.isEmpty {
            KeptFiles.use(url)
        }
        self.known = known
        new = Mutex((Data(), Date(), false))
    }

    /// What is known of an image as it is now.
    func finding(of file: ImageFile) -> Finding? {
        guard !known.isEmpty, let state = FileState(of: file.place) else { return nil }
        let key = Record.key(file.key, state)
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle].precedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < known.count && known[low].key == key ? known[low].finding : nil
    }

    /// Keeps what was found of an image, whose file was in this state before it was read.
    func keep(_ finding: Finding, of file: ImageFile, in state: FileState) {
        guard state.isSettled(for: settling) else { return }
        let record = Record(key: Record.key(file.key, state), finding: finding).bytes
        new.withLock { new in
            new.bytes += record
            if new.bytes.count >= 1 << 16 || new.written.timeIntervalSinceNow < -1 {
                write(&new)
            }
        }
    }

    /// Writes down what is not yet.
    func finish() { new.withLock { write(&$0) } }

    /// A memory that cannot be written is no error; what another scan of the same images writes at
    /// the same time stands before or behind.
    private func write(_ new: inout (bytes: Data, written: Date, hasFailed: Bool)) {
        guard !new.bytes.isEmpty, !new.hasFailed else { return }
        do {
            try OutputFolder.make(url.deletingLastPathComponent())
            try OpenFile.append(new.bytes, to: url)
        } catch {
            new.hasFailed = true
        }
        new.bytes.removeAll(keepingCapacity: true)
        new.written = Date()
    }
}

import Dispatch
import Files
import Foundation
import Images
import Synchronization

/// What reading every image found.
public struct ScanReport: Sendable {
    /// The images that can be used, each with its hash; classes stay, even where none of their images can.
    public let accepted: LabeledImages
    /// The SHA-256 of each accepted image's bytes, in the order of its files.
    public let hashes: [String]
    /// The files that are left out, sorted by path.
    public let rejected: [RejectedFile]
    /// The accepted JPEG files with bytes between their parts that belong to none of them, sorted:
    /// all of their pictures is there.
    public let stray: [String]
    /// `accepted.fingerprint()`, of the bytes that were scanned.
    public let fingerprint: String
    /// How many files were opened for it; of the others was known what is in them.
    public let opened: Int
}

extension LabeledImages {
    /// Reads and decodes every image, on `threads` threads, and leaves out what does not decode.
    ///
    /// - Parameters:
    ///   - memory: what earlier scans found, and where is kept what this one finds.
    ///   - name: what these images are known by there.
    ///   - progress: called now and then, and at the end, with the number of files done and the
    ///     number of all; never by two threads at once.
    public func scanned(
        threads: Int, memory: ScanMemory = ScanMemory(in: nil), name: String = "",
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> ScanReport {
        let known = memory.scan(of: name, count: files.count)
        let opened = Atomic(0)
        let outcomes = inspected(threads: threads, progress: progress) { file in
            let path = file.url.path
            if let finding = known?.finding(of: path) { return finding }
            opened.add(1, ordering: .relaxed)
            let (bytes, state) = try FileBytes.readWithState(path)
            let finding = ScanFindings.Finding(
                hash: Fingerprint.digest(bytes), isStray: try Image.strayBytes(in: bytes) > 0)
            known?.keep(finding, of: path, in: state)
            return finding
        }
        known?.finish()
        memory.files.makeRoom()
        var stray: [String] = []
        var good: [ImageFile] = []
        var hashes: [String] = []
        var rejected: [RejectedFile] = []
        for (file, outcome) in zip(files, outcomes) {
            switch outcome {
            case .success(let found):
                let hash = found.hash.description
                good.append(file.known(by: hash))
                hashes.append(hash)
                if found.isStray { stray.append(file.path) }
            case .failure(let rejection): rejected.append(rejection.file)
            }
        }
        let accepted = LabeledImages(classes: classes, files: good)
        return ScanReport(
            accepted: accepted, hashes: hashes, rejected: rejected, stray: stray,
            fingerprint: accepted.fingerprint(of: hashes), opened: opened.load(ordering: .relaxed))
    }

    /// The SHA-256 over a line for each image, sorted by path: its path, its class and the SHA-256
    /// of its bytes. Equal for equal data wherever they lie.
    ///
    /// - Throws: `UserError` `.badData` naming an image that cannot be read.
    public func fingerprint() throws -> String {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let hashes = inspected(threads: threads, progress: nil) {
            Fingerprint.sha256(try FileBytes.read($0.url.path))
        }
        return fingerprint(
            of: try hashes.map { result in
                switch result {
                case .success(let hash): return hash
                case .failure(let rejection):
                    throw UserError(.badData, "The image \(rejection.file).")
                }
            })
    }

    /// The same from the SHA-256 of each image's bytes, in the order of `files`.
    public func fingerprint(of hashes: [String]) -> String {
        precondition(hashes.count == files.count, "a fingerprint needs a hash for each image")
        var hasher = Fingerprint.SHA256()
        for (file, hash) in zip(files, hashes) {
            hasher.update("\(file.path)\t\(classes[file.label])\t\(hash)\n")
        }
        return hasher.finish()
    }

    /// `inspect` of every file, in the order of `files`.
    func inspected<Found: Sendable>(
        threads: Int, progress: (@Sendable (Int, Int) -> Void)?,
        inspect: @Sendable (ImageFile) throws -> Found
    ) -> [Result<Found, Rejection>] {
        let share = 64
        let total = files.count
        let results = Gathered<Result<Found, Rejection>>(count: total, progress: progress)
        let shares = (total + share - 1) / share
        let workers = max(1, min(threads, shares))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            for start in stride(from: worker * share, to: total, by: workers * share) {
                let range = start..<min(start + share, total)
                results.put(
                    files[range].map { file in
                        do {
                            return .success(try inspect(file))
                        } catch {
                            return .failure(
                                Rejection(file: RejectedFile(path: file.path, reason: "\(error)")))
                        }
                    }, at: start)
            }
        }
        return results.all
    }
}

/// A rejected file as an error.
struct Rejection: Error {
    let file: RejectedFile
}

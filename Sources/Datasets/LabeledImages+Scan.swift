import Dispatch
import Files
import Foundation
import Images

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
}

extension LabeledImages {
    /// Reads and decodes every image, on `threads` threads, and leaves out what does not decode.
    ///
    /// - Parameter progress: called now and then, and at the end, with the number of files done and
    ///   the number of all; never by two threads at once.
    public func scanned(
        threads: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> ScanReport {
        let outcomes = inspected(threads: threads, progress: progress) { bytes in
            (hash: Fingerprint.sha256(bytes), isStray: try Image.strayBytes(in: bytes) > 0)
        }
        var stray: [String] = []
        var good: [ImageFile] = []
        var hashes: [String] = []
        var rejected: [RejectedFile] = []
        for (file, outcome) in zip(files, outcomes) {
            switch outcome {
            case .success(let found):
                good.append(file.known(by: found.hash))
                hashes.append(found.hash)
                if found.isStray { stray.append(file.path) }
            case .failure(let rejection): rejected.append(rejection.file)
            }
        }
        let accepted = LabeledImages(classes: classes, files: good)
        return ScanReport(
            accepted: accepted, hashes: hashes, rejected: rejected, stray: stray,
            fingerprint: accepted.fingerprint(of: hashes))
    }

    /// The SHA-256 over a line for each image, sorted by path: its path, its class and the SHA-256
    /// of its bytes. Equal for equal data wherever they lie.
    ///
    /// - Throws: `UserError` `.badData` naming an image that cannot be read.
    public func fingerprint() throws -> String {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let hashes = inspected(threads: threads, progress: nil) { Fingerprint.sha256($0) }
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

    /// `inspect` of every file's bytes, in the order of `files`.
    func inspected<Found: Sendable>(
        threads: Int, progress: (@Sendable (Int, Int) -> Void)?,
        inspect: @Sendable ([UInt8]) throws -> Found
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
                            let bytes = try FileBytes.read(file.url.path)
                            return .success(try inspect(bytes))
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

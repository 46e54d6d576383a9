import Files
import Images
import Synchronization

/// What reading every image found.
public struct ScanReport: Sendable {
    /// The images that can be used, each with its hash; classes stay, even where none of their images can.
    public let accepted: LabeledImages
    /// The files that are left out, sorted by path.
    public let rejected: [RejectedFile]
    /// The accepted JPEG files with bytes between their parts that belong to none of them, sorted:
    /// all of their pictures is there.
    public let stray: [String]
    /// How many files were opened for it; of the others was known what is in them.
    package let opened: Int

    /// The SHA-256 of each accepted image's bytes, in the order of its files.
    public var hashes: [String] { accepted.files.map { $0.sha256! } }
    /// `accepted.knownFingerprint`: of the bytes that were scanned.
    public var fingerprint: String { accepted.knownFingerprint }
}

extension LabeledImages {
    /// Reads and decodes every image, on `threads` threads, and leaves out what does not decode.
    ///
    /// - Parameters:
    ///   - memory: what earlier scans found, and where is kept what this one finds.
    ///   - name: what these images are known by there.
    ///   - progress: called now and then, and at the end, with the number of files done and the
    ///     number of all; never by two threads at once.
    public consuming func scanned(
        threads: Int, memory: ScanMemory = ScanMemory(in: nil), name: String = "",
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> ScanReport {
        let known = memory.scan(of: name, count: files.count)
        let found = Mutex((rejected: [RejectedFile](), stray: [String](), opened: 0))
        changeEach(threads: threads, progress: progress) { file in
            do {
                if let finding = known?.finding(of: file) {
                    if finding.isStray { found.withLock { $0.stray.append(file.path) } }
                    file = file.known(by: finding.hash)
                    return
                }
                found.withLock { $0.opened += 1 }
                let (bytes, state) = try file.read()
                let finding = ScanFindings.Finding(
                    hash: Fingerprint.digest(bytes), isStray: try Image.strayBytes(in: bytes) > 0)
                if finding.isStray { found.withLock { $0.stray.append(file.path) } }
                known?.keep(finding, of: file, in: state)
                file = file.known(by: finding.hash)
            } catch {
                found.withLock {
                    $0.rejected.append(RejectedFile(path: file.path, reason: "\(error)"))
                }
                file = file.unknown
            }
        }
        known?.finish()
        memory.files.makeRoom()
        let (rejected, stray, opened) = found.withLock { $0 }
        if !rejected.isEmpty { files.removeAll { $0.digest == nil } }
        return ScanReport(
            accepted: self, rejected: rejected.sorted { precedes($0.path, $1.path) },
            stray: stray.sorted(by: precedes), opened: opened)
    }

    /// Changes every image where it is, on several threads: a million of them are not copied.
    private mutating func changeEach(
        threads: Int, progress: (@Sendable (Int, Int) -> Void)?,
        _ change: @Sendable (inout ImageFile) -> Void
    ) {
        let parts = files.indices.parts(of: 64)
        let done = Mutex(0)
        files.withUnsafeMutableBufferPointer { files in
            // Each image is in one part.
            nonisolated(unsafe) let files = files
            parts.indices.forEach(threads: threads) { part in
                for place in parts[part] { change(&files[place]) }
                done.withLock {
                    $0 += parts[part].count
                    progress?($0, files.count)
                }
            }
        }
    }

    /// The SHA-256 over a line for each image, sorted by path: its path, its class and the SHA-256
    /// of its bytes, of images that were scanned. Equal for equal data wherever they lie.
    public var knownFingerprint: String {
        var hasher = Fingerprint.SHA256()
        for file in files {
            hasher.update("\(file.path)\t\(classes[file.label])\t\(file.sha256!)\n")
        }
        return hasher.finish()
    }

    /// `inspect` of every file, in the order of `files`.
    func inspected<Found: Sendable>(
        threads: Int, progress: (@Sendable (Int, Int) -> Void)?,
        inspect: @Sendable (ImageFile) throws -> Found
    ) -> [Result<Found, Rejection>] {
        let parts = files.indices.parts(of: 64)
        let results = Gathered<Result<Found, Rejection>>(count: files.count, progress: progress)
        parts.indices.forEach(threads: threads) { part in
            let own = files[parts[part]].map { file in
                Result { try inspect(file) }.mapError {
                    Rejection(file: RejectedFile(path: file.path, reason: "\($0)"))
                }
            }
            results.put(own, at: parts[part].lowerBound)
        }
        return results.all
    }
}

/// A rejected file as an error.
struct Rejection: Error {
    let file: RejectedFile
}

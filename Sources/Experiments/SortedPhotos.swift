import Datasets
import Files
import Foundation
import Records

/// Photos in a folder for each label: copies of them or links to them. Nothing is moved, replaced or
/// deleted.
struct SortedPhotos {
    /// The folder to make: DIR/LABEL/PATH, each path as it was among the images.
    let folder: URL
    /// Whether links are made, not copies.
    let areLinks: Bool

    /// Makes the folder, before the work, and holds it: one that is empty, or not there yet, and lies
    /// in none that is read.
    ///
    /// - Throws: `UserError` where it cannot be used.
    func hold(outside sources: [URL]) throws -> HeldFolder {
        for source in sources {
            guard !folder.isInside(source) else {
                throw UserError(
                    setting: "sort-into",
                    "is \(folder.path), which lies in \(source.path): the next run would take "
                        + "the copies for further photos. Name a folder elsewhere.")
            }
        }
        let isNew = !folder.exists
        let held = try HeldFolder(holding: folder)
        // A hidden file is somebody's, too; the lock is the only one that is known.
        let content = Folder.names(in: folder, hidden: true) ?? []
        guard isNew || content == [HeldFolder.lockName] else {
            held.release()
            throw UserError(
                setting: "sort-into", kind: .cannotCreate,
                "is \(folder.path), which is not empty, and nothing in it is replaced. Name a new "
                    + "folder.")
        }
        return held
    }

    /// Makes the folder.
    ///
    /// - Returns: how many photos are in it; those of no label are not.
    /// - Throws: `UserError` naming the file that cannot be made or read.
    func write(_ answers: [ClassificationRecord.Answer], of images: LabeledImages) throws -> Int {
        let labels = Dictionary(
            uniqueKeysWithValues: answers.map { (ExactText($0.path), $0.label) })
        var count = 0
        for file in images.files {
            guard case .some(.some(let label)) = labels[ExactText(file.path)] else { continue }
            let place = folder.appending(path: label, directoryHint: .isDirectory)
                .appending(path: file.path, directoryHint: .notDirectory)
            try OutputFolder.make(place.deletingLastPathComponent())
            try areLinks ? link(file.url, at: place) : copy(file, to: place)
            count += 1
        }
        return count
    }

    private func copy(_ file: ImageFile, to place: URL) throws {
        let bytes: [UInt8]
        do { bytes = try file.bytes() } catch { throw file.unusable(error) }
        // An archive's date is none of its photos'.
        try AtomicFile.write(
            copy: Data(bytes), of: file.url, keepingDate: !file.isInArchive, to: place)
    }

    private func link(_ file: URL, at place: URL) throws {
        do {
            try FileManager.default.createSymbolicLink(
                at: place, withDestinationURL: file.absoluteURL.standardizedFileURL)
        } catch {
            throw UserError(
                .cannotCreate,
                "The link \(place.path) cannot be made: \(error.localizedDescription)")
        }
    }
}

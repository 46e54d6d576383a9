import Files
import Foundation
import Reports
import Synchronization

/// What a command leaves out of its images, told as it is found and listed whole beside the results.
final class LeftOut: Sendable {
    private let lines = Mutex<[String]>([])

    /// The list's first line, by which it is known.
    private static let head = "# Left out by fewshot, each with the reason"

    func add(_ all: [String]) { lines.withLock { $0 += all } }

    /// Where the list of the results at `url` lies.
    static func list(beside url: URL) -> URL {
        url.deletingLastPathComponent().appending(
            path: RenderedReport.recordName("left-out.txt", beside: url))
    }

    /// Whether the file at `url` is such a list.
    static func isList(_ url: URL) -> Bool {
        (try? InputFile.readText(url))?.hasPrefix(head) == true
    }

    /// Writes the list beside the results at `url`, or removes an earlier one where nothing is left
    /// out.
    ///
    /// - Returns: whether there is anything to list.
    /// - Throws: as `AtomicFile`.
    fileprivate func write(to url: URL) throws -> Bool {
        let lines = lines.withLock(\.self)
        guard !lines.isEmpty else {
            if Self.isList(url) { url.removeFile() }
            return false
        }
        let text = ([Self.head] + lines.map(\.visible)).joined(separator: "\n") + "\n"
        try AtomicFile.write(Data(text.utf8), to: url)
        return true
    }
}

extension Setting {
    /// Lists all that was left out in a file beside the results at `url`.
    ///
    /// - Throws: as `AtomicFile`.
    func listLeftOut(beside url: URL) throws {
        guard try !OutputFolder.isDevice(url) else { return }
        let file = LeftOut.list(beside: url)
        if try leftOut.write(to: file) {
            say("Left out, with the reasons: \(file.relativePath)")
        }
    }
}

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

    /// The list; nil where nothing is left out.
    fileprivate var text: String? {
        let lines = lines.withLock(\.self)
        guard !lines.isEmpty else { return nil }
        return ([Self.head] + lines.map(\.visible)).joined(separator: "\n") + "\n"
    }
}

extension Setting {
    /// Lists all that was left out in a file beside the results at `url`, or removes an earlier
    /// list where nothing was. A file that is no such list stays.
    ///
    /// - Throws: as `AtomicFile`.
    func listLeftOut(beside url: URL) throws {
        guard try !OutputFolder.isDevice(url) else { return }
        let file = LeftOut.list(beside: url)
        let isFree = !file.exists || LeftOut.isList(file)
        guard let text = leftOut.text else {
            if isFree { file.removeFile() }
            return
        }
        guard isFree || overwrites else {
            return warn(
                "What was left out is not listed: somebody else's \(file.relativePath) stays.")
        }
        try AtomicFile.write(Data(text.utf8), to: file)
        say("Left out, with the reasons: \(file.relativePath)")
    }
}

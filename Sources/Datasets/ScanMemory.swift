import Files
import Foundation
import Images

/// What scans found of files, kept from one command to the next, so that a million files need not be
/// read again to be trained on: a file for each listing of images, of 512 MB at most together.
///
/// A finding belongs to a path with the size, inode and times that the system gave when the bytes
/// were read; anything else is another file. Files that cannot be used are not remembered: they are
/// few, and what is wrong with them may be mended.
public struct ScanMemory: Sendable {
    /// Where it lies; nil remembers nothing.
    public let files: KeptFiles
    private let reader: String
    private let settling: Double

    /// A memory in a folder, which need not exist yet; nil remembers nothing.
    ///
    /// - Parameters:
    ///   - program: the version of who reads images: another may find otherwise.
    ///   - settling: the seconds that a file must have been as it is to be remembered; as much as
    ///     the clock of a file system is coarse, of which two seconds are the most.
    public init(
        in folder: URL?, readBy program: String = "", limit: Int = 512 << 20, settling: Double = 2
    ) {
        files = KeptFiles(in: folder, prefix: "scan-", suffix: ".findings", limit: limit)
        reader = "scan 1 by \(program) with \(Image.decoders)"
        self.settling = settling
    }

    /// What is known of `count` images that `name` stands for; nil where nothing is to be known.
    func scan(of name: String, count: Int) -> ScanFindings? {
        files.url(for: "\(reader)\n\(name)").map {
            ScanFindings(at: $0, expecting: count, settling: settling)
        }
    }

    /// How many images the findings in an entry are of.
    public static func count(of entry: KeptFiles.Entry) -> Int {
        entry.bytes / ScanFindings.Record.size
    }
}

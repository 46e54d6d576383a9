import Foundation

/// What tells a folder of pictures that this program wrote (a report's, a gallery's) from data: a
/// hidden file in it. Photos on which a report lies beside them are not evaluated with the report's
/// own thumbnails the next time.
public enum OutputMark {
    /// The file's name.
    public static let name = ".fewshot"
    /// What it says to a person who finds it.
    public static let content = Data(
        "fewshot wrote this folder. It is never read as images; delete this file if it should be.\n"
            .utf8)

    /// Whether the folder at `url` has the mark.
    public static func isThere(_ url: URL) -> Bool { url.appending(path: name).exists }
}

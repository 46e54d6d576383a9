import Foundation

/// Where programs keep what they can do without.
public enum UserCache {
    /// The folder of this program's in the user's (freedesktop's base directories: `XDG_CACHE_HOME`,
    /// else `~/.cache`), which need not exist yet; nil where the environment names none.
    public static var folder: URL? {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.cache" }
        return cache.map { URL(filePath: $0).appending(path: "fewshot") }
    }
}

import Foundation

/// The most memory that this process has held at once, as Linux counts it (VmHWM).
enum PeakMemory {
    /// Starts the count anew from what is held now. Where the kernel does not allow it, the count
    /// goes on from the process's start.
    static func restart() {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// In bytes; nil where the kernel does not say.
    static var bytes: UInt64? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { UInt64($0) }.map { $0 * 1024 }
    }
}

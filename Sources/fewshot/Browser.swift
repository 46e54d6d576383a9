import Experiments
import Foundation

/// What shows a page to the person at this machine.
enum Browser {
    /// How long a program may take to say that it cannot, in seconds.
    private static let patience = 2.0

    /// Opens the page at `url`. Where nothing here does that, a sentence says where it lies: the
    /// page is written, and that nobody sees it yet is no error.
    static func open(_ url: URL) {
        if !isShown(url.path) {
            Terminal.warn("No program here opens pages. Open this file in a browser: \(url.path)")
        }
    }

    private static func isShown(_ path: String) -> Bool {
        let opener = Process()
        opener.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        opener.arguments = ["xdg-open", path]
        // A browser may stay, and talks much.
        opener.standardInput = FileHandle.nullDevice
        opener.standardOutput = FileHandle.nullDevice
        opener.standardError = FileHandle.nullDevice
        guard (try? Interruption.starting { try opener.run() }) != nil else { return false }
        let end = Date(timeIntervalSinceNow: patience)
        while opener.isRunning && Date() < end { usleep(10_000) }
        return opener.isRunning || opener.terminationStatus == 0
    }
}

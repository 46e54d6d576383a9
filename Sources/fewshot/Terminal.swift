import Files
import Foundation
import Glibc
import Synchronization

/// The one way to the terminal, so that nothing that a file's name or content brings along
/// acts on it, and output that is lost does not count as success.
enum Terminal {
    /// The system's number of the error that lost a part of standard output; 0 while none is lost.
    private static let loss = Atomic<Int32>(0)

    /// Keeps files that are opened later from becoming standard output or standard error, where
    /// these are closed.
    static func prepare() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// A result, of one line or several, to standard output.
    static func say(_ text: String) {
        let text = text.visible(keeping: "\n\t")
        let columns = TerminalWidth.columns(of: STDOUT_FILENO)
        print((columns.map { text.wrapped(to: $0) } ?? text) + "\n")
    }

    /// Text in which nothing acts on a terminal, as it is, to standard output.
    static func print(_ text: String) {
        let error = write(text, to: STDOUT_FILENO)
        if error != 0 { loss.store(error, ordering: .relaxed) }
    }

    /// A remark of one line to standard error.
    static func warn(_ remark: String) {
        _ = write(remark.visible + "\n", to: STDERR_FILENO)
    }

    /// Why the program ends without success, to standard error; red on a terminal, unless the
    /// variable NO_COLOR is set (https://no-color.org).
    static func fail(_ reason: String) {
        let colorless = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let isRed = !colorless && TerminalWidth.columns(of: STDERR_FILENO) != nil
        let title = isRed ? "\u{1B}[1;31mError:\u{1B}[0m " : "Error: "
        _ = write(title + reason.visible + "\n", to: STDERR_FILENO)
    }

    /// The reason why the program ends, of one line or several, to standard error.
    static func complain(_ reason: String) {
        _ = write(reason.visible(keeping: "\n\t") + "\n", to: STDERR_FILENO)
    }

    /// Ends the program: with `status`, or where that is success although standard output was
    /// lost, with that of input and output.
    static func exit(_ status: Int32) -> Never {
        let lost = loss.load(ordering: .relaxed)
        if status == 0 && lost != 0 {
            fail(
                "Standard output could not be written: \(String(cString: strerror(lost))). "
                    + "What the command writes to files is complete.")
            Foundation.exit(UserError.Kind.inputOutput.rawValue)
        }
        Foundation.exit(status)
    }

    /// Writes all of `text`; the number of the system's error, or 0.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Somebody else made the terminal or pipe one that does not wait.
                usleep(1000)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}

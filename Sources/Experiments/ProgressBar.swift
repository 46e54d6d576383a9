import Files
import Foundation
import Ranks
import Reports
import Synchronization

/// How far a long piece of work is: a bar with rate and time left where a person looks on, and a
/// plain line now and then where the output goes to a file. Calls may come from any thread, and as
/// often as they like: between two drawings they cost little.
public final class ProgressBar: Sendable {
    /// Where a bar is shown.
    public struct Output: Sendable {
        /// Columns of the terminal; nil where there is none, and plain lines are written.
        public var width: Int?
        /// Takes text as it is.
        public var write: @Sendable (String) -> Void
        /// The time in seconds since any fixed moment.
        public var now: @Sendable () -> Double

        /// An output of one's own.
        public init(
            width: Int?, write: @escaping @Sendable (String) -> Void,
            now: @escaping @Sendable () -> Double
        ) {
            (self.width, self.write, self.now) = (width, write, now)
        }

        /// The standard error stream, so that the standard output stays for results.
        public static var standardError: Output {
            Output(
                width: TerminalWidth.columns(of: STDERR_FILENO),
                // Several processes that work together have one bar.
                write: {
                    guard MPI.isFirst else { return }
                    try? FileHandle.standardError.write(contentsOf: Data($0.utf8))
                },
                now: { ProcessInfo.processInfo.systemUptime })
        }
    }

    /// Work of the same kind that follows the bar's, and other work that takes some seconds.
    public struct Rest: Sendable {
        /// Pieces, as quick as the bar's.
        public var pieces: Int
        /// Seconds beside them.
        public var seconds: Double

        /// Nothing unless said.
        public init(pieces: Int = 0, seconds: Double = 0) {
            (self.pieces, self.seconds) = (pieces, seconds)
        }
    }

    private struct State {
        var started: Double
        var drawn: Double
        /// What was done when the clock started, so that resumed work does not count as fast.
        var first: Int
        var done: Int
        var hasLine = false
    }

    /// Seconds between two drawings on a terminal, and between two plain lines.
    private static let (terminalInterval, lineInterval) = (0.1, 30.0)

    private let title: String
    private let total: Int
    private let unit: String
    private let rest: Rest?
    private let output: Output
    private let state: Mutex<State>

    /// A bar for `total` pieces of work, of which `done` are there already.
    ///
    /// - Parameters:
    ///   - title: what is done, as in "Epoch 3/100".
    ///   - unit: what a piece is, in the plural, as in "images".
    ///   - rest: what follows: the time left is then of both, as in "1:08 of 3:05:00 left".
    public init(
        _ title: String, total: Int, done: Int = 0, unit: String, rest: Rest? = nil,
        output: Output = .standardError
    ) {
        (self.title, self.total, self.unit, self.output) = (title, total, unit, output)
        self.rest = rest
        let now = output.now()
        state = Mutex(State(started: now, drawn: now, first: done, done: done))
    }

    /// Says that `done` pieces are done; an earlier count than before is a late call, and ignored.
    ///
    /// - Parameter note: a few words at the end of the line, as in "loss 2.31".
    public func update(_ done: Int, note: String = "") {
        state.withLock { state in
            guard done > state.done else { return }
            state.done = min(done, total)
            let now = output.now()
            let interval = output.width == nil ? Self.lineInterval : Self.terminalInterval
            guard now - state.drawn >= interval else { return }
            state.drawn = now
            state.hasLine = true
            let text = line(state, now, note)
            output.write(output.width == nil ? text + "\n" : "\r\(text)\u{1b}[K")
        }
    }

    /// Ends the bar: a terminal's line is wiped for whatever is printed next.
    public func finish() {
        state.withLock { state in
            if output.width != nil, state.hasLine { output.write("\r\u{1b}[K") }
            state.hasLine = false
        }
    }

    private func line(_ state: State, _ now: Double, _ note: String) -> String {
        let seconds = now - state.started
        let rate = seconds > 0 ? Double(state.done - state.first) / seconds : 0
        let share = total > 0 ? Double(state.done) / Double(total) : 1
        var parts = ["\(state.done)/\(total) \(unit)"]
        if rate > 0 {
            parts.append("\(Self.rate(rate))/s")
            let left = Double(total - state.done) / rate
            let all = rest.map { left + Double($0.pieces) / rate + $0.seconds }
            parts.append(
                Format.clock(left) + (all.map { " of \(Format.clock($0))" } ?? "") + " left")
        }
        if !note.isEmpty { parts.append(note) }
        let percent = "\(Int(share * 100)) %"
        let words = parts.joined(separator: ", ")
        guard let width = output.width else { return "\(title): \(percent), \(words)" }
        // Two brackets, and blanks between; the last column stays free so that no line wraps.
        let room = width - 1 - title.count - percent.count - words.count - 5
        guard room >= 10 else {
            return String("\(title) \(percent) \(words)".prefix(max(width - 1, 0)))
        }
        let cells = min(room, 30)
        let full = Int(share * Double(cells))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
        return "\(title) [\(bar)] \(percent) \(words)"
    }

    private static func rate(_ rate: Double) -> String {
        rate >= 10 ? "\(Int(rate.rounded()))" : String(format: "%.1f", rate)
    }
}

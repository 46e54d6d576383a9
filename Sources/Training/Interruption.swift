import Foundation
import Synchronization

/// A wish to stop that long work looks at between two steps, so that it can save itself first.
public final class Interruption: Sendable {
    private let asked = Atomic(false)
    private let hearsSignals: Bool
    /// A signal handler can reach nothing but what is static.
    private static let signalled = Atomic(false)
    private static let isQuiet = Atomic(false)
    /// Those that come from elsewhere, at any moment of any thread.
    private static let outside = [SIGINT, SIGTERM, SIGHUP]
    private static let hasOwnThread = Atomic(false)

    /// An interruption that nobody asked for yet.
    ///
    /// - Parameter hearsSignals: whether signals ask for it, see `hearing`.
    public init(hearsSignals: Bool = false) { self.hearsSignals = hearsSignals }

    /// Asks for it.
    public func ask() { asked.store(true, ordering: .relaxed) }

    /// Whether it was asked for.
    public var isAsked: Bool {
        asked.load(ordering: .relaxed)
            || hearsSignals && Self.signalled.load(ordering: .relaxed)
    }

    /// Has signals from outside come to a thread of their own, and to no thread that is started
    /// after this. oneDNN's matrix products (`jit_avx_gemm_f32` of its sources) put the stack pointer
    /// at a buffer on the heap: a signal that met such a thread would have the system write its frame
    /// over what lies below that buffer.
    public static func receiveOnOwnThread() {
        change(outside, SIG_BLOCK)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { _ in
                Interruption.change(Interruption.outside, SIG_UNBLOCK)
                while true { pause() }
            }, nil)
        guard code == 0 else { return change(outside, SIG_UNBLOCK) }
        pthread_detach(thread)
        hasOwnThread.store(true, ordering: .relaxed)
    }

    /// Starts a program, which inherits what signals the calling thread lets pass, as if this one
    /// heard all of them.
    public static func starting<Result>(_ start: () throws -> Result) rethrows -> Result {
        change(outside, SIG_UNBLOCK)
        defer { if hasOwnThread.load(ordering: .relaxed) { change(outside, SIG_BLOCK) } }
        return try start()
    }

    private static func change(_ numbers: [Int32], _ how: Int32) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(how, &signals, nil)
    }

    /// Does `work` with signals as the wish to stop: Ctrl-C, termination, a terminal that is closed
    /// and an output that nobody reads any more, the last two unless they were ignored before (as
    /// by nohup). Before and after it a signal ends the process at once, as there is nothing to
    /// save; so does a second Ctrl-C or termination signal during it.
    ///
    /// - Parameter quietly: where another process says that it was heard.
    public func hearing<Result>(
        quietly: Bool = false, _ work: () throws -> Result
    ) rethrows -> Result {
        // A first look, so that no handler is the first to reach what is static.
        guard hearsSignals, !isAsked else { return try work() }
        Self.isQuiet.store(quietly, ordering: .relaxed)
        let numbers = Self.outside + [SIGPIPE]
        let before = numbers.map { number in
            let before = signal(number, Self.note)
            if number == SIGHUP || number == SIGPIPE, Self.isIgnored(before) {
                signal(number, SIG_IGN)
            }
            return before
        }
        // Whoever started the process may have left these blocked.
        let own = Self.hasOwnThread.load(ordering: .relaxed) ? [SIGPIPE] : numbers
        Self.change(own, SIG_UNBLOCK)
        defer {
            for (number, before) in zip(numbers, before) where !Self.hasCome(number) {
                signal(number, before)
            }
        }
        return try work()
    }

    /// The handler. It says at once that it was heard: a step may take long.
    private static let note: @convention(c) (Int32) -> Void = { number in
        // A shell and the terminal both tell of its end, and every line tells of a lost output.
        let isFinal = number == SIGINT || number == SIGTERM
        signal(number, isFinal ? SIG_DFL : SIG_IGN)
        Interruption.signalled.store(true, ordering: .relaxed)
        if Interruption.isQuiet.load(ordering: .relaxed) { return }
        let words: StaticString =
            "\nStopping after this step, to save. Ctrl-C once more ends it at once.\n"
        write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
    }

    /// Whether a lost output or terminal was noted: it stays ignored, so that what comes after does
    /// not end the process before it has ended itself.
    private static func hasCome(_ number: Int32) -> Bool {
        (number == SIGHUP || number == SIGPIPE) && signalled.load(ordering: .relaxed)
    }

    private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

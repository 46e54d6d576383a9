import Foundation
import Synchronization

/// A wish to stop (Ctrl-C, or a termination signal) that long work looks at between two steps, so
/// that it can save itself first. A second signal ends the process at once.
public final class Interruption: Sendable {
    private let asked = Atomic(false)
    private let listens = Atomic(false)
    /// A signal handler can reach nothing but what is static.
    private static let signalled = Atomic(false)

    /// An interruption that nobody asked for yet.
    public init() {}

    /// Asks for it.
    public func ask() { asked.store(true, ordering: .relaxed) }

    /// Whether it was asked for.
    public var isAsked: Bool {
        asked.load(ordering: .relaxed)
            || listens.load(ordering: .relaxed) && Self.signalled.load(ordering: .relaxed)
    }

    /// Takes Ctrl-C and termination signals as the wish to stop, from now on.
    public func listen() {
        listens.store(true, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.signalled.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
        // Whoever started the process may have left these blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

import Dispatch
import Foundation
import Synchronization

/// A wish to stop (Ctrl-C, or a termination signal) that long work looks at between two steps, so
/// that it can save itself first. A second Ctrl-C ends the process at once.
public final class Interruption: Sendable {
    private let asked = Atomic(false)
    private let sources = Mutex<[any DispatchSourceSignal]>([])

    /// An interruption that nobody asked for yet.
    public init() {}

    /// Asks for it.
    public func ask() { asked.store(true, ordering: .relaxed) }

    /// Whether it was asked for.
    public var isAsked: Bool { asked.load(ordering: .relaxed) }

    /// Takes Ctrl-C and termination signals as the wish to stop, from now on.
    public func listen() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in
                ask()
                signal(number, SIG_DFL)
            }
            source.resume()
            sources.withLock { $0.append(source) }
        }
    }
}

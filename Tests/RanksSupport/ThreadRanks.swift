import Foundation
import Ranks
import Synchronization

/// Ranks that are threads of this process, with letter boxes between them.
public final class ThreadRanks: @unchecked Sendable {
    private struct Way: Hashable {
        let from, to: Int
    }

    private let count: Int
    private let hosts: [String]
    private let condition = NSCondition()
    private var letters: [Way: [Data]] = [:]

    private init(_ count: Int, _ hosts: [String]?) {
        self.count = count
        self.hosts = hosts ?? (0..<count).map { "host\($0)" }
    }

    /// Does `work` on `count` ranks at once.
    ///
    /// - Returns: what it came to on each, by rank.
    public static func run<Value: Sendable>(
        _ count: Int, hosts: [String]? = nil,
        _ work: @escaping @Sendable (Communicator) throws -> Value
    ) -> [Result<Value, any Error>] {
        let ranks = ThreadRanks(count, hosts)
        let results = Mutex([Int: Result<Value, any Error>]())
        let threads = (0..<count).map { rank in
            let thread = Thread {
                let result = Result { try work(ranks.communicator(rank)) }
                results.withLock { $0[rank] = result }
            }
            // As the main thread's: libraries compute on it.
            thread.stackSize = 8 << 20
            thread.start()
            return thread
        }
        for thread in threads { while !thread.isFinished { usleep(500) } }
        return results.withLock { results in (0..<count).map { results[$0]! } }
    }

    private func communicator(_ rank: Int) throws -> Communicator {
        try Communicator(rank: rank, count: count, host: hosts[rank], version: "threads") {
            [self] peer, sent, received, seconds in
            condition.lock()
            defer { condition.unlock() }
            letters[Way(from: rank, to: peer), default: []].append(Data(sent))
            condition.broadcast()
            let way = Way(from: peer, to: rank)
            // Foundation cannot wait until the distant future.
            let limit = Date(timeIntervalSinceNow: min(seconds, 3600))
            while letters[way, default: []].isEmpty {
                guard condition.wait(until: limit) else { return "has not answered" }
            }
            let letter = letters[way]!.removeFirst()
            precondition(letter.count == received.count, "both sides know how much is sent")
            letter.copyBytes(to: received)
            return nil
        }
    }
}

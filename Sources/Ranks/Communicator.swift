import Files
import Foundation

/// The processes that train one network together, each known by its rank, and what they tell each
/// other: of a power of two of them, which talk in pairs.
///
/// It needs one operation of whatever connects them: that two of them exchange bytes.
public final class Communicator {
    /// Exchanges bytes with the process of a rank, which does the same at the same time.
    ///
    /// - Returns: nil, or what is wrong with that process where it does not within the seconds, as
    ///   "cannot be reached".
    public typealias Exchange = (
        _ peer: Int, _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer,
        _ seconds: Double
    ) -> String?

    /// Which of the processes this is, from 0: the first says and writes what is to be said and
    /// written.
    public let rank: Int
    /// How many there are: a power of two.
    public let count: Int
    /// The name and version of what connects them.
    public let version: String
    /// Whether what connects them may be called by any thread, though by one at a time.
    public let answersAnyThread: Bool
    /// How long another process may be at its part of common work, in seconds. One that has ended
    /// is noticed by the launcher; this is for one that is stopped, or cut off.
    public var patience = 600.0
    /// The machine of each rank, as it calls itself.
    public private(set) var hosts: [String] = []
    private let connection: Exchange

    /// Processes that `exchange` connects.
    ///
    /// - Parameter host: the machine of this one.
    /// - Throws: `UserError.unavailable` where one of them does not answer.
    public init(
        rank: Int, count: Int, host: String, version: String, answersAnyThread: Bool = true,
        exchange: @escaping Exchange
    ) throws {
        precondition(count.nonzeroBitCount == 1, "ranks talk in pairs, and their pairs in pairs")
        (self.rank, self.count, self.version) = (rank, count, version)
        self.answersAnyThread = answersAnyThread
        connection = exchange
        hosts = try gather(Data(host.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What a person may know a rank by.
    public func name(of rank: Int) -> String {
        hosts.isEmpty ? "Rank \(rank)" : "Rank \(rank) on \(hosts[rank])"
    }

    /// Whether this is the process that says and writes what is to be said and written.
    public var isFirst: Bool { rank == 0 }

    /// The other process at each level of the tree, the nearest first.
    private var peers: [Int] {
        (0..<count.trailingZeroBitCount).map { rank ^ (1 << $0) }
    }

    /// Adds up the vectors of all ranks, in the order of a binary tree over the ranks: the same
    /// numbers to the bit, on all of them, as (v0 + v1) + (v2 + v3) on one.
    ///
    /// Recursive halving, then doubling (Rabenseifner 2004, "Optimization of collective reduction
    /// operations"): two ranks give each other the half of their sums that the other goes on with;
    /// when each owns the sum of one part, they give the parts back in the opposite order. Every rank
    /// sends and receives 2 (R − 1) / R of the vector. On each level a pair's sums are those of two
    /// neighbouring branches, and a + b is b + a.
    public func sum(_ numbers: inout [Float]) throws {
        try numbers.withUnsafeMutableBufferPointer { numbers in
            var part = 0..<numbers.count
            var given: [(peer: Int, part: Range<Int>)] = []
            var received = [Float](repeating: 0, count: (numbers.count + 1) / 2)
            for peer in peers {
                let middle = part.lowerBound + part.count / 2
                let halves = (part.lowerBound..<middle, middle..<part.upperBound)
                let (kept, other) = rank < peer ? halves : (halves.1, halves.0)
                try received.withUnsafeMutableBufferPointer { received in
                    let received = UnsafeMutableBufferPointer(rebasing: received[..<kept.count])
                    try swap(numbers[other], received, with: peer)
                    let own = UnsafeMutableBufferPointer(rebasing: numbers[kept])
                    for i in own.indices { own[i] += received[i] }
                }
                given.append((peer, other))
                part = kept
            }
            for (peer, other) in given.reversed() {
                let place = UnsafeMutableBufferPointer(rebasing: numbers[other])
                try swap(numbers[part], place, with: peer)
                let end = max(part.upperBound, other.upperBound)
                part = min(part.lowerBound, other.lowerBound)..<end
            }
        }
    }

    /// What every rank has to say, by rank: to all of them.
    ///
    /// - Parameter patiently: waits for the others however long they are at work of their own.
    public func gather(_ own: Data, patiently: Bool = false) throws -> [Data] {
        let limit = patience
        if patiently { patience = .infinity }
        defer { patience = limit }
        var known = [own]
        for peer in peers {
            let others = try Self.unpacked(swap(Self.packed(known), with: peer))
            known = rank < peer ? known + others : others + known
        }
        return known
    }

    /// Gives what the first rank has to say to all of them, however long it is at it.
    ///
    /// - Parameter own: on the first rank; unused on others.
    public func tell(_ own: Data = Data()) throws -> Data {
        try gather(isFirst ? own : Data(), patiently: true)[0]
    }

    private func exchange(
        _ peer: Int, _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
    ) throws {
        guard let fault = connection(peer, sent, received, patience) else { return }
        throw UserError(
            .unavailable,
            "\(name(of: peer)) \(fault). The last checkpoint is intact, and the training can be "
                + "resumed with any number of processes.")
    }

    private func swap(
        _ sent: Slice<UnsafeMutableBufferPointer<Float>>,
        _ received: UnsafeMutableBufferPointer<Float>, with peer: Int
    ) throws {
        try exchange(
            peer, UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: sent)),
            UnsafeMutableRawBufferPointer(received))
    }

    /// Bytes of any number for bytes of any number.
    private func swap(_ sent: Data, with peer: Int) throws -> Data {
        var (own, other) = (UInt64(sent.count), UInt64(0))
        try withUnsafeBytes(of: &own) { own in
            try withUnsafeMutableBytes(of: &other) { try exchange(peer, own, $0) }
        }
        var received = Data(count: Int(other))
        try sent.withUnsafeBytes { sent in
            try received.withUnsafeMutableBytes { try exchange(peer, sent, $0) }
        }
        return received
    }

    /// Each piece after its length, little-endian.
    private static func packed(_ pieces: [Data]) -> Data {
        pieces.reduce(into: Data()) { all, piece in
            all += (0..<8).map { UInt8(truncatingIfNeeded: piece.count >> (8 * $0)) }
            all += piece
        }
    }

    private static func unpacked(_ all: Data) -> [Data] {
        var (rest, pieces) = (all[...], [Data]())
        while !rest.isEmpty {
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(8)
            pieces.append(Data(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }
}

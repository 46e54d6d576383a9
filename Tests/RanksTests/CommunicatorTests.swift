import Files
import Foundation
import Ranks
import RanksSupport
import TestSupport
import Testing

@Suite("What ranks tell each other")
struct CommunicatorTests {
    /// Numbers whose sums depend on their order, and differ in size by orders of magnitude.
    private func vector(_ rank: Int, count: Int) -> [Float] {
        Pattern.values("rank \(rank)", count: count, scale: rank % 3 == 0 ? 1e4 : 1)
    }

    /// The sum over ranks `first..<first + count` in the tree's order, from its definition.
    private func tree(_ first: Int, _ count: Int, _ place: Int, _ vectors: [[Float]]) -> Float {
        count == 1
            ? vectors[first][place]
            : tree(first, count / 2, place, vectors)
                + tree(first + count / 2, count / 2, place, vectors)
    }

    @Test(
        "all ranks have the sum in the tree's order, to the bit",
        arguments: [1, 2, 4, 8, 16], [0, 1, 2, 3, 7, 1000])
    func sum(_ ranks: Int, _ count: Int) throws {
        let vectors = (0..<ranks).map { vector($0, count: count) }
        let expected = (0..<count).map { tree(0, ranks, $0, vectors) }
        let sums = try ThreadRanks.run(ranks) { communicator in
            var numbers = vectors[communicator.rank]
            try communicator.sum(&numbers)
            return numbers
        }.map { try $0.get() }
        for sum in sums { #expect(sum.map(\.bitPattern) == expected.map(\.bitPattern)) }
        // Another order would have been noticed.
        if ranks >= 4, count == 1000 {
            let inTurn = (0..<count).map { place in
                vectors.reduce(Float(0)) { $0 + $1[place] }
            }
            #expect(inTurn != expected)
        }
    }

    @Test("all hear what each says, by rank, and what the first alone says", arguments: [1, 2, 8])
    func gather(_ ranks: Int) throws {
        let words = (0..<ranks).map { Data(String(repeating: "word", count: $0).utf8) }
        let heard = try ThreadRanks.run(ranks) { communicator in
            let told = try communicator.tell(Data("from \(communicator.rank)".utf8))
            return (try communicator.gather(words[communicator.rank]), told, communicator.hosts)
        }.map { try $0.get() }
        for (gathered, told, hosts) in heard {
            #expect(gathered == words)
            #expect(told == Data("from 0".utf8))
            #expect(hosts == (0..<ranks).map { "host\($0)" })
        }
    }

    @Test("sums that are begun one after the other come in that order", arguments: [2, 8])
    func pending(_ ranks: Int) throws {
        let counts = [1000, 0, 3, 70_000]
        let sums = try ThreadRanks.run(ranks) { communicator in
            let pending = PendingSums(over: communicator)
            for count in counts { pending.begin(vector(communicator.rank, count: count)) }
            return try pending.take()
        }.map { try $0.get() }
        for (i, count) in counts.enumerated() {
            let vectors = (0..<ranks).map { vector($0, count: count) }
            let expected = (0..<count).map { tree(0, ranks, $0, vectors) }
            for sum in sums { #expect(sum[i] == expected) }
        }
    }

    @Test("of sums that are begun, a rank that does not answer is named when they are taken")
    func pendingSilence() {
        let results = ThreadRanks.run(2, hosts: ["here", "there"]) { communicator in
            communicator.patience = 0.05
            let pending = PendingSums(over: communicator)
            if communicator.isFirst { for _ in 0..<2 { pending.begin([1, 2]) } }
            _ = try pending.take()
        }
        let error = #expect(throws: UserError.self) { try results[0].get() }
        #expect(error?.message.hasPrefix("Rank 1 on there has not answered.") == true)
    }

    @Test("one that does not answer is named, with its machine")
    func silence() {
        let results = ThreadRanks.run(2, hosts: ["here", "there"]) { communicator in
            communicator.patience = 0.05
            if communicator.isFirst { _ = try communicator.gather(Data()) }
        }
        let error = #expect(throws: UserError.self) { try results[0].get() }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.hasPrefix("Rank 1 on there has not answered.") == true)
    }
}

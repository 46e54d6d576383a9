import Datasets
import Synchronization
import Testing

@Suite struct ThreadsTests {
    @Test("Every place is worked on once, on any number of threads", arguments: [1, 3, 64])
    func everyPlace(threads: Int) {
        let done = Mutex<[Int]>([])
        (5..<29).forEach(threads: threads) { place in done.withLock { $0.append(place) } }
        #expect(done.withLock { $0.sorted() } == Array(5..<29))
        (7..<7).forEach(threads: threads) { _ in Issue.record("there is no place") }
    }

    @Test("The first place that fails is named, and none is begun after", arguments: [1, 4])
    func failure(threads: Int) {
        struct Failure: Error, Equatable { let place: Int }
        let done = Mutex(0)
        #expect(throws: Failure(place: 4)) {
            try (0..<20).forEach(threads: threads) { place in
                done.withLock { $0 += 1 }
                if place >= 4 { throw Failure(place: place) }
            }
        }
        // What others have begun by then, they end.
        #expect(threads > 1 || done.withLock { $0 } == 5)
    }

    @Test("Parts cover a range in order, and the last has what is left")
    func parts() {
        #expect((3..<10).parts(of: 3) == [3..<6, 6..<9, 9..<10])
        #expect((3..<9).parts(of: 3) == [3..<6, 6..<9])
        #expect((3..<3).parts(of: 3).isEmpty)
    }
}

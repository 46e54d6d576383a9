import Experiments
import Foundation
import Synchronization
import Testing

/// A terminal or file that keeps what is written, and a clock that a test turns.
private final class Screen: Sendable {
    private let state = Mutex((text: "", now: 100.0))

    var text: String { state.withLock { $0.text } }

    func wait(_ seconds: Double) { state.withLock { $0.now += seconds } }

    func output(width: Int?) -> ProgressBar.Output {
        ProgressBar.Output(
            width: width, write: { text in self.state.withLock { $0.text += text } },
            now: { self.state.withLock { $0.now } })
    }
}

@Suite("Progress bars")
struct ProgressBarTests {
    @Test("A terminal shows bar, share, rate and time left in one line, wiped at the end")
    func terminal() {
        let screen = Screen()
        let bar = ProgressBar(
            "Epoch 3/100", total: 400, unit: "images", output: screen.output(width: 100))
        screen.wait(2)
        bar.update(100, note: "loss 2.31")
        #expect(
            screen.text == "\rEpoch 3/100 [#######.......................] 25 % "
                + "100/400 images, 50/s, 0:06 left, loss 2.31\u{1b}[K")
        bar.finish()
        #expect(screen.text.hasSuffix("\r\u{1b}[K"))
    }

    @Test(
        "No line is wider than the terminal, however narrow", arguments: [1, 10, 40, 60, 80, 200])
    func width(columns: Int) {
        let screen = Screen()
        let bar = ProgressBar(
            "Scan", total: 9, unit: "files", output: screen.output(width: columns))
        for done in 1...9 {
            screen.wait(1)
            bar.update(done, note: "some words")
        }
        for line in screen.text.split(separator: "\r") {
            #expect(line.replacing("\u{1b}[K", with: "").count < max(columns, 1))
        }
    }

    @Test("Calls in quick succession draw at most ten times a second")
    func throttle() {
        let screen = Screen()
        let bar = ProgressBar(
            "Scan", total: 10_000, unit: "files", output: screen.output(width: 80))
        for done in 1...10_000 {
            screen.wait(0.001)
            bar.update(done)
        }
        let drawn = screen.text.split(separator: "\r").count
        #expect((90...101).contains(drawn), "\(drawn)")
    }

    @Test("Without a terminal there is a plain line every half minute")
    func lines() {
        let screen = Screen()
        let bar = ProgressBar("Scan", total: 100, unit: "files", output: screen.output(width: nil))
        for done in 1...70 {
            screen.wait(1)
            bar.update(done)
        }
        bar.finish()
        #expect(
            screen.text == "Scan: 30 %, 30/100 files, 1.0/s, 1:10 left\n"
                + "Scan: 60 %, 60/100 files, 1.0/s, 0:40 left\n")
    }

    @Test("Work done before does not count as fast")
    func resumed() {
        let screen = Screen()
        let bar = ProgressBar(
            "Train", total: 100, done: 90, unit: "epochs", output: screen.output(width: nil))
        screen.wait(50)
        bar.update(95)
        #expect(screen.text == "Train: 95 %, 95/100 epochs, 0.1/s, 0:50 left\n")
    }

    @Test("What follows is left, too: pieces at the same rate, and seconds beside them")
    func rest() {
        let screen = Screen()
        let bar = ProgressBar(
            "Epoch 1/3", total: 100, unit: "images", rest: .init(pieces: 200, seconds: 30),
            output: screen.output(width: nil))
        screen.wait(50)
        bar.update(50)
        // 50 more at one a second; then 200, and half a minute.
        #expect(screen.text == "Epoch 1/3: 50 %, 50/100 images, 1.0/s, 0:50 of 4:40 left\n")
    }

    @Test("Late and needless calls are ignored; no work at all divides by nothing")
    func degenerate() {
        let screen = Screen()
        let bar = ProgressBar("Scan", total: 0, unit: "files", output: screen.output(width: 80))
        screen.wait(1)
        bar.update(0)
        bar.update(-3)
        bar.finish()
        #expect(screen.text == "")
        bar.update(1)
        #expect(screen.text.contains("100 %"))
    }

    @Test("Many threads may report at once")
    func threads() {
        let screen = Screen()
        let bar = ProgressBar("Scan", total: 2000, unit: "files", output: screen.output(width: 80))
        DispatchQueue.concurrentPerform(iterations: 2000) { index in
            screen.wait(0.2)
            bar.update(index + 1)
        }
        let counts = screen.text.matches(of: /(\d+)\/2000 files/).compactMap { Int($0.1) }
        #expect(!counts.isEmpty)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 })
    }
}

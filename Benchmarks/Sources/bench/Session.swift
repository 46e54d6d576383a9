import Foundation

/// How a measurement talks with the script that compares: it prints "ready" when it is warm; each
/// line on standard input is a number of seconds to measure for, and is answered by one line of
/// numbers. So two programs stay warm while they are measured in turns.
enum Session {
    /// Answers with what `measure` returns, until the input ends.
    static func serve(_ measure: (_ seconds: Double) throws -> [Double]) rethrows {
        say("ready")
        while let line = readLine() {
            guard let seconds = Double(line) else { break }
            say(try measure(seconds).map { "\($0)" }.joined(separator: " "))
        }
    }

    /// One line, at once.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// How often `work` is done in a second, over at least `seconds` and one time.
    static func rate(for seconds: Double, _ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        repeat {
            try work()
            count += 1
        } while clock.now - start < .seconds(seconds)
        return Double(count) / ((clock.now - start) / .seconds(1))
    }

    /// The memory that this process holds now, in MiB.
    static var residentMemory: Double {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
        return (line.flatMap { Double($0.split(whereSeparator: \.isWhitespace)[1]) } ?? .nan) / 1024
    }

    /// The most memory that this process has held, in MiB.
    static var peakMemory: Double {
        var usage = rusage()
        getrusage(.init(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    }
}

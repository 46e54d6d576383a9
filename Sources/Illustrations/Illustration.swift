import Experiments
import Files
import Foundation

/// A way of training over all seeds.
public struct TrainedMethod<Run: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// What was measured of each seed's network.
    public var runs: [Run]

    /// A method; all values as the properties say.
    public init(name: String, runs: [Run]) {
        self.name = name
        self.runs = runs
    }
}

/// The report of an illustration.
protocol IllustrationReport {
    /// What was seen, in a few lines for a terminal.
    var summary: String { get }
    /// Writes the report to `url`, its figures and its record beside it.
    func write(to url: URL) throws
}

extension Setting {
    /// Holds the numbers of an experiment to what makes one that a machine has room for.
    ///
    /// - Throws: `UserError.usage` naming the setting and its range.
    func require(_ numbers: (setting: String, value: Int, range: ClosedRange<Int>)...) throws {
        for number in numbers where !number.range.contains(number.value) {
            throw UserError(
                setting: number.setting,
                "is \(number.value); it must be from \(number.range.lowerBound) to "
                    + "\(number.range.upperBound).")
        }
    }

    /// Makes an illustration and writes its report, `name`.md and `name`.json, into `folder`; whether
    /// it may is asked before the work.
    ///
    /// - Parameter make: the record, of the time when the work began.
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` for files, and what `make` throws.
    func illustrate<Record>(
        _ name: String, in folder: URL, report: (Record) -> some IllustrationReport,
        make: (_ started: Date) throws -> Record
    ) throws -> Record {
        let file = folder.appending(path: "\(name).md")
        try requireReplaceable(report: file, record: folder.appending(path: "\(name).json"))
        let record = try make(Date())
        let report = report(record)
        try report.write(to: file)
        say(report.summary)
        present(file)
        return record
    }
}

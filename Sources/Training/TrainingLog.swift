import Files
import Foundation
import Records

/// `log.csv`: one row for each finished epoch, written as a whole each time, so that no
/// interruption leaves half a row. Numbers keep all their digits and come back equal.
public struct TrainingLog: Sendable {
    /// The columns, in order.
    public static let columns = [
        "epoch", "phase", "learning_rate", "loss", "class_loss", "rotation_loss", "class_accuracy",
        "rotation_accuracy", "val_1shot", "val_5shot", "images_per_second", "seconds",
    ]

    /// The rows so far.
    public private(set) var rows: [EpochRecord] = []
    private let url: URL

    /// A new log at `url`; a file there is replaced with the first row.
    public init(at url: URL) {
        self.url = url
    }

    /// The log at `url` up to `epoch`, to go on with the next; later rows are of work that was lost
    /// with the checkpoint and will be done again. No file is an empty log.
    ///
    /// - Parameter others: rows that are known from elsewhere, for those that the file lacks.
    /// - Throws: `UserError` `.badData` naming the line that cannot be read.
    public init(
        resuming url: URL, afterEpoch epoch: Int, else others: [EpochRecord] = []
    ) throws {
        self.init(at: url)
        let own = url.exists ? try Self.read(url) : []
        let missing = others.filter { other in !own.contains { $0.epoch == other.epoch } }
        rows = (own + missing).filter { $0.epoch <= epoch }.sorted { $0.epoch < $1.epoch }
    }

    /// Adds `row` and writes the file.
    ///
    /// - Throws: as `AtomicFile`; the row is then not in the log.
    public mutating func append(_ row: EpochRecord) throws {
        try AtomicFile.write(Self.text(rows + [row]), to: url)
        rows.append(row)
    }

    /// Writes the file as the rows are.
    ///
    /// - Throws: as `AtomicFile`.
    public func write() throws { try AtomicFile.write(Self.text(rows), to: url) }

    /// The rows of the file at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.badData` naming the line that
    ///   cannot be read.
    public static func read(_ url: URL) throws -> [EpochRecord] {
        let lines = try InputFile.readText(url).split(whereSeparator: \.isNewline)
        guard let header = lines.first else { return [] }
        func damaged(_ line: Int) -> UserError {
            UserError(
                .badData,
                "Line \(line) of \(url.path) is damaged. Mend it, or remove the file: the "
                    + "training itself does not need it.")
        }
        guard header == Substring(columns.joined(separator: ",")) else { throw damaged(1) }
        return try lines.dropFirst().enumerated().map { index, line in
            guard let row = row(line) else { throw damaged(index + 2) }
            return row
        }
    }

    /// Header and rows as CSV; what is nil is an empty field.
    static func text(_ rows: [EpochRecord]) -> String {
        let lines = rows.map { row in
            let numbers: [Double?] = [
                row.learningRate, row.loss, row.classLoss, row.rotationLoss, row.classAccuracy,
                row.rotationAccuracy, row.validation1Shot, row.validation5Shot,
                row.imagesPerSecond, row.seconds,
            ]
            let fields =
                ["\(row.epoch)", "\(row.phase)"] + numbers.map { $0.map { "\($0)" } ?? "" }
            return fields.joined(separator: ",") + "\n"
        }
        return columns.joined(separator: ",") + "\n" + lines.joined()
    }

    private static func row(_ line: Substring) -> EpochRecord? {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == columns.count, let epoch = Int(fields[0]), let phase = Int(fields[1])
        else { return nil }
        let numbers = fields.map { Double($0) }
        // An empty field is nil; one that is not empty must be a number.
        guard zip(fields, numbers).allSatisfy({ $0.isEmpty || $1 != nil }),
            let learningRate = numbers[2], let loss = numbers[3], let classAccuracy = numbers[6],
            let imagesPerSecond = numbers[10], let seconds = numbers[11]
        else { return nil }
        return EpochRecord(
            epoch: epoch, phase: phase, learningRate: learningRate, loss: loss,
            classLoss: numbers[4], rotationLoss: numbers[5], classAccuracy: classAccuracy,
            rotationAccuracy: numbers[7], validation1Shot: numbers[8], validation5Shot: numbers[9],
            imagesPerSecond: imagesPerSecond, seconds: seconds)
    }
}

import Files

/// One of several equal parts of work whose pieces do not need each other: of `count` parts the one
/// with this `number`, which has every `count`-th piece: neighbours take equally long more often than
/// not.
public struct WorkPart: Sendable, Equatable, CustomStringConvertible {
    /// Which part, from 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int

    /// The part that `text` names: "2/8" is the second of eight, and "slurm" that of a task of
    /// Slurm's job array, by the variables that Slurm sets in it
    /// (https://slurm.schedmd.com/job_array.html): tasks may be counted from any number, by any step.
    ///
    /// Nobody's part is taken from those variables unasked: an array whose tasks are different
    /// comparisons has them too.
    ///
    /// - Throws: `UserError.usage` for anything else.
    public init(_ text: String, environment: [String: String]) throws {
        if text == "slurm" {
            self = try Self.ofJobArray(environment)
            return
        }
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
            (1...100_000).contains(count), (1...count).contains(number)
        else {
            throw UserError(
                setting: "only",
                "is \(text); it must be K/N, the K-th of N parts, from 1/N to N/N and of 100000 "
                    + "at most, or slurm for the task of a job array.")
        }
        (self.number, self.count) = (number, count)
    }

    private static func ofJobArray(_ environment: [String: String]) throws -> WorkPart {
        func number(_ name: String) -> Int? {
            environment["SLURM_ARRAY_TASK_\(name)"].flatMap { Int($0) }
        }
        guard let task = number("ID"), let count = number("COUNT"), let first = number("MIN") else {
            throw UserError(
                setting: "only",
                "is slurm, but this is no task of a job array: SLURM_ARRAY_TASK_ID, _COUNT and _MIN "
                    + "are not all set. Give sbatch an array of tasks, 1-N, or say K/N.")
        }
        let (distance, overflows) = task.subtractingReportingOverflow(first)
        let (place, rest) = distance.quotientAndRemainder(dividingBy: max(1, number("STEP") ?? 1))
        guard !overflows, rest == 0, let part = WorkPart(place &+ 1, of: count) else {
            throw UserError(
                setting: "only",
                "is slurm, but the tasks of this job array are not evenly spaced, or more than 100000: it has "
                    + "\(count), from \(first), and this is \(task). Give sbatch an array 1-N.")
        }
        return part
    }

    /// All of it.
    static let whole = WorkPart(number: 1, count: 1)

    /// Part `number` of `count`, which it is one of.
    init(number: Int, count: Int) { (self.number, self.count) = (number, count) }

    /// The same; nil where there is no such part.
    init?(_ number: Int, of count: Int) {
        guard (1...100_000).contains(count), (1...count).contains(number) else { return nil }
        self.init(number: number, count: count)
    }

    /// Whether the piece at `place`, from 0, is this part's.
    public func has(_ place: Int) -> Bool { place % count == number - 1 }

    /// The part's share of `count` pieces, where neighbours belong together.
    func range(of count: Int) -> Range<Int> {
        count * (number - 1) / self.count..<count * number / self.count
    }

    /// "2/8".
    public var description: String { "\(number)/\(count)" }
}

import CMPI
import Files
import Foundation

/// MPI, where a launcher started several processes.
///
/// Its library is opened then and only then. It is called by one thread at a time.
public enum MPI {
    /// Whether this process has joined others and not left them, and by which rank: one thread, the
    /// program's first, joins and leaves; what others read of it is written before they are started.
    nonisolated(unsafe) private static var rank: Int?

    /// The process's own machine.
    public static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Joins the other processes of a launch; nil where there are none.
    ///
    /// - Parameter command: what this one was asked to do, in a word: all are to do the same.
    /// - Throws: `UserError.unavailable` where they cannot be joined, with what to do: each would do
    ///   the work of all of them.
    public static func join(
        for command: String, _ launch: Launch = .ofThisProcess,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Communicator? {
        let library = environment[libraryVariable]
        guard launch.isShared, library != "off" else { return nil }
        try open(launch, library)
        if launch.launcher == .slurm, !launch.hasPMIx, cmpi_is_open_mpi() {
            throw alone(launch, "has nothing by which Open MPI's processes find each other")
        }
        guard cmpi_start() == 0 else { throw alone(launch, "could not start MPI") }
        var (number, count): (Int32, Int32) = (0, 1)
        cmpi_size(&number, &count)
        rank = Int(number)
        guard Int(count) == launch.count else {
            throw alone(launch, "is number \(number + 1) of \(count) to MPI")
        }
        guard count.nonzeroBitCount == 1 else {
            let below = 1 << (Int32.bitWidth - 1 - count.leadingZeroBitCount)
            throw UserError(
                .usage,
                "There are \(count) processes. Work is shared out by 2, 4, 8, …: start \(below) "
                    + "or \(2 * below).")
        }
        var text = [CChar](repeating: 0, count: 256)
        cmpi_version(&text, text.count)
        // "Open MPI v4.1.4, package: …", or a line "MPICH Version:    4.0.2" and more.
        let version =
            text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            .split(whereSeparator: { ",\n".contains($0) }).first ?? ""
        let ranks = try Communicator(
            rank: Int(number), count: Int(count), host: host,
            version: version.split(whereSeparator: \.isWhitespace).joined(separator: " "),
            answersAnyThread: cmpi_answers_any_thread(), exchange: exchange)
        try ranks.requireSame(["commands": command], otherwise: "do nothing that fits together")
        return ranks
    }

    /// Leaves the other processes: after success when all of them do, else by ending all of them. Does
    /// nothing where none were joined.
    ///
    /// - Parameter status: this process's exit code.
    public static func leave(status: Int32) {
        guard rank != nil else { return }
        rank = nil
        status == 0 ? cmpi_finish() : cmpi_abort(status)
    }

    /// Sees to it that this process is not one of several that would all do the same.
    ///
    /// Only where a launcher of MPI's started it: under a scheduler's own, each may have work of its
    /// own, and two that write to one folder are told so.
    ///
    /// - Throws: `UserError.unavailable` with what to do.
    public static func requireAlone(
        _ launch: Launch = .ofThisProcess,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        guard launch.isShared, launch.launcher != .slurm, environment[libraryVariable] != "off"
        else { return }
        throw UserError(
            .unavailable,
            "\(launch.count) processes were started together, and this command is not divided among "
                + "processes: each would do all of it. Start it without mpirun, or with "
                + "\(libraryVariable)=off where each has work of its own.")
    }

    /// Whether this process says what is to be said: it is alone, or the first.
    public static var isFirst: Bool { (rank ?? 0) == 0 }

    /// Who says what went wrong, before the sentence: nothing where that is the first or only one.
    public static var speaker: String {
        rank.flatMap { $0 > 0 ? "Rank \($0) on \(host): " : nil } ?? ""
    }

    /// Leaves together with all others, whatever the exit code: what was asked to stop has been saved.
    public static func leaveTogether() { leave(status: 0) }

    /// A library of another name or place than those that are looked for.
    private static let libraryVariable = "FEWSHOT_MPI"

    private static func open(_ launch: Launch, _ chosen: String?) throws {
        let openMPI = ["libmpi.so.40", "libmpi.so.80"]
        let mpich = ["libmpi.so.12", "libmpich.so.12"]
        let names =
            chosen.map { [$0] }
            ?? (launch.hasPMIx ? openMPI + mpich : mpich + openMPI) + ["libmpi.so"]
        var reasons: [String] = []
        for name in names {
            guard let reason = cmpi_open(name) else { return }
            reasons.append(String(cString: reason))
        }
        throw UserError(
            .unavailable,
            "\(launch.count) processes were started together, and on \(host) there is no MPI by "
                + "which they could work together (\(reasons[0])). Install one (Debian: "
                + "libopenmpi3, with openmpi-bin), or name its library in \(libraryVariable).")
    }

    private static func alone(_ launch: Launch, _ reason: String) -> UserError {
        let remedy =
            switch launch.launcher {
            case .slurm: "Start them with srun --mpi=pmix, or by mpirun in the job"
            default: "Start them with the mpirun of the library that is found"
            }
        return UserError(
            .unavailable,
            "\(launch.count) processes were started together, and the one of rank \(launch.rank) on "
                + "\(host) \(reason): each would do all of the work by itself. \(remedy); for "
                + "one process alone, ask for one task; where each has work of its own, set "
                + "\(libraryVariable)=off.")
    }

    private static func exchange(
        _ peer: Int, _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer,
        _ seconds: Double
    ) -> String? {
        guard
            cmpi_exchange(
                Int32(peer), sent.baseAddress, sent.count, received.baseAddress, received.count)
                == 0
        else { return "cannot be reached" }
        let started = ProcessInfo.processInfo.systemUptime
        while true {
            let done = cmpi_is_done()
            if done > 0 { return nil }
            guard done == 0 else { return "cannot be reached any more" }
            let waited = ProcessInfo.processInfo.systemUptime - started
            guard waited < seconds else { return "has not answered for \(Int(waited)) seconds" }
            // Awake where the answer is near; else whoever computes gets the processor.
            if waited < 0.002 { sched_yield() } else { usleep(50) }
        }
    }
}

import Foundation

/// How this process was started: by itself, or as one of several by a launcher, which says so in the
/// environment.
public struct Launch: Sendable, Equatable {
    /// Who started the processes.
    public enum Launcher: Sendable, Equatable {
        /// A person, or a program that knows of one process alone.
        case none
        /// Open MPI's mpirun.
        case openMPI
        /// A launcher that speaks MPICH's process manager interface.
        case pmi
        /// Slurm's srun.
        case slurm
    }

    /// Who started the processes.
    public let launcher: Launcher
    /// Which of the processes this is, from 0.
    public let rank: Int
    /// How many there are.
    public let count: Int
    /// How many of them are on this machine; nil where the launcher does not say.
    public let localCount: Int?
    /// The processors that the scheduler gives each; nil where it does not say.
    public let threads: Int?
    /// Whether there is the process manager by which Open MPI's processes find each other: its own
    /// mpirun is one, and srun where it is told so.
    let hasPMIx: Bool

    /// What the launcher says. The one that started this very process goes before the scheduler in
    /// whose job it did.
    public init(environment: [String: String]) {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
        threads = number("SLURM_CPUS_PER_TASK").flatMap { $0 > 0 ? $0 : nil }
        hasPMIx = environment["PMIX_RANK"] != nil || environment["OMPI_COMM_WORLD_SIZE"] != nil
        if let count = number("OMPI_COMM_WORLD_SIZE") {
            launcher = .openMPI
            self.count = count
            rank = number("OMPI_COMM_WORLD_RANK") ?? 0
            localCount = number("OMPI_COMM_WORLD_LOCAL_SIZE")
        } else if let count = number("SLURM_STEP_NUM_TASKS") ?? number("SLURM_NTASKS") {
            launcher = .slurm
            self.count = count
            rank = number("SLURM_PROCID") ?? 0
            localCount = nil
        } else if let count = number("PMI_SIZE") {
            launcher = .pmi
            self.count = count
            rank = number("PMI_RANK") ?? 0
            localCount = number("MPI_LOCALNRANKS")
        } else {
            (launcher, count, rank, localCount) = (.none, 1, 0, nil)
        }
    }

    /// How this process was started.
    public static var ofThisProcess: Launch {
        Launch(environment: ProcessInfo.processInfo.environment)
    }

    /// Whether this process is one of several.
    public var isShared: Bool { count > 1 }

    /// How many threads each process should take of the `cores` that it may run on, of `all` that the
    /// machine has: what the scheduler gives it; all of them where it was bound to some; else its
    /// share of the machine.
    public func threads(ofCores cores: Int, of all: Int) -> Int {
        if let threads { return min(threads, cores) }
        guard cores == all, isShared else { return cores }
        return max(1, cores / (localCount ?? 1))
    }
}

import Files
import Ranks
import Testing

@Suite("How a process was started")
struct LaunchTests {
    @Test("alone, where no launcher says anything")
    func alone() throws {
        let launch = Launch(environment: ["PATH": "/bin"])
        #expect(launch.launcher == .none && launch.count == 1 && launch.rank == 0)
        #expect(try MPI.join(for: "eval", launch, environment: [:]) == nil)
        #expect(throws: Never.self) { try MPI.requireAlone(launch, environment: [:]) }
    }

    @Test("by mpirun, by srun, or by MPICH's mpiexec; the nearest counts")
    func launchers() {
        let slurm = ["SLURM_NTASKS": "8", "SLURM_PROCID": "5", "SLURM_CPUS_PER_TASK": "3"]
        let step = slurm.merging(["SLURM_STEP_NUM_TASKS": "4"]) { $1 }
        let pmi = ["PMI_SIZE": "4", "PMI_RANK": "2", "MPI_LOCALNRANKS": "2"]
        let open = [
            "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1",
            "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
        ]
        func seen(_ environment: [String: String]) -> [Int?] {
            let launch = Launch(environment: environment)
            return [launch.rank, launch.count, launch.localCount, launch.threads]
        }
        #expect(seen(slurm) == [5, 8, nil, 3])
        #expect(seen(step) == [5, 4, nil, 3])
        #expect(seen(pmi) == [2, 4, 2, nil])
        #expect(seen(open) == [1, 2, 2, nil])
        // mpirun inside a job of Slurm's.
        #expect(seen(step.merging(open) { $1 }) == [1, 2, 2, 3])
        #expect(Launch(environment: step.merging(open) { $1 }).launcher == .openMPI)
        // A variable that is no number says nothing.
        #expect(Launch(environment: ["SLURM_NTASKS": "many"]).count == 1)
    }

    @Test("threads are what the scheduler gives, what a process is bound to, or its share")
    func threads() {
        func threads(_ environment: [String: String], _ cores: Int, of all: Int) -> Int {
            Launch(environment: environment).threads(ofCores: cores, of: all)
        }
        let four = ["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_SIZE": "4"]
        #expect(threads([:], 16, of: 16) == 16)
        #expect(threads(["SLURM_CPUS_PER_TASK": "6"], 16, of: 16) == 6)
        #expect(threads(["SLURM_CPUS_PER_TASK": "32"], 16, of: 16) == 16)
        #expect(threads(four, 16, of: 16) == 4)
        #expect(threads(four, 5, of: 16) == 5)
        #expect(threads(four, 2, of: 2) == 1)
    }

    @Test("several processes without an MPI are refused with a remedy, and never work alone")
    func refused() throws {
        let two = Launch(environment: ["OMPI_COMM_WORLD_SIZE": "2"])
        let none = ["FEWSHOT_MPI": "/nowhere/libmpi.so"]
        let missing = #expect(throws: UserError.self) {
            try MPI.join(for: "eval", two, environment: none)
        }
        #expect(missing?.kind == .unavailable)
        #expect(missing?.message.contains("FEWSHOT_MPI") == true)
        let other = #expect(throws: UserError.self) { try MPI.requireAlone(two, environment: [:]) }
        #expect(other?.kind == .unavailable)
        // A farm of independent works.
        #expect(try MPI.join(for: "eval", two, environment: ["FEWSHOT_MPI": "off"]) == nil)
        #expect(throws: Never.self) {
            try MPI.requireAlone(two, environment: ["FEWSHOT_MPI": "off"])
            try MPI.requireAlone(Launch(environment: ["SLURM_NTASKS": "2"]), environment: [:])
        }
    }
}

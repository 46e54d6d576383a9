import COneDNN

/// The threads: GNU OpenMP's, which oneDNN's loops and ours share.
extension Device {
    /// Splits `0..<count` evenly over the threads that oneDNN computes on, and waits.
    func parallel(_ count: Int, minimum: Int = 1, _ body: (Range<Int>) -> Void) {
        let workers = max(1, min(threads, count / max(1, minimum)))
        if workers == 1 { return body(0..<count) }
        // The choice is each thread's own.
        let instructions = Instructions.current
        Self.team(of: workers) { worker, workers in
            instructions.choose()
            let (start, end) = (count * worker / workers, count * (worker + 1) / workers)
            if start < end { body(start..<end) }
        }
    }

    /// How many threads OpenMP gives where `threads` are asked for: fewer where the environment
    /// limits them, by OMP_THREAD_LIMIT for instance.
    public static func threadsGiven(asking threads: Int) -> Int {
        var given = [Int32](repeating: 0, count: threads)
        given.withUnsafeMutableBufferPointer { given in
            // Each thread writes to a place of its own.
            nonisolated(unsafe) let given = given
            team(of: threads) { worker, _ in given[worker] = 1 }
        }
        return given.count { $0 == 1 }
    }

    /// The most threads that OpenMP gives to this process at a time.
    public static var threadLimit: Int { Int(omp_get_thread_limit()) }

    /// Has OpenMP give `threads` to what the calling thread starts, ours or oneDNN's, and not fewer
    /// because the machine is busy or the environment says so. These settings belong to the calling
    /// thread, and any thread may be the first to compute: said before each use.
    static func useThreads(_ threads: Int) {
        omp_set_num_threads(Int32(threads))
        omp_set_dynamic(0)
        omp_set_max_active_levels(1)
    }

    /// Runs `body` on a team of `threads`; it is told which worker it is of how many there really
    /// are, since OpenMP may give fewer than it is asked for.
    private static func team(of threads: Int, _ body: (_ worker: Int, _ workers: Int) -> Void) {
        useThreads(threads)
        withoutActuallyEscaping(body) { body in
            var body = body
            withUnsafeMutablePointer(to: &body) { body in
                GOMP_parallel(
                    { pointer in
                        let body = pointer!.assumingMemoryBound(to: ((Int, Int) -> Void).self)
                        body.pointee(Int(omp_get_thread_num()), Int(omp_get_num_threads()))
                    }, body, UInt32(threads), 0)
            }
        }
    }
}

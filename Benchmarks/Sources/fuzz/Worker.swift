import Files
import Foundation
import Randomness

/// Damages the files of one reader after the other and lets it read them.
struct Worker {
    static let countsName = "counts.json"
    /// What one file may take: seconds, and bytes of address space for all of the process.
    private static let limits = (seconds: UInt32(20), memory: rlim_t(4) << 30)

    let folder: URL
    let seed: UInt64

    func run(seconds: Double) throws {
        var limit = rlimit(rlim_cur: Self.limits.memory, rlim_max: Self.limits.memory)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        let readers = try Reader.all()
        var counts: [String: Tally.Count] = [:]
        var generator = Generator(seed: seed)
        let end = Date() + seconds
        repeat {
            let reader = readers[generator.integer(below: readers.count)]
            // Many from one start: mutations of mutations go deeper.
            var files = reader.files
            for _ in 0..<4 {
                let name = files.keys.sorted()[generator.integer(below: files.count)]
                Mutation.apply(to: &files[name]!, using: &generator)
                let isRefused = try read(files, by: reader)
                counts[reader.name, default: .init()].given += 1
                counts[reader.name]?.refused += isRefused ? 1 : 0
            }
            try JSONEncoder().encode(counts).write(to: folder.appending(path: Self.countsName))
        } while Date() < end
    }

    /// The readers that refuse their sound files, with what they say: some of those are files that
    /// nobody can use, but a reader that refuses everything tests little.
    func refusals() throws -> [String] {
        try Reader.all().compactMap { reader in
            try Reader.fill(folder, with: reader.files)
            do {
                try reader.read(folder)
                return nil
            } catch let error as UserError {
                return "\(reader.name): \(error.message)"
            }
        }
    }

    /// Whether the files were refused; anything but a sentence for a person ends the worker.
    private func read(_ files: [String: [UInt8]], by reader: Reader) throws -> Bool {
        try Reader.fill(folder, with: files)
        alarm(Self.limits.seconds)
        defer { alarm(0) }
        do {
            try reader.read(folder)
            return false
        } catch let error as UserError {
            guard error.message.utf8.count < 5_000 else {
                fatalError("\(reader.name): a message of \(error.message.utf8.count) bytes")
            }
            return true
        }
    }
}

import Foundation
import Synchronization

/// Temporary files and folders: their names, and their end where a killed process left them.
///
/// Whoever writes one holds a lock on it, which the system takes away with the process, also one of
/// another machine or container; so what nobody has locked is of no use to anybody.
enum Leftovers {
    private static let looked = Mutex<Set<String>>([])

    /// A name in `folder` that no other write, of this process or another, uses; git ignores it by
    /// its ending.
    static func newName(for name: String, in folder: String) -> String {
        "\(folder)/.\(name.prefix(100)).\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
    }

    /// Locks what was just made under a temporary name; false where another process took it for a
    /// leftover in between.
    static func lock(_ descriptor: Int32) -> Bool {
        // File systems without locks are left alone by `remove` too.
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK { return false }
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink > 0
    }

    /// Removes what dead processes left in `folder`, the first time that this process writes there.
    static func remove(in folder: String) {
        guard looked.withLock({ $0.insert(folder).inserted }) else { return }
        for name in Folder.names(in: URL(fileURLWithPath: folder), hidden: true) ?? []
        where isTemporary(name) {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                end(path)
            }
            close(descriptor)
        }
    }

    /// Removes the file, or the folder with the files in it, at `path`.
    static func end(_ path: String) {
        if unlink(path) == 0 { return }
        for name in Folder.names(in: URL(fileURLWithPath: path), hidden: true) ?? [] {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }

    /// Whether `newName` gives such names: ".NAME.123-456.tmp".
    private static func isTemporary(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].isEmpty, parts.last == "tmp" else { return false }
        let numbers = parts[parts.count - 2].split(separator: "-", omittingEmptySubsequences: false)
        return numbers.count == 2 && numbers.allSatisfy { UInt32($0) != nil }
    }
}

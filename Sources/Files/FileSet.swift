import Foundation

/// Files that belong together, such as a list and what it is made of, or a report and its figures.
/// All are written aside and flushed first, and renamed last: where one cannot be written, what was
/// there stays, all of it, and never a part of the old beside a part of the new.
public enum FileSet {
    /// Writes `files`, each the path in `folder` and the content, in this order; folders are made.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` naming the file or folder.
    public static func write(_ files: [(path: String, data: Data)], into folder: URL) throws {
        try OutputFolder.make(folder)
        var targets: [WritingTarget] = []
        for file in files {
            let url = folder.appending(path: file.path)
            try OutputFolder.make(url.deletingLastPathComponent())
            targets.append(try WritingTarget(url))
        }
        for place in Set(targets.map(\.folder)) { Leftovers.remove(in: place) }
        let aside = try Aside(in: folder.path, for: (files.last?.path ?? "") as NSString)
        // It must not go before its files are in their places.
        defer { withExtendedLifetime(aside) {} }
        var finished: [String] = []
        for ((path, data), target) in zip(files, targets) where target.isReplaceable {
            let temporary = "\(aside.path)/\(finished.count)"
            finished.append(temporary)
            let name = folder.appending(path: path).path
            let file = try OpenFile(
                path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, name: name)
            try file.fill(mode: target.mode) { try $0.write(data) }
        }
        var next = 0
        for (file, target) in zip(files, targets) {
            if target.isReplaceable {
                try target.take(finished[next], or: file.data)
                next += 1
            } else {
                // A device or a pipe takes its content as it comes.
                try AtomicFile.write(file.data, to: URL(fileURLWithPath: target.path))
            }
        }
        for place in Set(targets.map(\.folder)).sorted() {
            try WritingTarget.flush(folder: place)
        }
    }
}

extension WritingTarget {
    /// Puts a finished file in its place; where that is a link to another device, `data` is written
    /// there.
    fileprivate func take(_ temporary: String, or data: Data) throws {
        do {
            try take(temporary)
        } catch  where SystemError.last.code == EXDEV {
            try AtomicFile.write(data, to: URL(fileURLWithPath: path))
        }
    }
}

/// A folder for files that are not yet in their places, gone with its owner.
private final class Aside {
    let path: String
    private let descriptor: Int32

    /// A new one in `folder`, named after the file `name`.
    init(in folder: String, for name: NSString) throws {
        while true {
            let path = Leftovers.newName(for: name.lastPathComponent, in: folder)
            guard mkdir(path, 0o777) == 0 else { throw OutputFolder.refusal(folder) }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0, Leftovers.lock(descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                continue
            }
            (self.path, self.descriptor) = (path, descriptor)
            return
        }
    }

    deinit {
        Leftovers.end(path)
        close(descriptor)
    }
}

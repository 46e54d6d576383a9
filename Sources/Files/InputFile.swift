import Foundation

/// Reading a whole file, with errors that a person can act on.
public enum InputFile {
    /// All bytes of the file at `url`.
    ///
    /// - Parameter mapped: from how many bytes on a file is mapped into memory and not read: it takes
    ///   none but what the system has to spare, and whoever cuts it meanwhile ends the process.
    /// - Throws: `UserError` `.missingInput` if it does not exist, is a folder or cannot be opened,
    ///   `.inputOutput` if reading breaks off.
    public static func read(_ url: URL, mappedFrom mapped: Int = .max) throws -> Data {
        let source = try ByteSource(url, mappedFrom: mapped)
        return try source.read(source.size)
    }

    /// The first bytes of the file at `url`, `count` of them where it has as many; errors as of
    /// `read`.
    public static func start(of url: URL, _ count: Int) throws -> Data {
        let source = try ByteSource(url)
        return try source.read(min(count, source.size))
    }

    /// The text of the file at `url`.
    ///
    /// - Throws: as for data, and `UserError` `.badData` if it is not UTF-8.
    public static func readText(_ url: URL) throws -> String {
        guard let text = String(validating: try read(url), as: UTF8.self) else {
            throw UserError(.badData, "The file \(url.path) is not text in UTF-8.")
        }
        return text
    }
}

/// A file that is open for reading from its start; it closes with the end of its scope.
struct ByteSource: ~Copyable {
    let name: String
    /// How many bytes it had when it was opened.
    let size: Int
    private let descriptor: Int32
    /// All bytes, where the file is mapped into memory.
    private let mapped: Data?

    init(_ url: URL, mappedFrom least: Int = .max) throws {
        name = url.path
        // A pipe that nobody writes to would never open.
        descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let error = SystemError.last
            (size, mapped) = (0, nil)
            let reason = error.code == ENOENT ? "it does not exist" : error.words
            throw UserError(.missingInput, "Cannot open the file \(name): \(reason).")
        }
        size = Int(status.st_size)
        mapped =
            size >= max(least, 1) && status.st_mode & S_IFMT == S_IFREG
            ? Self.map(descriptor, size) : nil
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a file"
            throw UserError(.missingInput, "Cannot read \(name): it is \(kind).")
        }
        guard mapped != nil || size <= ProcessInfo.processInfo.physicalMemory else {
            throw UserError(
                .badData,
                "The file \(name) has \(size / 1_000_000_000) GB, more than this machine's memory.")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The bytes of an open file, which go with the last who holds them; nil where the system does not
    /// map it.
    private static func map(_ descriptor: Int32, _ size: Int) -> Data? {
        guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
        else { return nil }
        return Data(
            bytesNoCopy: start, count: size,
            deallocator: .custom { start, size in munmap(start, size) })
    }

    /// The next `count` bytes.
    borrowing func read(_ count: Int) throws -> Data {
        let (descriptor, name) = (descriptor, name)
        if let mapped {
            // The file's own place serves as that in the map.
            let start = Int(lseek(descriptor, 0, SEEK_CUR))
            lseek(descriptor, off_t(count), SEEK_CUR)
            return mapped[start..<start + count]
        }
        var data = Data(count: count)
        try data.withUnsafeMutableBytes { bytes in
            var done = 0
            while done < count {
                let piece = min(count - done, 1 << 26)
                let got = Glibc.read(descriptor, bytes.baseAddress! + done, piece)
                if got < 0 && errno == EINTR { continue }
                if got == 0 {
                    throw UserError(
                        .inputOutput, "Reading \(name) broke off: it became shorter meanwhile.")
                }
                guard got > 0 else {
                    throw UserError(
                        .inputOutput, "Reading \(name) broke off: \(SystemError.last.words).")
                }
                done += got
            }
        }
        return data
    }
}

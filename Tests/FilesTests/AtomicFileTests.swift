import Files
import Foundation
import TestSupport
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
    @Test("A file is created, then replaced, and nothing else stays in the folder")
    func replaces() throws {
        let folder = try Folder()
        let file = folder.file("a.txt")
        try AtomicFile.write("old", to: file)
        #expect(try InputFile.readText(file) == "old")
        try AtomicFile.write("", to: file)
        #expect(try InputFile.readText(file) == "")
        #expect(folder.names == ["a.txt"])
    }

    @Test("A replaced file keeps its permissions, and a new one obeys the umask")
    func permissions() throws {
        let folder = try Folder()
        let file = folder.file("secret.txt")
        try AtomicFile.write("old", to: file)
        chmod(file.path, 0o600)
        try AtomicFile.write("new", to: file)
        var status = stat()
        stat(file.path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test("A link stays a link: the file behind it is replaced")
    func link() throws {
        let folder = try Folder()
        try AtomicFile.write("old", to: folder.file("real.txt"))
        symlink("real.txt", folder.file("link.txt").path)
        try AtomicFile.write("new", to: folder.file("link.txt"))
        #expect(try InputFile.readText(folder.file("real.txt")) == "new")
        let target = try FileManager.default.destinationOfSymbolicLink(
            atPath: folder.file("link.txt").path)
        #expect(target == "real.txt")
    }

    @Test("A missing folder is named, with exit code 73")
    func missingFolder() throws {
        let folder = try Folder()
        let error = userError { try AtomicFile.write("x", to: folder.file("none/a.txt")) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains("none does not exist") == true)
        #expect(folder.names.isEmpty)
    }

    @Test("A file in place of the folder cannot hold a file")
    func fileAsFolder() throws {
        let folder = try Folder()
        try AtomicFile.write("x", to: folder.file("a"))
        let error = userError { try AtomicFile.write("x", to: folder.file("a/b.txt")) }
        #expect(error?.kind == .cannotCreate)
        #expect(folder.names == ["a"])
    }

    @Test("A folder of the file's name is refused and left alone")
    func directoryInPlace() throws {
        let folder = try Folder()
        let inside = folder.file("report.md/figure.svg")
        try FileManager.default.createDirectory(
            at: folder.file("report.md"), withIntermediateDirectories: true)
        try AtomicFile.write("x", to: inside)
        let error = userError { try AtomicFile.write("y", to: folder.file("report.md")) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains("report.md: a folder has that name") == true)
        #expect(try InputFile.readText(inside) == "x")
        #expect(folder.names == ["report.md"])
    }

    @Test("A read-only folder is refused")
    func readOnly() throws {
        // /proc refuses new files to everybody, root included, where permission bits would not.
        let error = userError { try AtomicFile.write("x", to: URL(fileURLWithPath: "/proc/a.txt")) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains("/proc/a.txt") == true)
    }

    @Test("A protected folder and a protected file are refused to whoever is not root")
    func permissionBits() async throws {
        // Who steps down from root does so for the whole process, hence one of its own.
        await #expect(processExitsWith: .success) {
            let open = try Folder()
            let closed = try Folder()
            try AtomicFile.write("old", to: open.file("a.txt"))
            chmod(open.file("a.txt").path, 0o444)
            chmod(open.url.path, 0o777)
            chmod(closed.url.path, 0o555)
            let isRoot = getuid() == 0
            if isRoot { try #require(setreuid(65_534, uid_t.max) == 0 && seteuid(65_534) == 0) }
            defer { if isRoot { _ = seteuid(0) } }
            let file = userError { try AtomicFile.write("new", to: open.file("a.txt")) }
            let inside = userError { try AtomicFile.write("new", to: closed.file("b.txt")) }
            #expect(file?.kind == .cannotCreate)
            #expect(inside?.kind == .cannotCreate)
            #expect(try InputFile.readText(open.file("a.txt")) == "old")
            #expect(open.names == ["a.txt"])
        }
    }

    @Test("A full device breaks off with exit code 74 and stays a device")
    func fullDevice() throws {
        let device = URL(fileURLWithPath: "/dev/full")
        let error = userError { try AtomicFile.write("x", to: device) }
        #expect(error?.kind == .inputOutput)
        #expect(error?.message.contains("/dev/full broke off: No space left") == true)
        var status = stat()
        stat(device.path, &status)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test("A disk that gives out half-way leaves the old file and no other")
    func fullDisk() async throws {
        // A size limit stops write(2) part of the way as a full disk does, needs no privilege and
        // no mount; it counts for a whole process, hence one of its own.
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            let file = folder.file("last.safetensors")
            try AtomicFile.write("the last good checkpoint", to: file)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
            try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)  // RLIMIT_FSIZE
            let big = Data(repeating: 7, count: 100_000)
            let error = userError { try AtomicFile.write(big, to: file) }
            #expect(error?.kind == .inputOutput)
            #expect(error?.message.contains("last.safetensors broke off") == true)
            #expect(try InputFile.readText(file) == "the last good checkpoint")
            #expect(folder.names == ["last.safetensors"])
        }
    }

    @Test("A writer that throws leaves the old file and no other")
    func throwing() throws {
        let folder = try Folder()
        try AtomicFile.write("old", to: folder.file("a.txt"))
        let error = userError {
            try AtomicFile.write(to: folder.file("a.txt")) { file in
                try file.write(Data("half".utf8))
                throw UserError(.badData, "Stop.")
            }
        }
        #expect(error?.message == "Stop.")
        #expect(try InputFile.readText(folder.file("a.txt")) == "old")
        #expect(folder.names == ["a.txt"])
    }

    @Test("Whoever reads or writes meanwhile sees one whole content")
    func concurrency() throws {
        let folder = try Folder()
        let file = folder.file("a.bin")
        try AtomicFile.write(Data(repeating: 0, count: 50_000), to: file)
        DispatchQueue.concurrentPerform(iterations: 4) { writer in
            do {
                for turn in 0..<40 {
                    let content = Data(repeating: UInt8(writer * 40 + turn), count: 50_000)
                    try AtomicFile.write(content, to: file)
                    let data = try InputFile.read(file)
                    #expect(data.count == 50_000 && data.allSatisfy { $0 == data[0] })
                }
            } catch { Issue.record("\(error)") }
        }
        #expect(folder.names == ["a.bin"])
    }

    @Test("What cannot be read is named, with exit code 66 or 65")
    func reading() throws {
        let folder = try Folder()
        let missing = userError { _ = try InputFile.read(folder.file("none")) }
        #expect(missing?.kind == .missingInput)
        #expect(missing?.message.contains("none: it does not exist") == true)
        let directory = userError { _ = try InputFile.read(folder.url) }
        #expect(directory?.kind == .missingInput)
        try AtomicFile.write(Data([0xff, 0xfe]), to: folder.file("a"))
        #expect(userError { _ = try InputFile.readText(folder.file("a")) }?.kind == .badData)
    }
}

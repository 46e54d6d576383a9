import Files
import Foundation
import TestSupport
import Testing

@Suite("Places that results go to")
struct OutputFolderTests {
    @Test("A folder is made with those above it, once and again")
    func making() throws {
        let folder = try Folder()
        let place = folder.url.appending(path: "a/b/c")
        try OutputFolder.require(place)
        #expect(folder.names.isEmpty)
        for _ in 0..<2 { try OutputFolder.make(place) }
        try OutputFolder.require(place)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    }

    @Test("What cannot be is a sentence with the place, before the work and at it")
    func refusals() throws {
        let folder = try Folder()
        let file = folder.file("file")
        try AtomicFile.write("x", to: file)
        for place in [file, file.appending(path: "run"), file.appending(path: "a/b")] {
            for check in [OutputFolder.make, OutputFolder.require] {
                let error = userError { try check(place) }
                #expect(error?.kind == .cannotCreate)
                #expect(error?.message.contains("\(file.path) is a file") == true)
            }
        }
        let proc = URL(fileURLWithPath: "/proc/x")
        for check in [OutputFolder.make, OutputFolder.require] {
            let error = userError { try check(proc) }
            #expect(error?.kind == .cannotCreate)
            #expect(error?.message.contains("does not exist") == false)
            #expect(error?.message.contains("/proc") == true)
        }
    }

    @Test("A file needs its folder, unless that is made with it; no folder of its own name")
    func files() throws {
        let folder = try Folder()
        let file = folder.url.appending(path: "new/file")
        #expect(userError { try OutputFolder.require(file: file) }?.kind == .cannotCreate)
        try OutputFolder.require(file: file, makingFolder: true)
        try OutputFolder.require(file: folder.file("file"))
        try OutputFolder.require(file: URL(fileURLWithPath: "/dev/null"))
        #expect(userError { try OutputFolder.require(file: folder.url) }?.kind == .cannotCreate)
        #expect(folder.names.isEmpty)
    }

    @Test("What a dead process left is removed by the next that writes there; nothing else is")
    func leftovers() async throws {
        let folder = try Folder()
        for name in [".a.txt.12-34.tmp", ".other.tmp", ".a.txt.x-34.tmp", "a.12-34.tmp"] {
            try Data("x".utf8).write(to: folder.file(name))
        }
        try FileManager.default.createDirectory(
            at: folder.file(".c.md.1-2.tmp"), withIntermediateDirectories: false)
        try Data().write(to: folder.file(".c.md.1-2.tmp").appending(path: "0"))
        // Somebody is at this one, be it another machine.
        let busy = open(folder.file(".b.7-8.tmp").path, O_WRONLY | O_CREAT, 0o600)
        flock(busy, LOCK_EX)
        defer { close(busy) }
        try AtomicFile.write("y", to: folder.file("a.txt"))
        #expect(
            folder.names.sorted()
                == [".a.txt.x-34.tmp", ".b.7-8.tmp", ".other.tmp", "a.12-34.tmp", "a.txt"])
    }
}

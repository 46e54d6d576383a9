import Files
import Foundation
import TestSupport
import Testing

@Suite("Files that belong together")
struct FileSetTests {
    private static func files(_ content: String) -> [(path: String, data: Data)] {
        ["a.csv", "figures/b.svg", "c.md"].map { ($0, Data((content + $0).utf8)) }
    }

    @Test("All are there with their contents, and nothing else")
    func writing() throws {
        let folder = try Folder()
        let place = folder.url.appending(path: "new/set")
        for content in ["old ", "new "] {
            try FileSet.write(Self.files(content), into: place)
            for (path, data) in Self.files(content) {
                #expect(try InputFile.read(place.appending(path: path)) == data)
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        #expect(names.sorted() == ["a.csv", "c.md", "figures"])
    }

    @Test("A link keeps leading to its file, and a file keeps its permissions")
    func links() throws {
        let folder = try Folder()
        try FileSet.write(Self.files("old "), into: folder.url)
        let other = folder.file("other")
        try AtomicFile.write("x", to: other)
        chmod(other.path, 0o640)
        unlink(folder.file("c.md").path)
        symlink(other.path, folder.file("c.md").path)
        try FileSet.write(Self.files("new "), into: folder.url)
        #expect(try InputFile.readText(other) == "new c.md")
        var status = stat()
        stat(other.path, &status)
        #expect(status.st_mode & 0o777 == 0o640)
    }

    @Test("Where one cannot be written all of the old ones stay, and no part of the new")
    func fullDisk() async {
        // A size limit stops write(2) as a full disk does; it counts for a whole process.
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            try FileSet.write(Self.files("old "), into: folder.url)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
            try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)  // RLIMIT_FSIZE
            var files = Self.files("new ")
            files[1].data = Data(repeating: 7, count: 100_000)
            let error = userError { try FileSet.write(files, into: folder.url) }
            #expect(error?.kind == .inputOutput)
            #expect(error?.message.contains("b.svg broke off: File too large") == true)
            for (path, data) in Self.files("old ") {
                #expect(try InputFile.read(folder.file(path)) == data)
            }
            #expect(folder.names.sorted() == ["a.csv", "c.md", "figures"])
        }
    }

    @Test("A folder in the place of one of them, and a file in the place of their folder")
    func places() throws {
        let folder = try Folder()
        try FileSet.write(Self.files("old "), into: folder.url)
        var files = Self.files("new ")
        files[2].path = "figures"
        #expect(userError { try FileSet.write(files, into: folder.url) }?.kind == .cannotCreate)
        files[2].path = "a.csv/c"
        let error = userError { try FileSet.write(files, into: folder.url) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains("a.csv is a file") == true)
        #expect(try InputFile.readText(folder.file("a.csv")) == "old a.csv")
    }
}

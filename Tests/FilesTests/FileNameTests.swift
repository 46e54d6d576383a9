import Files
import Foundation
import TestSupport
import Testing

@Suite("Names of files")
struct FileNameTests {
    @Test("a name that is UTF-8 is its own text")
    func plain() {
        for name in ["a.jpg", "mélèze", "me\u{301}", "a\\b", "\\x41", "\\x", "日本", "\u{1B}", ""] {
            #expect(Array(FileName.text(of: name.utf8).utf8) == Array(name.utf8))
            #expect(FileName.bytes(of: name) == Array(name.utf8))
        }
    }

    @Test("what is not UTF-8 is shown by its bytes")
    func escaped() {
        #expect(FileName.text(of: Array("caf".utf8) + [0xe9]) == "caf\\xE9")
        #expect(FileName.text(of: [0xc3, 0x28, 0xff]) == "\\xC3(\\xFF")
        #expect(FileName.text(of: [0xed, 0xa0, 0x80]) == "\\xED\\xA0\\x80")
        #expect(FileName.text(of: "caf\\xE9".utf8) == "caf\\x5CxE9")
    }

    @Test("every name comes back, and no two names have one text")
    func exact() {
        let pieces: [[UInt8]] = [
            [0xe9], [0xc3], [0xa9], Array("\\x".utf8), Array("E9".utf8), Array("5C".utf8), [0x5c],
            Array("é".utf8),
        ]
        var names: Set<[UInt8]> = [[]]
        for _ in 0..<4 { names = Set(names.flatMap { name in pieces.map { name + $0 } }) }
        let texts = Set(names.map { ExactText(FileName.text(of: $0)) })
        #expect(texts.count == names.count)
        for name in names { #expect(FileName.bytes(of: FileName.text(of: name)) == name) }
    }

    @Test("files and folders of any name are made, listed, written, read and removed")
    func system() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let names = ["caf\\xE9", "a\\x5CxE9", "é", "e\u{301}", "%41#?", "line\nend", " "]
        for name in names {
            let own = folder.url.appending(path: name)
            try OutputFolder.make(own)
            try OutputFolder.make(own)
            let file = own.appending(path: "x\\xFF.txt")
            try AtomicFile.write(name, to: file)
            try AtomicFile.write(name, to: file)
            #expect(try InputFile.readText(file) == name)
            #expect(file.exists && !file.isFolder && own.isFolder)
            #expect(Files.Folder.names(in: own) == ["x\\xFF.txt"])
            file.removeFile()
            #expect(!file.exists)
        }
        let listed = Files.Folder.subfolders(of: folder.url).map(ExactText.init)
        #expect(Set(listed) == Set(names.map(ExactText.init)) && listed.count == names.count)
        // The names themselves, as another program made them.
        let bytes = try #require(opendir(folder.url.path))
        defer { closedir(bytes) }
        var found: Set<[UInt8]> = []
        while let entry = readdir(bytes) {
            withUnsafeBytes(of: &entry.pointee.d_name) {
                _ = found.insert(Array($0.prefix { $0 != 0 }))
            }
        }
        #expect(found.contains(Array("caf".utf8) + [0xe9]) && found.contains(Array("a\\xE9".utf8)))
    }

    @Test("hidden names are listed only where they are asked for; no folder is no list")
    func listing() throws {
        let folder = try TemporaryFolder()
        for name in [".hidden", "b", "a"] {
            try AtomicFile.write("", to: folder.url.appending(path: name))
        }
        try OutputFolder.make(folder.url.appending(path: "c/d"))
        let link = folder.url.appending(path: "link").path
        #expect(symlink("c", link) == 0 && symlink("nowhere", link + "2") == 0)
        #expect(Files.Folder.names(in: folder.url) == ["a", "b", "c", "link", "link2"])
        #expect(Files.Folder.names(in: folder.url, hidden: true)?.contains(".hidden") == true)
        #expect(Files.Folder.subfolders(of: folder.url) == ["c", "link"])
        #expect(Files.Folder.names(in: folder.url.appending(path: "a")) == nil)
    }

    @Test("a file that no memory could hold is refused before any is taken")
    func large() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "large.npz")
        try AtomicFile.write("", to: file)
        // Of nothing but a hole.
        let size = Int(ProcessInfo.processInfo.physicalMemory) + (1 << 20)
        try #require(truncate(file.path, size) == 0)
        let error = #expect(throws: UserError.self) { try InputFile.read(file) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("more than this machine's memory") == true)
    }
}

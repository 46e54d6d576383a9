import Files
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Damaged NumPy files")
struct NumPyDamageTests {
    /// A file with this dictionary and `count` bytes behind it.
    static func file(
        _ descr: String = "'<f4'", order: String = "False", shape: String = "(2,)",
        count: Int = 8, version: UInt8 = 1, claim: Int? = nil
    ) -> Data {
        let text = "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }\n"
        let length = claim ?? text.utf8.count
        let start = [0x93] + Array("NUMPY".utf8) + [version, 0]
        return Data(start + [UInt8(length & 255), UInt8(length >> 8)]) + Data(text.utf8)
            + Data(count: count)
    }

    static let cases: [(String, Data)] = [
        ("does not start as", Data()),
        ("does not start as", Data("hello, I am no array".utf8)),
        ("version 4.0", file(version: 4)),
        ("version 0.0", file(version: 0)),
        ("header claims 60000", file(claim: 60_000)),
        ("header claims 300", file(claim: 300)),
        ("header does not say", file(shape: "(-2,)")),
        ("header does not say", file(shape: "(2 2)")),
        ("header does not say", file(shape: "2")),
        ("header does not say", file(shape: "(99999999999999999999,)")),
        ("header does not say", file(order: "0")),
        ("header does not say", file("5")),
        ("header does not say", file("'<f4', 'more': '1'")),
        ("header does not say", file("'<f4")),
        ("header does not say", file(claim: 20)),
        ("impossible shape", file(shape: "(4611686018427387904, 4)", count: 0)),
        ("needs 12 bytes, but it has 8. It may be cut off", file(shape: "(3,)")),
        ("needs 4 bytes, but it has 8. Something was put behind it", file(shape: "()")),
        ("needs 0 bytes, but it has 8", file(shape: "(0, 99)")),
        ("needs 4000000000000 bytes", file(shape: "(1000000000000,)")),
        ("has 65 axes", file(shape: "(" + String(repeating: "1, ", count: 65) + ")")),
        ("never loaded", file("'|O'")),
        ("fields of several types", file("[('a', '<i4'), ('b', '<f4')]")),
        ("astype(\"<f4\")", file("'>f4'")),
        ("type <c8", file("'<c8'")),
        ("type <U0", file("'<U0'", shape: "(1000000000000,)", count: 0)),
        ("type <U-1", file("'<U-1'")),
        ("needs", file("'<U1099511627776'", shape: "(2,)")),
    ]

    @Test("Each kind of damage is named, with its file", arguments: cases)
    func damage(words: String, data: Data) throws {
        let folder = try Folder()
        try AtomicFile.write(data, to: folder.file("a.npy"))
        let error = userError { _ = try NumPyArray(contentsOf: folder.file("a.npy")) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("a.npy") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }

    @Test("A header that is older than NumPy 1 but sound is read")
    func pythonTwo() throws {
        let folder = try Folder()
        try AtomicFile.write(Self.file(shape: "(1L, 2L)"), to: folder.file("a.npy"))
        #expect(try NumPyArray(contentsOf: folder.file("a.npy")).shape == [1, 2])
    }

    @Test("What NumPy writes and we do not read is refused by its reason")
    func refused() throws {
        for (name, words) in [
            ("objects", "Python objects"), ("big", "big-endian"), ("fields", "several types"),
        ] {
            let error = userError { _ = try NumPyArray(contentsOf: numPyFile("\(name).npy")) }
            #expect(error?.kind == .badData)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
        }
    }

    @Test(
        "Cut off or changed anywhere, a file is refused or read, never a crash",
        arguments: ["fortran.npy", "stored.npz", "compressed.npz"])
    func mutation(name: String) throws {
        let folder = try Folder()
        let bytes = try InputFile.read(numPyFile(name))
        func tryToRead(_ data: Data) throws -> Bool {
            try data.write(to: folder.file("changed"))
            do {
                if name.hasSuffix(".npy") {
                    _ = try NumPyArray(contentsOf: folder.file("changed"))
                } else {
                    let archive = try NumPyArchive(contentsOf: folder.file("changed"))
                    for name in archive.names {
                        guard let array = try archive.array(name) else { continue }
                        _ = array.isText ? try array.texts().count : try array.floats().count
                    }
                }
                return true
            } catch let error as UserError {
                #expect(error.kind == .badData)
                return false
            }
        }
        for count in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 300) {
            #expect(try !tryToRead(bytes.prefix(count)), "\(count) of \(bytes.count) bytes")
        }
        var generator = Generator(seed: 5)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0..<generator.integer(below: 4) + 1 {
                let choices = Array("0123456789-(),'<|fiuOUSL".utf8) + [0, 1, 8, 127, 255]
                let place = generator.integer(below: bytes.count)
                changed[place] = choices[generator.integer(below: choices.count)]
            }
            _ = try tryToRead(changed)
        }
    }
}

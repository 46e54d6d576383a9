import Files
import Foundation
import TestSupport
import Testing

@Suite("NumPy archives")
struct NumPyArchiveTests {
    @Test("NumPy's own archives are read, packed or not", arguments: ["stored", "compressed"])
    func reference(kind: String) throws {
        let archive = try NumPyArchive(contentsOf: numPyFile("\(kind).npz"))
        func array(_ name: String) throws -> NumPyArray { try #require(try archive.array(name)) }
        #expect(try array("names").texts() == ["robin", "", "grün", "🐦 bird"])
        #expect(try array("bytes").texts() == ["a", "é", "abc"])
        #expect(try array("int8").integers() == [-128, 127])
        #expect(try array("int16").integers() == [-32768, 32767])
        #expect(try array("int64").integers() == [.min, .max])
        #expect(try array("uint16").floats() == [65535])
        #expect(try array("uint32").integers() == [4_294_967_295])
        #expect(try array("flags").integers() == [1, 0, 1])
        let tooLarge = userError { _ = try array("uint64").integers() }
        #expect(tooLarge?.message.contains("9223372036854775808") == true)
        #expect(try archive.array("none") == nil)
        #expect(archive.names.count == (kind == "stored" ? 9 : 10))
        if kind == "compressed" {
            let zeros = try array("zeros")
            #expect(try zeros.shape == [100, 200] && zeros.floats().allSatisfy { $0 == 0 })
        }
    }

    @Test("Arrays come back, and equal arrays give equal bytes")
    func roundTrip() throws {
        let folder = try Folder()
        let arrays = [
            ("features", NumPyArray(floats: [1, 2, 3, 4, 5, 6], shape: [2, 3])),
            ("é", NumPyArray(texts: ["a", "b"])),
        ]
        try NumPyArchive.write(arrays, to: folder.file("a.npz"))
        try NumPyArchive.write(arrays, to: folder.file("b.npz"))
        let bytes = try InputFile.read(folder.file("a.npz"))
        #expect(try InputFile.read(folder.file("b.npz")) == bytes)
        let archive = try NumPyArchive(contentsOf: folder.file("a.npz"))
        #expect(archive.names == ["features", "é"])
        for (name, array) in arrays { #expect(try archive.array(name) == array) }
        try NumPyArchive.write([], to: folder.file("none.npz"))
        #expect(try NumPyArchive(contentsOf: folder.file("none.npz")).names == [])
    }

    @Test("4 GiB or more are refused before anything is written")
    func tooLarge() throws {
        let folder = try Folder()
        // Zeros that are never touched: they take no memory.
        let large = NumPyArray(
            element: .uint8, shape: [1 << 32], data: Data(count: 1 << 32))
        let error = userError {
            try NumPyArchive.write([("a", large)], to: folder.file("a.npz"))
        }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains(".safetensors") == true)
        #expect(folder.names == [])
    }

    @Test("An archive of ZIP64 is read: sizes, places and the directory's own in 64 bits")
    func wide() throws {
        let folder = try Folder()
        let array = NumPyArray(integers: [7, 8])
        try NumPyArchive.write([("a", array)], to: folder.file("plain.npz"))
        let bytes = try InputFile.read(folder.file("plain.npz"))
        let end = bytes.count - 22
        var entry = bytes[(end - 46 - 5)..<end]
        let (start, first) = (entry.startIndex, bytes.prefix(entry.startIndex))
        // Size and place are the largest, so they are in the extra field behind one of another kind.
        for place in (20..<28).map({ $0 }) + [42, 43, 44, 45] { entry[start + place] = 255 }
        entry[start + 30] = 8 + 28
        let size = UInt64(
            bytes[(start + 24)..<(start + 28)].reversed().reduce(0) { $0 << 8 | Int($1) })
        func wide(_ numbers: UInt64...) -> Data {
            numbers.reduce(Data()) { data, number in
                data + withUnsafeBytes(of: number.littleEndian) { Data($0) }
            }
        }
        entry += Data([9, 9, 4, 0, 1, 2, 3, 4, 1, 0, 24, 0]) + wide(size, size, 0)
        let record =
            Data("PK\u{6}\u{6}".utf8) + wide(44) + Data(count: 12)
            + wide(1, 1, UInt64(entry.count), UInt64(start))
        let locator =
            Data("PK\u{6}\u{7}".utf8) + Data(count: 4) + wide(UInt64(start + entry.count))
            + Data([1, 0, 0, 0])
        let last =
            Data("PK\u{5}\u{6}".utf8) + Data(count: 4) + Data(repeating: 255, count: 12)
            + Data(count: 2)
        let whole = first + entry + record + locator + last
        try AtomicFile.write(whole, to: folder.file("wide.npz"))
        #expect(try NumPyArchive(contentsOf: folder.file("wide.npz")).array("a") == array)
        // The record's mark, the directory's place, the locator's mark and what it locates.
        for place in [0, 48, 56, 56 + 8] {
            var broken = whole
            broken[start + entry.count + place] ^= 0x40
            try AtomicFile.write(broken, to: folder.file("broken.npz"))
            let error = userError {
                _ = try NumPyArchive(contentsOf: folder.file("broken.npz")).array("a")
            }
            #expect(error?.kind == .badData, "\(place)")
        }
    }

    /// An archive of one small array with some of its bytes changed: from the places of its local
    /// header, its directory's entry and its end record.
    private func changed(
        reading member: String = "a",
        _ change: (_ bytes: inout Data, _ entry: Int, _ end: Int) -> Void
    ) throws -> String? {
        let folder = try Folder()
        let arrays = [("a", NumPyArray(integers: [7])), ("b", NumPyArray(integers: [8]))]
        try NumPyArchive.write(arrays, to: folder.file("a.npz"))
        var bytes = try InputFile.read(folder.file("a.npz"))
        let end = bytes.count - 22
        change(&bytes, end - 2 * (46 + 5), end)
        try AtomicFile.write(bytes, to: folder.file("a.npz"))
        let error = userError {
            _ = try NumPyArchive(contentsOf: folder.file("a.npz")).array(member)
        }
        #expect(error == nil || error?.kind == .badData && error!.message.contains("a.npz"))
        return error?.message
    }

    @Test("Each kind of damage is named")
    func damage() throws {
        #expect(try changed { _, _, _ in } == nil)
        // A deflated member that would grow beyond all reason is refused before it is unpacked.
        let bomb = try changed { bytes, entry, _ in
            bytes[entry + 10] = 8
            bytes.replaceSubrange((entry + 24)..<(entry + 28), with: [0, 0, 0, 0x7f])
        }
        #expect(bomb?.contains("would grow from 136 bytes to 2130706432") == true)
        let cases: [(String, String?)] = [
            ("checksum", try changed { bytes, _, _ in bytes[35 + 128] ^= 1 }),
            ("checksum", try changed { bytes, entry, _ in bytes[entry + 24] ^= 1 }),
            ("encrypted", try changed { bytes, entry, _ in bytes[entry + 8] |= 1 }),
            ("method 9", try changed { bytes, entry, _ in bytes[entry + 10] = 9 }),
            ("cannot be unpacked", try changed { bytes, entry, _ in bytes[entry + 10] = 8 }),
            (
                "two members called a.npy",
                try changed { bytes, entry, _ in bytes[entry + 46 + 46 + 5] = UInt8(ascii: "a") }
            ),
            ("directory is broken", try changed { bytes, entry, _ in bytes[entry] = 0 }),
            ("directory is broken", try changed { bytes, _, end in bytes[end + 10] = 3 }),
            ("directory is cut off", try changed { bytes, _, end in bytes[end + 16 + 2] = 9 }),
            ("end record", try changed { bytes, _, _ in bytes.removeLast() }),
            ("end record", try changed { bytes, _, end in bytes[end + 20] = 1 }),
            ("not where", try changed { bytes, entry, _ in bytes[entry + 42] = 1 }),
            (
                "a.npy and b.npy share bytes",
                try changed { bytes, entry, _ in bytes[entry + 21] = 9 }
            ),
            (
                "b.npy is cut off",
                try changed(reading: "b") { bytes, entry, _ in bytes[entry + 46 + 5 + 21] = 9 }
            ),
            ("no text", try changed { bytes, entry, _ in bytes[entry + 46] = 0xff }),
            (
                "ZIP64",
                try changed { bytes, entry, _ in
                    bytes.replaceSubrange(
                        (entry + 20)..<(entry + 28), with: Data(repeating: 255, count: 8))
                }
            ),
            (
                "ZIP64",
                try changed { bytes, _, end in
                    bytes.replaceSubrange(
                        (end + 16)..<(end + 20), with: Data(repeating: 255, count: 4))
                }
            ),
        ]
        for (words, message) in cases {
            #expect(message?.contains(words) == true, "\(words): \(message ?? "no error")")
        }
    }
}

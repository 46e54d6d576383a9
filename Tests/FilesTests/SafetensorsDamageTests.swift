import Files
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Damaged safetensors files")
struct SafetensorsDamageTests {
    /// The file of this header and `count` bytes behind it.
    static func file(_ header: String, _ count: Int, length: UInt64? = nil) -> Data {
        let length = (length ?? UInt64(header.utf8.count)).littleEndian
        return withUnsafeBytes(of: length) { Data($0) } + Data(header.utf8) + Data(count: count)
    }

    static func array(_ offsets: String, _ shape: String = "[2]", _ dtype: String = "F32") -> String
    {
        #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    static let cases: [(String, Data)] = [
        ("0 bytes", Data()),
        ("7 bytes", Data(count: 7)),
        ("claims", file("{}", 0, length: 3)),
        ("claims", file("{}", 0, length: .max)),
        ("claims", file("{}", 0, length: 1 << 63)),
        ("not valid JSON", file("", 0)),
        ("not valid JSON", file("{", 0)),
        ("not valid JSON", file(String(repeating: "[", count: 100_000), 0)),
        ("type", file("[]", 0)),
        ("no value of type", file(#"{"a":1}"#, 0)),
        ("no \"data_offsets\"", file(#"{"a":{"dtype":"F32","shape":[2]}}"#, 8)),
        ("no value of type", file(#"{"__metadata__":{"a":1}}"#, 0)),
        ("not supported", file(#"{"a":\#(array("[0,8]", "[2]", "F128"))}"#, 8)),
        ("data_offsets", file(#"{"a":\#(array("[0]"))}"#, 8)),
        ("data_offsets", file(#"{"a":\#(array("[0,4,8]"))}"#, 8)),
        ("out of range", file(#"{"a":\#(array("[0,8.5]"))}"#, 8)),
        ("out of range", file(#"{"a":\#(array("[0,99999999999999999999]"))}"#, 8)),
        ("was next", file(#"{"a":\#(array("[8,0]"))}"#, 8)),
        ("was next", file(#"{"a":\#(array("[-8,0]"))}"#, 8)),
        ("was next", file(#"{"a":\#(array("[4,12]"))}"#, 12)),
        ("was next", file(#"{"a":\#(array("[0,8]")),"b":\#(array("[4,12]"))}"#, 12)),
        ("was next", file(#"{"a":\#(array("[0,8]")),"b":\#(array("[0,8]"))}"#, 8)),
        ("cut off", file(#"{"a":\#(array("[0,8]"))}"#, 7)),
        ("cut off", file(#"{"a":\#(array("[0,9223372036854775807]"))}"#, 8)),
        ("needs 12", file(#"{"a":\#(array("[0,8]", "[3]"))}"#, 8)),
        ("impossible shape", file(#"{"a":\#(array("[0,8]", "[-2]"))}"#, 8)),
        ("impossible shape", file(#"{"a":\#(array("[0,8]", "[-1,-2]"))}"#, 8)),
        ("impossible shape", file(#"{"a":\#(array("[0,0]", "[4611686018427387904,4]"))}"#, 0)),
        ("belong to no array", file(#"{"a":\#(array("[0,8]"))}"#, 9)),
        ("belong to no array", file("{}", 1)),
    ]

    @Test("Each kind of damage is named, with its file", arguments: cases)
    func damage(words: String, data: Data) throws {
        let folder = try Folder()
        try AtomicFile.write(data, to: folder.file("a.safetensors"))
        let error = userError { _ = try Safetensors(contentsOf: folder.file("a.safetensors")) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("a.safetensors") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }

    @Test("A file cut off anywhere is refused")
    func truncation() throws {
        let folder = try Folder()
        let whole = folder.file("whole")
        try SafetensorsTests.sample().write(to: whole)
        let bytes = try InputFile.read(whole)
        for count in 0..<bytes.count {
            try bytes.prefix(count).write(to: folder.file("cut"))
            let error = userError { _ = try Safetensors(contentsOf: folder.file("cut")) }
            #expect(error?.kind == .badData, "\(count) of \(bytes.count) bytes")
        }
    }

    @Test("Whatever bytes are changed, the file is refused or read, never a crash")
    func mutation() throws {
        let folder = try Folder()
        try SafetensorsTests.sample().write(to: folder.file("whole"))
        let bytes = try InputFile.read(folder.file("whole"))
        var generator = Generator(seed: 4)
        for _ in 0..<1000 {
            var changed = bytes
            for _ in 0..<generator.integer(below: 4) + 1 {
                let place = generator.integer(below: bytes.count)
                // Digits and brackets reach deeper than noise does.
                let choices = Array("0123456789-[]{},\":F".utf8) + [0, 255]
                changed[place] = choices[generator.integer(below: choices.count)]
            }
            try changed.write(to: folder.file("changed"))
            do {
                let file = try Safetensors(contentsOf: folder.file("changed"))
                let sum = file.entries.values.map(\.data.count).reduce(0, +)
                #expect(sum <= bytes.count)
            } catch let error as UserError {
                #expect(error.kind == .badData)
            }
        }
    }

    @Test("A missing file and a folder are missing inputs")
    func missing() throws {
        let folder = try Folder()
        for url in [folder.file("none"), folder.url] {
            let error = userError { _ = try Safetensors(contentsOf: url) }
            #expect(error?.kind == .missingInput)
        }
    }
}

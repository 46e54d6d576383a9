import Files
import Foundation
import TestSupport
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
    /// Every element type, an empty array, a single number, a name that needs escapes.
    static func sample() -> Safetensors {
        var file = Safetensors(metadata: ["epoch": "3", "quote \"é\n": "a/b"])
        file.set(
            "weight", floats: [1, -2.5, .infinity, .leastNonzeroMagnitude, 0, -0.0], shape: [2, 3])
        file.set("state", integers: [.min, 7, .max], shape: [3])
        file.set("mean", doubles: [0.1], shape: [])
        file.set("mask", bytes: [1, 2, 255], shape: [3, 1])
        file.set("a/é \"quoted\"", floats: [], shape: [0, 4])
        file.entries["half"] = .init(element: .bf16, shape: [2], data: Data([0x80, 0x3f, 0, 0xc0]))
        file.entries["count"] = .init(
            element: .i32, shape: [2], data: Data([1, 0, 0, 0, 255, 255, 255, 255]))
        return file
    }

    @Test("Everything comes back to the bit, and writing it again gives equal bytes")
    func roundTrip() throws {
        let folder = try Folder()
        try Self.sample().write(to: folder.file("a.safetensors"))
        let again = try Safetensors(contentsOf: folder.file("a.safetensors"))
        #expect(again == Self.sample())
        try again.write(to: folder.file("b.safetensors"))
        let bytes = try InputFile.read(folder.file("a.safetensors"))
        #expect(try InputFile.read(folder.file("b.safetensors")) == bytes)
        #expect(try again.floats("weight", shape: [2, 3])[5].sign == .minus)
        #expect(try again.floats("half") == [1, -2])
        #expect(try again.integers("count") == [1, -1])
        #expect(try again.integers("state", shape: [3]) == [.min, 7, .max])
        #expect(try again.floats("mean", shape: []) == [0.1])
        #expect(try again.bytes("mask") == [1, 2, 255])
        #expect(try again.floats("a/é \"quoted\"") == [])
        #expect(try again.text("epoch") == "3")
    }

    @Test("No arrays and no metadata are a file too")
    func empty() throws {
        let folder = try Folder()
        try Safetensors().write(to: folder.file("a"))
        #expect(try InputFile.read(folder.file("a")).count == 16)
        #expect(try Safetensors(contentsOf: folder.file("a")) == Safetensors())
    }

    @Test("The bytes are the format's: length, header, data")
    func fixture() throws {
        let folder = try Folder()
        var file = Safetensors(metadata: ["k": "v"])
        file.set("b", floats: [1, -2], shape: [1, 2])
        file.set("a", bytes: [9], shape: [])
        try file.write(to: folder.file("a"))
        let header =
            #"{"__metadata__":{"k":"v"},"#
            + #""b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"#
            + #""a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}"#
        let padding = String(repeating: " ", count: (8 - header.count % 8) % 8)
        var expected = Data([UInt8(header.count + padding.count), 0, 0, 0, 0, 0, 0, 0])
        expected += Data((header + padding).utf8)
        expected += Data([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 9])
        #expect(try InputFile.read(folder.file("a")) == expected)
    }

    @Test("A file that the reference library wrote opens, with its numbers")
    func reference() throws {
        let folder = try Folder()
        let data = try #require(Data(base64Encoded: Self.written))
        try AtomicFile.write(data, to: folder.file("a"))
        let file = try Safetensors(contentsOf: folder.file("a"))
        #expect(file.metadata == ["epoch": "3"])
        #expect(try file.floats("weight", shape: [2, 3]) == [1.5, -2, 0.25, 3, 1e-20, -1e20])
        #expect(try file.floats("double", shape: []) == [0.1])
        #expect(try file.integers("labels") == [-1, 1 << 40])
        #expect(try file.integers("counts", shape: [2, 1]) == [7, -8])
        #expect(try file.bytes("mask") == [1, 0, 255])
        #expect(try file.floats("empty", shape: [0, 3]) == [])
    }

    /// What `safetensors_check.py`, beside this file, prints.
    static let written =
        "iAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJlcG9jaCI6IjMifSwibGFiZWxzIjp7ImR0eXBlIjoi"
        + "STY0Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMCwxNl19LCJkb3VibGUiOnsiZHR5cGUi"
        + "OiJGNjQiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzE2LDI0XX0sImVtcHR5Ijp7ImR0eXBl"
        + "IjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlsyNCwyNF19LCJ3ZWlnaHQiOnsi"
        + "ZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzI0LDQ4XX0sImNvdW50"
        + "cyI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMiwxXSwiZGF0YV9vZmZzZXRzIjpbNDgsNTZdfSwi"
        + "bWFzayI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbNTYsNTldfX0g"
        + "IP//////////AAAAAAABAACamZmZmZm5PwAAwD8AAADAAACAPgAAQEAI5Twe7Hit4AcAAAD4////"
        + "AQD/"

    @Test("A wrong name, shape or type is an error that names the file")
    func misuse() throws {
        let folder = try Folder()
        try Self.sample().write(to: folder.file("a.safetensors"))
        let file = try Safetensors(contentsOf: folder.file("a.safetensors"))
        for (words, error) in [
            ("no array \"bias\"", userError { _ = try file.floats("bias") }),
            ("[2, 3], but [3, 2]", userError { _ = try file.floats("weight", shape: [3, 2]) }),
            ("type I64, but F32", userError { _ = try file.floats("state") }),
            ("type F32, but I64", userError { _ = try file.integers("weight") }),
            ("no metadata \"seed\"", userError { _ = try file.text("seed") }),
        ] {
            #expect(error?.kind == .badData)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? words)")
            #expect(error?.message.contains("a.safetensors") == true)
        }
    }
}

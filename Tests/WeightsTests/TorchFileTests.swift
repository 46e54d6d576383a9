import Files
import Foundation
import TestSupport
import Testing
import Weights

/// A file that `References/weight_files.py` wrote.
func weightFile(_ name: String) -> URL {
    Bundle.module.url(forResource: "References/\(name)", withExtension: nil)!
}

@Suite("Files of torch.save")
struct TorchFileTests {
    @Test(
        "Every type, view and container gives what safetensors gives of the same tensors",
        arguments: ["plain.pth", "legacy.pth", "protocol4.pth", "training.pth"])
    func reference(name: String) throws {
        let expected = try Safetensors(contentsOf: weightFile("expected.safetensors"))
        let file = try WeightFile(contentsOf: weightFile(name))
        #expect(file.arrays.entries.keys.sorted() == expected.entries.keys.sorted())
        for (name, entry) in expected.entries {
            #expect(file.arrays.entries[name] == entry, "\(name)")
        }
        #expect(file.container == (name == "legacy.pth" ? .legacy : .zip))
        #expect(file.arrays.origin.hasSuffix(name))
        // Half precision is widened, whatever container it came in.
        #expect(try file.arrays.floats("bfloat") == expected.floats("bfloat"))
    }

    @Test("A checkpoint of training says where its weights were and what was not understood")
    func training() throws {
        let file = try WeightFile(contentsOf: weightFile("training.pth"))
        #expect(file.path == ["state_dict"])
        #expect(
            file.unread == [.init(name: "frequencies", wanted: "torch.ComplexFloatStorage")])
        let plain = try WeightFile(contentsOf: weightFile("plain.pth"))
        #expect(plain.path.isEmpty && plain.unread.isEmpty)
    }

    @Test("safetensors are read as they are")
    func safetensors() throws {
        let file = try WeightFile(contentsOf: weightFile("expected.safetensors"))
        #expect(file.container == .safetensors)
        #expect(file.arrays == (try Safetensors(contentsOf: weightFile("expected.safetensors"))))
    }

    @Test(
        "What would have to be run is refused, with the way out",
        arguments: [
            ("object.pth", "torch.nn.modules.linear.Linear", "state_dict()"),
            ("script.pt", "TorchScript", "torch.jit.load"),
        ])
    func refused(name: String, wanted: String, cure: String) throws {
        let error = userError { _ = try WeightFile(contentsOf: weightFile(name)) }
        #expect(error?.kind == .badData)
        for words in [name, wanted, cure] {
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
        }
    }

    static let mistaken: [(String, Data)] = [
        ("tar form", Data(count: 257) + Data("ustar".utf8) + Data(count: 250)),
        ("pickle of Python's", Data([0x80, 4, 0x7d, 0x2e])),
        ("Git LFS", Data("version https://git-lfs.github.com/spec/v1\noid".utf8)),
        ("web page", Data("\n<!DOCTYPE html>".utf8)),
        ("HDF5", Data([0x89]) + Data("HDF\r\n".utf8)),
        ("safetensors", Data("hello, I am no weights".utf8)),
        ("safetensors", Data()),
        ("PyTorch file", Data("PK\u{3}\u{4} and no more".utf8)),
    ]

    @Test("What else is taken for weights is named", arguments: mistaken)
    func mistakes(words: String, bytes: Data) throws {
        let folder = try TemporaryFolder()
        let url = try folder.write(bytes, to: "a.pth")
        let error = userError { _ = try WeightFile(contentsOf: url) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }
}

/// The `UserError` that `body` throws; nil if it throws none.
func userError(_ body: () throws -> Void) -> UserError? {
    do {
        try body()
        return nil
    } catch { return error as? UserError }
}

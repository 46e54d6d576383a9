import Files
import Foundation
import TestSupport
import Testing

/// A file that NumPy wrote; `References/numpy_files.py` made it.
func numPyFile(_ name: String) -> URL {
    Bundle.module.bundleURL.appending(path: "References/\(name)")
}

@Suite("NumPy arrays")
struct NumPyArrayTests {
    @Test("NumPy's own files give NumPy's numbers, in every version and memory order")
    func reference() throws {
        let grid = (0..<24).map { Float($0) / 8 - 1 }
        let double = try NumPyArray(contentsOf: numPyFile("double.npy"))
        #expect(double.element == .float64 && double.shape == [2, 3, 4])
        #expect(try double.floats() == grid)
        let fortran = try NumPyArray(contentsOf: numPyFile("fortran.npy"))
        #expect(fortran == NumPyArray(floats: grid, shape: [2, 3, 4]))
        let half = try NumPyArray(contentsOf: numPyFile("half.npy"))
        #expect(try half.floats() == [1.5, -2, 65504, 0x1p-24, .infinity])
        let number = try NumPyArray(contentsOf: numPyFile("number.npy"))
        #expect(try number.shape == [] && number.integers() == [-7])
        #expect(try NumPyArray(contentsOf: numPyFile("version2.npy")).integers() == [3, 4])
        let empty = try NumPyArray(contentsOf: numPyFile("version3.npy"))
        #expect(try empty.shape == [0] && empty.floats() == [])
    }

    @Test("Everything comes back to the bit, and elements start at a multiple of 64")
    func roundTrip() throws {
        let folder = try Folder()
        for array in [
            NumPyArray(floats: [1, -0.0, .nan, .leastNonzeroMagnitude, 5, 6], shape: [3, 2]),
            NumPyArray(floats: [], shape: [0, 7]), NumPyArray(floats: [3], shape: []),
            NumPyArray(integers: [.min, 0, .max]), NumPyArray(texts: ["a", "", "é😀"]),
            NumPyArray(texts: []),
        ] {
            try array.write(to: folder.file("a.npy"))
            let size = try InputFile.read(folder.file("a.npy")).count
            #expect((size - array.data.count) % 64 == 0)
            #expect(try NumPyArray(contentsOf: folder.file("a.npy")) == array)
        }
        #expect(try NumPyArray(texts: ["a", "", "é😀"]).texts() == ["a", "", "é😀"])
    }

    @Test("The bytes are those that NumPy reads as the same array")
    func fixture() throws {
        let folder = try Folder()
        try NumPyArray(floats: [1, -2], shape: [2, 1]).write(to: folder.file("a.npy"))
        let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
        let padding = String(repeating: " ", count: 118 - dictionary.count - 1) + "\n"
        let expected =
            Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0])
            + Data((dictionary + padding).utf8) + Data([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
        #expect(try InputFile.read(folder.file("a.npy")) == expected)
        try NumPyArray(integers: [5]).write(to: folder.file("a.npy"))
        let text = String(decoding: try InputFile.read(folder.file("a.npy")), as: UTF8.self)
        #expect(text.contains("'descr': '<i8', 'fortran_order': False, 'shape': (1,), }"))
    }

    @Test("A wrong type is an error that says what to do")
    func misuse() throws {
        let floats = NumPyArray(floats: [1], shape: [1])
        let texts = NumPyArray(texts: ["a"])
        for (words, error) in [
            ("use .astype(int)", userError { _ = try floats.integers() }),
            ("use .astype(str)", userError { _ = try floats.texts() }),
            ("numbers are needed", userError { _ = try texts.floats() }),
            ("whole numbers are needed", userError { _ = try texts.integers() }),
        ] {
            #expect(error?.kind == .badData)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? words)")
        }
        let noScalar = NumPyArray(
            element: .text(length: 1), shape: [2], data: Data([97, 0, 0, 0, 0, 0xd8, 0, 0]))
        #expect(userError { _ = try noScalar.texts() }?.message.contains("Element 1") == true)
        let noText = NumPyArray(
            element: .byteText(length: 2), shape: [1], data: Data([0xc3, 0x28]))
        #expect(userError { _ = try noText.texts() }?.kind == .badData)
    }
}

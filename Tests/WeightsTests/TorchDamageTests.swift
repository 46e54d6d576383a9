import Files
import Foundation
import Randomness
import TestSupport
import Testing
import Weights

@Suite("Hostile and damaged files of torch.save")
struct TorchDamageTests {
    typealias P = PickleBytes

    /// The state dict of one tensor.
    static func one(_ tensor: [UInt8]) -> [UInt8] { P.dictionary([("a", tensor)]) }

    static let system =
        P.global("posix", "system") + P.mark + P.text("exit 1") + P.tuple
        + P.reduce

    static let cases: [(String, Data)] = [
        ("beyond its storage of 2", P.legacy(one(P.tensor(shape: [3])))),
        ("beyond its storage of 2", P.legacy(one(P.tensor(start: 1)))),
        ("beyond its storage of 2", P.legacy(one(P.tensor(start: 3, shape: [0])))),
        ("beyond its storage of 2", P.legacy(one(P.tensor(shape: [2], strides: [2])))),
        ("beyond its storage of 2", P.legacy(one(P.tensor(shape: [2], strides: [.max])))),
        ("beyond its storage of 2", P.legacy(one(P.tensor(start: .max)))),
        ("make sense", P.legacy(one(P.tensor(strides: [-1])))),
        ("make sense", P.legacy(one(P.tensor(start: -1)))),
        ("make sense", P.legacy(one(P.tensor(shape: [-2])))),
        ("make sense", P.legacy(one(P.tensor(shape: [1, 2])))),
        (
            "impossible shape",
            P.legacy(one(P.tensor(shape: [1 << 40, 1 << 40], strides: [0, 0])))
        ),
        ("impossible shape", P.legacy(one(P.tensor(shape: [1 << 62, 0], strides: [4, 1])))),
        ("impossible shape", P.legacy(one(P.tensor(shape: [3, 3], strides: [1 << 62, 1 << 62])))),
        ("unfolds", P.legacy(one(P.tensor(shape: [1 << 40], strides: [0])))),
        (
            "unfolds",
            P.legacy(
                P.dictionary((0..<9).map { ("\($0)", P.tensor(shape: [500], strides: [0])) }))
        ),
        ("torch.OddStorage", P.legacy(one(P.tensor(P.storage(type: "OddStorage"))))),
        (
            "two lengths",
            P.legacy(P.dictionary([("a", P.tensor()), ("b", P.tensor(P.storage("0", 9)))]))
        ),
        (
            "of two types",
            P.legacy(
                P.dictionary([("a", P.tensor()), ("b", P.tensor(P.storage(type: "LongStorage")))]))
        ),
        ("two tensors called a", P.legacy(P.dictionary([("a", P.tensor()), ("a", P.tensor())]))),
        ("too few for 3", P.legacy(one(P.tensor(P.storage("0", 3))))),
        ("is missing", P.legacy(one(P.tensor()), storages: [])),
        ("nothing describes", P.legacy(one(P.tensor()), storages: [("0", 2), ("1", 2)])),
        ("one twice", P.legacy(one(P.tensor()), storages: [("0", 2), ("0", 2)])),
        ("3 elements is cut off", P.legacy(one(P.tensor()), claim: 3)),
        ("18446744073709551615 elements is cut off", P.legacy(one(P.tensor()), claim: -1)),
        ("another version", P.legacy(one(P.tensor()), version: 1002)),
        (
            "big-endian",
            P.legacy(one(P.tensor()), system: P.dictionary([("little_endian", [0x89])]))
        ),
        ("does not say which machine", P.legacy(one(P.tensor()), system: P.none)),
        ("but posix.system", P.legacy(system, storages: [])),
        ("but a (posix.system)", P.legacy(one(system), storages: [])),
        ("but a (posix.system)", P.legacy(one(P.global("posix", "system")), storages: [])),
        ("calls what is no function", P.legacy(P.none + P.emptyTuple + P.reduce)),
        ("without a tuple", P.legacy(P.global("a", "b") + P.none + P.reduce)),
        ("given no storage", P.legacy(one(P.tensor(P.none)))),
        ("none of PyTorch's", P.legacy(P.none + P.persistent)),
        ("not described", P.legacy(P.mark + P.text("storage") + P.tuple + P.persistent)),
        ("the operation 0x69", P.legacy(P.none + [0x69])),
        ("empty stack", P.legacy([])),
        ("no dictionary", P.legacy(P.none + P.mark + P.setItems)),
        ("empty stack", P.legacy(P.none + P.mark + [0x85])),
        ("lacks a mark", P.legacy(P.dictionary + P.setItems)),
        ("never kept", P.legacy([0x68, 7])),
        ("no list", P.legacy(P.none + P.none + [0x61])),
        ("no dictionary", P.legacy(P.none + P.none + P.none + [0x73])),
        ("lacks its value", P.legacy(P.dictionary + P.mark + P.none + P.setItems)),
        ("length in it is wrong", P.legacy([0x58, 255, 255, 255, 255])),
        ("length in it is wrong", P.legacy([0x8d] + [UInt8](repeating: 255, count: 8))),
        ("no end", P.legacy(Array("c".utf8) + [UInt8](repeating: 65, count: 5000))),
        ("make sense", P.legacy(one(P.tensor(shape: [Int](repeating: 1, count: 65))))),
        // A list of 100,000 pairs, of which each call would make a dictionary.
        (
            "over and over",
            P.legacy(
                [0x5d] + P.mark + (0..<100_000).flatMap { _ in P.none + P.none + [0x86] } + [0x65]
                    + [0x71, 0]
                    + (0..<100).flatMap { _ in
                        P.global("collections", "OrderedDict") + [0x68, 0, 0x85] + P.reduce
                    })
        ),
        // A long key before many short ones.
        (
            "names are longer",
            P.legacy(
                P.dictionary([
                    (
                        String(repeating: "x", count: 100_000),
                        P.dictionary((0..<100).map { ("\($0)", P.tensor()) })
                    )
                ]))
        ),
        // Many dictionaries that lead to the same one, large and without tensors.
        (
            "no tensors",
            P.legacy(
                P.dictionary((0..<20_000).map { ("\($0)", P.none) }) + [0x71, 0]
                    + P.dictionary(
                        (0..<20_000).map { _ in
                            ("model", [0x7d] + P.mark + P.text("a") + [0x68, 0] + P.setItems)
                        }), storages: [])
        ),
        ("8388608 operations", P.legacy([UInt8](repeating: 0x4e, count: 1 << 23))),
        // Deep nesting ends no process: a million lists in each other, and tuples.
        (
            "but a list",
            P.legacy(P.none + [UInt8](repeating: 0x85, count: 1_000_000), storages: [])
        ),
        (
            "but a list",
            P.legacy(
                [UInt8](repeating: 0x5d, count: 500_000) + [UInt8](repeating: 0x61, count: 499_999),
                storages: [])
        ),
    ]

    @Test("Each is refused by its reason, with its file", arguments: cases.indices)
    func damage(index: Int) throws {
        let (words, bytes) = Self.cases[index]
        let folder = try TemporaryFolder()
        let url = try folder.write(bytes, to: "a.pth")
        let error = userError { _ = try WeightFile(contentsOf: url) }
        #expect(error?.kind == .badData, "\(words)")
        #expect(error?.message.contains("a.pth") == true)
        #expect(error?.message.contains(words) == true, "\(words): \(error?.message ?? "no error")")
    }

    private func read(_ object: [UInt8]) throws -> WeightFile {
        let folder = try TemporaryFolder()
        return try WeightFile(contentsOf: folder.write(P.legacy(object), to: "a.pth"))
    }

    @Test("A call beside tensors is carried by its name and never made")
    func carried() throws {
        let file = try read(P.dictionary([("a", P.tensor()), ("hook", Self.system)]))
        #expect(file.arrays.entries.keys.sorted() == ["a"])
        #expect(file.unread == [.init(name: "hook", wanted: "posix.system")])
    }

    @Test("Storages of another device are storages")
    func devices() throws {
        for module in ["torch", "torch.cuda"] {
            let storage = P.storage(module: module, location: "cuda:3")
            #expect(try read(Self.one(P.tensor(storage))).arrays.floats("a") == [0, 0])
        }
    }

    @Test("Dictionaries that hold themselves or each other end")
    func cycles() throws {
        // Kept as 0, and set in itself under a key that leads to weights.
        let cycle =
            P.dictionary + [0x71, 0] + P.mark + P.text("model") + [0x68, 0] + P.text("a")
            + P.tensor() + P.setItems
        #expect(try read(cycle).arrays.entries.count == 1)
        // Sixty levels, each with the one below it twice.
        var twice = Self.one(P.tensor())
        for level in 0..<60 {
            let key = UInt8(level)
            twice +=
                [0x71, key] + P.dictionary + P.mark + P.text("model") + [0x68, key] + P.text("b")
                + [0x68, key] + P.setItems
        }
        #expect(throws: UserError.self) { try read(twice) }
    }

    @Test(
        "Cut off or changed anywhere, a file is refused or read, never a crash",
        arguments: ["legacy.pth", "plain.pth", "protocol4.pth", "training.pth"])
    func mutation(name: String) throws {
        let folder = try TemporaryFolder()
        let bytes = try InputFile.read(weightFile(name))
        func isRead(_ data: Data) throws -> Bool {
            let url = try folder.write(data, to: "changed")
            do {
                let file = try WeightFile(contentsOf: url)
                let size = file.arrays.entries.values.map(\.data.count).max() ?? 0
                #expect(size <= data.count)
                return true
            } catch let error as UserError {
                #expect(error.kind == .badData)
                return false
            }
        }
        #expect(try isRead(bytes))
        for count in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 300) {
            #expect(try !isRead(bytes.prefix(count)), "\(count) of \(bytes.count) bytes")
        }
        // Operations and small numbers reach deeper than noise does.
        let choices = Array("N(tJKMXq}u]eacRbQhj.".utf8) + [0, 1, 2, 0x80, 0x85, 0x87, 0x8a, 255]
        var generator = Generator(seed: 6)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0..<generator.integer(below: 4) + 1 {
                let place = generator.integer(below: bytes.count)
                changed[place] = choices[generator.integer(below: choices.count)]
            }
            _ = try isRead(changed)
        }
    }
}

import Foundation
import Testing

@Suite("Architecture")
struct ArchitectureTests {
    /// What each target may import of ours; the picture is in ARCHITECTURE.md.
    static let allowed: [String: Set<String>] = [
        "Randomness": [],
        "Kernels": ["COneDNN", "COpenBLAS", "CLoops"],
        "Tensors": ["Kernels"],
        "Layers": ["Tensors", "Randomness"],
        "Backbones": ["Layers", "Tensors", "Randomness"],
        "Files": ["CCrypto", "CZlib"],
        "Records": [],
        "Weights": ["Files"],
        "Images": ["CJPEG", "CPixels", "Randomness"],
        "Datasets": ["CSplits", "Images", "Files", "Randomness"],
        "Training": [
            "Backbones", "Layers", "Tensors", "Datasets", "Images", "Files", "Records", "Episodes",
            "Randomness",
        ],
        "Episodes": ["Kernels", "Files", "Randomness"],
        "Analysis": ["Kernels", "Randomness"],
        "Reports": ["Records", "Files"],
        "Experiments": [
            "Kernels", "Training", "Backbones", "Layers", "Tensors", "Datasets", "Images",
            "Episodes", "Analysis",
            "Reports",
            "Records", "Files", "Randomness",
        ],
        "fewshot": ["Experiments", "Reports", "Records", "Files", "ArgumentParser"],
    ]

    /// What comes with the toolchain.
    static let standard: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationXML", "Dispatch", "Glibc",
        "Synchronization",
    ]

    @Test("every target imports only what the table allows", arguments: allowed.keys.sorted())
    func imports(_ target: String) throws {
        let files = try Package.files("Sources/\(target)", ["swift"])
        try #require(!files.isEmpty, "Sources/\(target) holds no Swift file")
        let permitted = Self.allowed[target]!.union(Self.standard)
        for file in files {
            for module in try importedModules(file) {
                #expect(
                    permitted.contains(module),
                    "\(file.lastPathComponent) of \(target) imports \(module)")
            }
        }
    }

    @Test("the table has every source folder, and the edges that Package.swift declares")
    func table() throws {
        let shims: Set<String> = [
            "COneDNN", "COpenBLAS", "CCrypto", "CZlib", "CJPEG", "CLoops", "CPixels", "CSplits",
        ]
        #expect(Set(try Package.folders("Sources")) == shims.union(Self.allowed.keys))
        let manifest = try String(
            contentsOf: Package.root.appending(path: "Package.swift"), encoding: .utf8)
        let declaration = #/name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/#
        var declared: [String: Set<String>] = [:]
        for match in manifest.matches(of: declaration) where Self.allowed[String(match.1)] != nil {
            let names = (match.2 ?? "").matches(of: #/"([\w-]+)"/#).map { String($0.1) }
            declared[String(match.1), default: []].formUnion(names)
        }
        declared["fewshot"]?.remove("swift-argument-parser")
        for (target, imports) in Self.allowed {
            #expect(declared[target] == imports, "\(target)")
        }
    }

    @Test("the table has no cycle")
    func cycles() throws {
        var done: Set<String> = []
        while done.count < Self.allowed.count {
            let ready = Self.allowed.filter { name, imports in
                !done.contains(name)
                    && imports.intersection(Self.allowed.keys).isSubset(of: done)
            }
            try #require(!ready.isEmpty, "a cycle among the targets after \(done)")
            done.formUnion(ready.keys)
        }
    }

    @Test("imports are found in every form that Swift has")
    func forms() {
        let text = """
            import A
            @testable import B
              public import C // why
            import struct D.Point
            @preconcurrency import E
            // import F
            let important = "import G"
            internal import H; import I
            """
        #expect(modules(in: text) == ["A", "B", "C", "D", "E", "H", "I"])
    }

    @Test("no file is longer than 280 lines", arguments: ["Sources", "Tests"])
    func sizes(_ folder: String) throws {
        let files = try Package.files(folder, ["swift", "c", "h", "py"])
        #expect(files.count > 20)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false
            ).count
            #expect(lines <= 281, "\(file.lastPathComponent) has \(lines) lines")
        }
    }

    /// Records are values without logic: the tests of those that write and read them cover them.
    @Test("every source target with logic has tests beside it, and they are declared")
    func tests() throws {
        let manifest = try String(
            contentsOf: Package.root.appending(path: "Package.swift"), encoding: .utf8)
        for target in Self.allowed.keys.sorted() where target != "Records" {
            let name = target == "fewshot" ? "CommandTests" : "\(target)Tests"
            #expect(try !Package.files("Tests/\(name)", ["swift"]).isEmpty, "\(name) is empty")
            #expect(manifest.contains("\"\(name)\""), "Package.swift does not declare \(name)")
        }
    }

    private func importedModules(_ file: URL) throws -> [String] {
        modules(in: try String(contentsOf: file, encoding: .utf8))
    }

    /// The modules that Swift source imports, in order: a line, or a statement of it, that begins
    /// with `import` after attributes and an access level.
    private func modules(in text: String) -> [String] {
        let pattern =
            #/^\s*(?:@\w+\s+)*(?:public |internal |package |private |fileprivate )?import\s+(?:struct |class |enum |protocol |func |typealias |let |var )?(\w+)/#
        return text.split(whereSeparator: { $0 == "\n" || $0 == ";" }).compactMap { line in
            line.firstMatch(of: pattern).map { String($0.1) }
        }
    }
}

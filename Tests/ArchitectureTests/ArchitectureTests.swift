import Foundation
import Testing

@Suite("Architecture")
struct ArchitectureTests {
    /// What comes with the toolchain.
    static let standard: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationXML", "Dispatch", "Glibc",
        "Synchronization",
    ]

    @Test(
        "every target imports what Package.swift lets it, and all of that", arguments: Table.names)
    func imports(_ target: String) throws {
        let files = try Package.files("Sources/\(target)", ["swift"])
        try #require(!files.isEmpty, "Sources/\(target) holds no Swift file")
        var imported: Set<String> = []
        for file in files {
            for module in try importedModules(file) where !Self.standard.contains(module) {
                imported.insert(module)
                #expect(
                    Table.allowed[target]!.contains(module),
                    "\(file.lastPathComponent) of \(target) imports \(module)")
            }
        }
        #expect(imported == Table.allowed[target], "an edge that no file of \(target) needs")
    }

    @Test("Package.swift has every source folder")
    func folders() throws {
        let own = try Package.folders("Sources").filter { !Table.shims.contains($0) }
        #expect(own == Table.names)
    }

    @Test("ARCHITECTURE.md's picture says the same, without what follows from it")
    func picture() throws {
        let page = try Package.text("ARCHITECTURE.md")
        var drawn: [String: Set<String>] = [:]
        for match in page.matches(of: #/(?m)^    (\w+) +→ ([\w, ]+)$/#) {
            drawn[String(match.1)] = Set(match.2.matches(of: #/\w+/#).map { String($0.0) })
        }
        var reached: [String: Set<String>] = [:]
        func reach(_ target: String) -> Set<String> {
            if let known = reached[target] { return known }
            let below = (drawn[target] ?? []).reduce(into: drawn[target] ?? []) {
                $0.formUnion(reach($1))
            }
            reached[target] = below
            return below
        }
        for (target, imports) in Table.allowed {
            let ours = imports.subtracting(["ArgumentParser"])
            #expect((drawn[target] ?? []).isSubset(of: ours), "the picture of \(target)")
            #expect(ours.isSubset(of: reach(target)), "the picture of \(target) lacks something")
        }
        #expect(Set(drawn.keys).isSubset(of: Table.names), "the picture has what is not there")
    }

    @Test("ARCHITECTURE.md says of every source folder what it is")
    func page() throws {
        let page = try Package.text("ARCHITECTURE.md")
        for folder in try Package.folders("Sources") {
            #expect(page.contains("`\(folder)`"), "\(folder)")
        }
    }

    @Test("the table has no cycle")
    func cycles() throws {
        var done: Set<String> = []
        while done.count < Table.allowed.count {
            let ready = Table.allowed.filter { name, imports in
                !done.contains(name)
                    && imports.intersection(Table.allowed.keys).isSubset(of: done)
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
    /// Illustrations are seen whole, by the tests of their commands.
    @Test("every source target with logic has tests beside it, and they are declared")
    func tests() throws {
        let manifest = try Package.text("Package.swift")
        for target in Table.names where !["Records", "Illustrations"].contains(target) {
            let name = target == "fewshot" ? "CommandTests" : "\(target)Tests"
            #expect(try !Package.files("Tests/\(name)", ["swift"]).isEmpty, "\(name) is empty")
            #expect(manifest.contains("\"\(name)\""), "Package.swift does not declare \(name)")
        }
    }

    @Test("libraries name settings; how an option is spelt is the command line's alone")
    func options() throws {
        for target in Table.names where target != "fewshot" {
            // Style sheets, and what to type for srun.
            for (file, line) in try code(of: target)
            where !["PageStyle.swift", "MPI.swift"].contains(file) {
                #expect(!line.contains(#/(^|[\s"(`“])--[a-z]/#), "\(file): \(line)")
            }
        }
    }

    @Test("no type hides one of the standard library's")
    func types() throws {
        for target in Table.names {
            for (file, line) in try code(of: target) {
                for match in line.matches(of: #/(?:struct|class|enum|protocol|alias) +(\w+)/#) {
                    let isTaken = Table.standardTypes.contains(String(match.1))
                    #expect(!isTaken, "\(file) declares \(match.1)")
                }
            }
        }
    }

    /// The lines of a target that are no comments, each with its file's name.
    private func code(of target: String) throws -> [(file: String, line: Substring)] {
        try Package.files("Sources/\(target)", ["swift"]).flatMap { file in
            try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                .map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("//") }
                .map { (file.lastPathComponent, $0) }
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

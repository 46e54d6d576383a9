import Files
import Foundation
import Records
import Reports
import Testing

@Suite struct EvaluationReportTests {
    /// The targets of all links and images of a report, decoded, web addresses left out.
    static func links(_ source: String) -> [String] {
        let markdown = source.replacingOccurrences(
            of: #"alt="[^"]*""#, with: "", options: .regularExpression)
        let patterns = [#"(?<!\\)\]\(([^)\s]+)\)"#, #"src="([^"]+)""#]
        return patterns.flatMap { pattern -> [String] in
            let expression = try! NSRegularExpression(pattern: pattern)
            let text = markdown as NSString
            return expression.matches(
                in: markdown, range: NSRange(location: 0, length: text.length)
            ).map { text.substring(with: $0.range(at: 1)) }
        }.filter { !$0.hasPrefix("https://") }.map { $0.removingPercentEncoding ?? "" }
    }

    /// The numbers of cells of each table's rows, table by table.
    static func widths(_ markdown: String) -> [Set<Int>] {
        var tables: [Set<Int>] = []
        var inside = false
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            let row = line.hasPrefix("|")
            let bars = line.replacingOccurrences(of: "\\|", with: "").filter { $0 == "|" }.count
            if row && !inside { tables.append([]) }
            if row { tables[tables.count - 1].insert(bars) }
            inside = row
        }
        return tables
    }

    static let full = EvaluationReport(
        title: "Conv-4 on miniImageNet", evaluation: Samples.evaluation(),
        trainings: [Samples.training("s2m2-r", epochs: 20)])

    @Test("The whole report: its sections in order, its tables even")
    func structure() throws {
        let markdown = try Self.full.rendered(fileName: "report.md").markdown
        let headings = markdown.split(separator: "\n").filter { $0.hasPrefix("#") }.map(String.init)
        #expect(
            headings == [
                "# Conv-4 on miniImageNet", "## Results", "### Beside published numbers",
                "## Episodes", "## Classes", "## Confusions", "## Training", "## To repeat it",
            ])
        #expect(Self.widths(markdown).count == 6)
        #expect(Self.widths(markdown).allSatisfy { $0.count == 1 })
        let best = Self.full.evaluation.results[3]
        let words = Format.percent(best.accuracy, plusMinus: best.ci95)
        #expect(markdown.contains("**\(words)** of further images rightly (logistic regression"))
        #expect(markdown.contains("95 % interval over episodes (closed: re-uses images)"))
        #expect(markdown.contains("fewshot pretrain") && markdown.contains("fewshot eval"))
    }

    @Test("On disk, every link is relative and leads to a file, and the record reads back")
    func links() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "report-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let names = (0..<8).map { "class \($0)" }
        let evaluation = Samples.evaluation(names: names, titles: nil, split: "novel")
        var report = EvaluationReport(
            title: "T", evaluation: evaluation, trainings: [Samples.training("baseline", epochs: 2)]
        )
        let asked = report.classesToShow
        #expect(!asked.isEmpty && asked.allSatisfy(names.contains))
        for name in asked { report.samples[ExactText(name)] = [Data("jpeg of \(name)".utf8)] }
        try report.write(to: root.appending(path: "my report (1).md"))
        let text = try String(
            contentsOf: root.appending(path: "my report (1).md"), encoding: .utf8)
        let links = Self.links(text)
        #expect(links.filter { $0.hasSuffix(".jpg") }.count >= asked.count)
        #expect(links.filter { $0.hasSuffix(".svg") }.count == 5)
        for link in links {
            #expect(!link.hasPrefix("/") && !link.contains(".."))
            #expect(
                FileManager.default.fileExists(atPath: root.appending(path: link).path),
                "\(link)")
        }
        let read: EvaluationRecord = try JSONFile.read(
            from: root.appending(path: "my report (1)-results.json"))
        #expect(read == evaluation)
    }

    @Test("results.json has the keys that are promised, fractions and not percent")
    func json() throws {
        let files = try Self.full.rendered(fileName: "report.md").files
        let object = try JSONSerialization.jsonObject(with: try #require(files["results.json"]))
        let results = try #require((object as? [String: Any])?["results"] as? [[String: Any]])
        #expect((object as? [String: Any])?["run"] is [String: Any])
        for result in results {
            let keys: Set = [
                "way", "shot", "query", "episodes", "classifier", "transform", "split",
                "accuracy", "ci95", "seconds",
            ]
            #expect(keys.isSubset(of: result.keys))
            #expect((0...1).contains(try #require(result["accuracy"] as? Double)))
        }
    }

    @Test("Class names with markup in them change neither tables nor figures")
    func hostile() throws {
        let names = [
            "a|b", "<script>alert(1)</script>", "`tick`", "*star* _under_", "[x](y)",
            "\"quote\" & 'q'",
            "back\\slash", "line\nbreak",
        ]
        let jpegs = Dictionary(
            uniqueKeysWithValues: names.map { (ExactText($0), [Data([0xff, 0xd8])]) })
        let report = try EvaluationReport(
            title: names[1], evaluation: Samples.evaluation(names: names, titles: nil),
            samples: jpegs
        ).rendered(fileName: "report.md")
        #expect(!report.markdown.contains("<script"))
        #expect(Self.widths(report.markdown).allSatisfy { $0.count == 1 })
        #expect(Set(Self.links(report.markdown)) == Set(report.files.keys))
        for (path, data) in report.files where path.hasSuffix(".svg") {
            let xml = try #require(XML(String(decoding: data, as: UTF8.self)), "\(path)")
            #expect(!xml.names.contains("script"))
        }
    }

    @Test("One class, one episode, one epoch, equal accuracies: a report all the same")
    func degenerate() throws {
        var evaluation = Samples.evaluation(names: ["only"], titles: nil)
        evaluation.results = [evaluation.results[0]]
        evaluation.results[0].way = 1
        evaluation.results[0].episodes = 1
        evaluation.results[0].accuracy = 1
        evaluation.results[0].ci95 = nil
        evaluation.tables = [
            EvaluationTable(
                episodesByCorrect: [0, 0, 1],
                classes: [ClassResult(name: "only", images: 2, accuracy: 1)], confusion: [[2]])
        ]
        let training = Samples.training("baseline", epochs: 1)
        var report = EvaluationReport(title: "", evaluation: evaluation, trainings: [training])
        let markdown = try report.rendered(fileName: "r.md").markdown
        #expect(markdown.contains("100.00 %") && !markdown.contains("nan"))
        report.evaluation.tables = []
        report.trainings = []
        let bare = try report.rendered(fileName: "r.md")
        #expect(bare.files.keys.sorted() == ["r-results.json"])
        #expect(bare.markdown.contains("## Results") && bare.markdown.contains("## To repeat it"))
    }

    @Test("Whatever a training's record holds, the evaluation has its report")
    func extremeTrainings() throws {
        for value in [Double.nan, .infinity, 1e308, 1e300, -1, 0] {
            for count in [Int.min, -1, .max] {
                var run = Samples.training("s2m2-r", epochs: 3)
                (run.seconds, run.resumed, run.parameters) = (value, count, count)
                run.data.base.images = count
                run.recipe.phases[0].epochs = count
                run.epochs[1].loss = value
                run.epochs[1].imagesPerSecond = value
                run.epochs[0].validation5Shot = value
                (run.epochs[1].epoch, run.epochs[1].phase) = (count, count)
                let report = try EvaluationReport(
                    title: "T", evaluation: Samples.evaluation(), trainings: [run]
                ).rendered(fileName: "report.md")
                #expect(report.markdown.contains("## To repeat it"))
                #expect(report.files["results.json"] != nil)
                if value.isNaN {
                    #expect(report.markdown.contains("Training loss” cannot be drawn"))
                    #expect(report.markdown.contains("is not a number"))
                }
            }
        }
    }

    @Test("Numbers that are missing or not finite are refused")
    func refused() {
        var evaluation = Samples.evaluation()
        evaluation.results[1].accuracy = .nan
        #expect(throws: UserError.self) {
            try EvaluationReport(title: "", evaluation: evaluation).rendered(fileName: "r.md")
        }
        evaluation = Samples.evaluation()
        evaluation.tables.removeLast()
        #expect(throws: UserError.self) {
            try EvaluationReport(title: "", evaluation: evaluation).rendered(fileName: "r.md")
        }
        evaluation.results = []
        #expect(throws: UserError.self) {
            try EvaluationReport(title: "", evaluation: evaluation).rendered(fileName: "r.md")
        }
    }

    @Test("Published numbers stand beside ours for a known set-up only, with what differs")
    func published() throws {
        let heading = "### Beside published numbers"
        let val = try Self.full.rendered(fileName: "r.md").markdown
        #expect(val.contains("| SimpleShot CL2N | 49.69 ± 0.19 % | 66.92 ± 0.17 % | novel |"))
        #expect(val.contains("ours for the val classes") && val.contains("re-encoding"))
        var other = Self.full
        other.evaluation.run.models[0].backboneTitle = "a WideResNet-28-10"
        let wide = try other.rendered(fileName: "r.md").markdown
        #expect(wide.contains("| S2M2\\_R | 64.93 ± 0.18 %") && !wide.contains("PT-MAP"))
        other.evaluation.run.models[0].backboneTitle = "a Conv-4 (no last ReLU)"
        let signed = try other.rendered(fileName: "r.md").markdown
        #expect(signed.contains("| 5-way, Conv-4 | 1-shot") && signed.contains("| CC + rotation |"))
        other.evaluation.run.models[0].backboneTitle = "a Conv-4 of width 2"
        #expect(try !other.rendered(fileName: "r.md").markdown.contains(heading))
        let own = Samples.evaluation(names: ["a", "b", "c", "d", "e"], titles: nil)
        #expect(
            try !EvaluationReport(title: "", evaluation: own).rendered(fileName: "r.md")
                .markdown.contains(heading))
    }

    @Test("Where queries are unequally many, the first paragraph says so")
    func unequal() throws {
        var report = Self.full
        for index in 0..<2 { report.evaluation.results[index].queryImbalance = 2 }
        let text = try report.rendered(fileName: "r.md").markdown
        #expect(
            text.contains("further images, unequally many of each class (Dirichlet 2), rightly"))
    }

    @Test("Photos of a data set that forbids it are never passed on")
    func forbidden() throws {
        let jpegs = Dictionary(
            uniqueKeysWithValues: Samples.names.map { (ExactText($0), [Data([1])]) })
        var report = EvaluationReport(
            title: "", evaluation: Samples.evaluation(), samples: jpegs)
        report.samples = jpegs
        #expect(report.classesToShow.isEmpty)
        let files = try report.rendered(fileName: "r.md").files
        #expect(!files.keys.contains { $0.hasSuffix(".jpg") })
    }

    @Test("A report that cannot be written says which folder, and leaves no text behind")
    func unwritable() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try Data().write(to: root.appending(path: "r-figures"))
        let error = #expect(throws: UserError.self) {
            try Self.full.write(to: root.appending(path: "r.md"))
        }
        #expect(error?.kind == .cannotCreate && error?.message.contains("r-figures") == true)
        #expect(!FileManager.default.fileExists(atPath: root.path + "/r.md"))
    }
}

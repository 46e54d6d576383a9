import Files
import Foundation
import Records
import Reports
import TestSupport
import Testing

@Suite("Pages of reports")
struct PageTests {
    private static let name = "<b>&\"' onload='x' **x**"
    private static let shown = "&lt;b&gt;&amp;&quot;&#39; onload=&#39;x&#39; **x**"

    /// Holds the page to what every page is, and to showing the hostile name as it is.
    private func expectSound(
        _ page: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let own = page.replacing(Self.shown, with: "NAME")
        #expect(WebPage(own).faults == [], sourceLocation: sourceLocation)
        #expect(own.contains("NAME") && !own.contains("<b>&"), sourceLocation: sourceLocation)
    }

    @Test("an evaluation's, of classes with markup in their names")
    func evaluation() throws {
        let names = [Self.name, "b", "c", "d", "e", "f"]
        let report = EvaluationReport(
            title: Self.name, evaluation: Samples.evaluation(names: names, titles: nil),
            trainings: [Samples.training("s2m2-r", epochs: 3)],
            samples: [ExactText(Self.name): [Data([0xff, 0xd8])]])
        expectSound(try report.rendered(fileName: "report.md").document.page)
    }

    @Test("a comparison's, of ways of training with such names")
    func comparison() throws {
        for kind in [ComparisonRecord.Kind.recipes, .mixing] {
            var record = ComparisonReportTests.record([
                ComparisonReportTests.difference(
                    Self.name, "manifold-mixup", .heldOutLoss, [0.2, 0.1], holm: 0.001)
            ])
            record.kind = kind
            record.entries[0] = .init(name: Self.name, recipe: record.entries[0].recipe)
            record.summaries[0].entry = Self.name
            record.runs.append(
                .init(entry: Self.name, seed: 2, folder: Self.name, failure: Self.name))
            let page = try ComparisonReport(record: record).rendered(fileName: "r.md").document.page
            expectSound(page)
            // Sorted by seconds, not by the 3 of "3 min 20 s".
            #expect(page.contains("data-value=\"200.0\">3 min 20 s<"))
        }
    }

    @Test("an analysis's, of networks and classes with such names")
    func analysis() throws {
        var record = AnalysisReportTests.record(names: [Self.name, "mixed"])
        record.remarks = [Self.name]
        expectSound(try AnalysisReport(record: record).rendered(fileName: "a.md").document.page)
    }

    @Test("photos that a report shows no more are gone, and nothing else in its folder")
    func photosLeft() throws {
        let folder = try TemporaryFolder()
        func write(_ paths: [String]) throws {
            try DoctorReport(
                record: .init(
                    command: "fewshot doctor", parts: [],
                    findings: paths.map {
                        .init(.dark, path: $0, className: "a", split: "novel", measure: "dark")
                    }, machine: Samples.machine, seconds: 1),
                photos: Dictionary(
                    uniqueKeysWithValues: paths.map { (ExactText($0), Data([0xff, 0xd8])) })
            ).write(to: folder.file("report.md"))
        }
        let figures = folder.file("report-figures")
        try write(["a.jpg", "b.jpg", "c.jpg"])
        #expect(Folder.names(in: figures)?.count == 3)
        for name in ["mine.jpg", "image.jpg", "image-1.svg"] {
            try folder.write("x", to: "report-figures/\(name)")
        }
        try write(["a.jpg"])
        #expect(
            Folder.names(in: figures)
                == ["finding-1-1-1.jpg", "image-1.svg", "image.jpg", "mine.jpg"])
        try write([])
        #expect(Folder.names(in: figures) == ["image-1.svg", "image.jpg", "mine.jpg"])
        // Of a folder that somebody else made nothing is taken.
        try folder.write("x", to: "other-figures/image-1-1.jpg")
        try DoctorReport(
            record: .init(
                command: "", parts: [], findings: [], machine: Samples.machine, seconds: 1),
            photos: [:]
        ).write(to: folder.file("other.md"))
        #expect(folder.file("other-figures/image-1-1.jpg").exists)
    }

    @Test("a gallery's, of labels and photos with such names")
    func gallery() throws {
        let folder = try TemporaryFolder()
        let record = ClassificationRecord(
            command: "fewshot classify", classes: [Self.name, "b"], examples: [1, 1],
            answers: [
                .init(path: Self.name, label: Self.name, probabilities: [1, 0], typicality: 1)
            ], leftOut: nil)
        try GalleryReport(
            record: record, photos: [ExactText(Self.name): Data([0xff, 0xd8])],
            examples: [ExactText(Self.name): [Data([0xff, 0xd8])]]
        ).write(to: folder.url)
        expectSound(try InputFile.readText(folder.file("gallery.html")))
    }

    @Test("lie beside their reports, under a name of their own")
    func places() {
        for (report, page) in [
            ("report.md", "report.html"), ("a b", "a b.html"), ("x.tar.md", "x.tar.html"),
            // Refused before the work.
            ("report.html", "report.html"), ("REPORT.HTML", "REPORT.HTML"),
        ] {
            let url = RenderedReport.page(of: URL(fileURLWithPath: "/folder/\(report)"))
            #expect(url.path == "/folder/\(page)")
        }
    }

    @Test("and say, as reports and records do, which command made them")
    func command() throws {
        let command = "fewshot eval 'a<b>&c' --way 5"
        var report = RenderedReport(fileName: "r.md")
        try report.addOrigin(command, "Seed 1.", in: ["command": command], as: "r.json")
        let record = String(decoding: report.files["r.json"]!, as: UTF8.self)
        for text in [report.markdown, report.document.page, record] {
            #expect(RenderedReport.isMade(by: command, text))
            #expect(!RenderedReport.isMade(by: "fewshot eval 'a<b>&c' --way", text))
            #expect(!RenderedReport.isMade(by: "eval 'a<b>&c' --way 5", text))
        }
    }
}

import Files
import Foundation
import Records
import Reports
import Testing

@Suite struct ComparisonReportTests {
    static func report(shift: Double) -> ComparisonReport {
        ComparisonReport(
            title: "A & B", introduction: "Why.",
            entries: [
                .init(
                    "base|line", evaluation: Samples.evaluation(shift: shift),
                    training: Samples.training("baseline", epochs: 10, ceiling: 0.65)),
                .init(
                    "s2m2-r", evaluation: Samples.evaluation(),
                    training: Samples.training("s2m2-r", epochs: 12)),
            ])
    }

    @Test("Runs stand in one table and one figure each, and the difference is said in words")
    func whole() throws {
        let report = try Self.report(shift: -0.02).rendered(fileName: "c.md")
        let widths = EvaluationReportTests.widths(report.markdown)
        #expect(widths.count == 3 && widths.allSatisfy { $0.count == 1 })
        #expect(report.markdown.contains("above **base\\|line**, more than both intervals"))
        #expect(report.markdown.contains("same images and the same episodes"))
        #expect(
            Set(EvaluationReportTests.links(report.markdown)) == Set(report.files.keys)
                && report.files.count == 3)
        let figure = try #require(report.files["c-figures/val-1-shot.svg"])
        let texts = try #require(XML(String(decoding: figure, as: UTF8.self))).texts
        #expect(["base|line", "s2m2-r"].allSatisfy { name in texts.contains { $0.text == name } })
    }

    @Test("A difference within the intervals is called chance; the sign is right")
    func chance() throws {
        let near = try Self.report(shift: 0).rendered(fileName: "c.md").markdown
        #expect(near.contains("this may be chance"))
        let above = try Self.report(shift: 0.03).rendered(fileName: "c.md").markdown
        #expect(above.contains("points below **base\\|line**, more than both"))
    }

    @Test("Other images or other episodes are named before the difference is believed")
    func different() throws {
        var report = Self.report(shift: 0)
        report.entries[1].evaluation.run.data.fingerprint = "00"
        #expect(
            try report.rendered(fileName: "c.md").markdown
                .contains("**They were not evaluated on the same images and episodes**"))
    }

    @Test("Runs of unknown training, or none at all, still give a page")
    func bare() throws {
        var report = Self.report(shift: 0)
        report.entries[0].training = nil
        report.entries[1].training = nil
        #expect(try report.rendered(fileName: "c.md").files.isEmpty)
        report.entries = []
        #expect(try report.rendered(fileName: "c.md").markdown.contains("# A &amp; B"))
    }
}

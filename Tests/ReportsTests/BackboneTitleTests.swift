import Records
import Reports
import Testing

@Suite("Titles of backbones")
struct BackboneTitleTests {
    @Test("a report calls the network by the title in its record, with the right article")
    func article() throws {
        var evaluation = Samples.evaluation()
        func text() throws -> String {
            try EvaluationReport(title: "", evaluation: evaluation).rendered(fileName: "r.md")
                .markdown
        }
        evaluation.run.models[0].backbone = "efficientnet-lite0"
        evaluation.run.models[0].backboneTitle = "an EfficientNet-Lite0"
        #expect(try text().contains("how well an EfficientNet-Lite0 network pretrained"))
    }
}

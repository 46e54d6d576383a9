import Records
import Testing

@testable import Reports

@Suite("Titles of backbones")
struct BackboneTitleTests {
    @Test("a report calls the network by the title in its record, with the right article")
    func article() {
        var evaluation = Samples.evaluation()
        evaluation.run.models[0].backbone = "efficientnet-lite0"
        evaluation.run.models[0].backboneTitle = "an EfficientNet-Lite0"
        let report = EvaluationReport(title: "", evaluation: evaluation)
        #expect("\(report.summary())".contains("how well an EfficientNet-Lite0 network pretrained"))
        #expect(
            Names.backbone("efficientnet-lite0", "an EfficientNet-Lite0") == "EfficientNet-Lite0")
        #expect(Names.backbone("conv4", nil) == "conv4")
    }
}

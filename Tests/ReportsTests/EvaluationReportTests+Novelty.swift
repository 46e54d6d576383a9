import Files
import Foundation
import Records
import Reports
import Testing

extension EvaluationReportTests {
    @Test("Whether the classes were trained on is told by name or images, or left open")
    func trainedOn() throws {
        func text(_ report: EvaluationReport) throws -> String {
            try report.rendered(fileName: "r.md").markdown
        }
        var report = Self.full
        #expect(try text(report).contains("classes of other names than those that it was trained"))
        #expect(try !text(report).contains("never trained on"))
        let new =
            "classes that it was never trained on, by their names and the bytes of their images: the "
            + "val classes"
        var copies = ImageCopies(within: 0, across: 0, areLeftOut: false, trainedOn: 3)
        report.evaluation.run.data.copies = copies
        #expect(try text(report).contains("of whose images it was trained on 3, under other names"))
        #expect(try text(report).contains("3 images are copies of some that were trained on: they"))
        copies.areLeftOut = true
        report.evaluation.run.data.copies = copies
        #expect(try text(report).contains(new))
        #expect(try text(report).contains("3 images are copies of some that were trained on; left"))
        copies = ImageCopies(within: 0, across: 0, areLeftOut: false, trainedOn: 0)
        report.evaluation.run.data.copies = copies
        #expect(try text(report).contains(new))
        report.evaluation.run.data.fingerprint = report.trainings[0]!.data.base.fingerprint
        #expect(try text(report).contains("the ones it was trained on"))
        report.trainings = []
        #expect(try text(report).contains(new))
        report.evaluation.run.models[0].seenClasses = [Samples.names[3]]
        #expect(try text(report).contains("trained on 1 of the same name (n02138441)"))
        report.evaluation.run.models[0].seenClasses = Samples.names
        #expect(try text(report).contains("the ones it was trained on"))
        report.evaluation.run.models[0].seenClasses = nil
        #expect(try text(report).contains("what it was trained on is not recorded"))
    }
}

import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot compare on classes without spread")
struct ConstantClassTests {
    @Test("a class without any spread has no effective rank, and is no flat one")
    func constantClass() throws {
        let (kept, data) = try Fixture.copy()
        let folder = try TemporaryFolder()
        let val = data.appending(path: "val")
        let name = try FileManager.default.contentsOfDirectory(atPath: val.path).sorted()[0]
        let images = try FileManager.default.contentsOfDirectory(
            atPath: val.appending(path: name).path
        ).sorted().map { val.appending(path: "\(name)/\($0)") }
        let one = try Data(contentsOf: images[0])
        for image in images.dropFirst() { try one.write(to: image) }
        let run = try Command(
            [
                "compare", data.path, "--output", folder.url.path, "--seeds", "1", "--episodes",
                "20", "--recipe", "baseline", "--recipe", "cutout",
            ] + ComparisonRun.small)
        withExtendedLifetime(kept) {}
        #expect(run.status == 0 && run.errors.contains("class \(name) "), "\(run.errors)")
        for run in try ComparisonFile(in: folder.url).runs {
            #expect(run.values["valRank"] == nil && run.values["valDirections"] == nil)
            #expect(run.values["baseRank"] != nil && run.values["fiveShot"] != nil)
        }
    }
}

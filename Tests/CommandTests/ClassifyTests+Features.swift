import Features
import Files
import Foundation
import TestSupport
import Testing

extension ClassifyTests {
    @Test("features of any program get the labels that the photos get which they are of")
    func features() throws {
        let run = try classify(["--outsiders", "0"])
        #expect(run.status == 0, "\(run.errors)")
        let photos = try rows()
        func table(_ data: String) throws -> FeatureTable {
            let file = folder.url.appending(path: "part.npz")
            let run = try Command([
                "features", folder.url.appending(path: data).path, "--checkpoint",
                Fixture.run.path, "--precision", "f32", "--output", file.path,
            ])
            #expect(run.status == 0, "\(run.errors)")
            return try FeatureFile.read(file)
        }
        let (examples, images) = (try table("examples"), try table("photos"))
        let file = folder.url.appending(path: "all.npz")
        try FeatureFile.write(
            FeatureTable(
                dimension: examples.dimension, features: images.features + examples.features,
                labels: images.labels.map { _ in 5 } + examples.labels,
                classes: examples.classes + [""], paths: images.paths + examples.paths),
            to: file)
        let output = folder.url.appending(path: "other").path
        let words = ["classify", "--features", file.path, "--output", output]
        let own = try Command(words + ["--outsiders", "0"])
        #expect(own.status == 0 && own.output.contains("each left out in turn"), "\(own.errors)")
        let labels = CSV.rows(
            try InputFile.readText(URL(fileURLWithPath: output + "/labels.csv"))
        ).filter { !$0.isBlank }.map(\.fields)
        #expect(labels.count == photos.count && labels[0] == photos[0])
        let byPath = Dictionary(uniqueKeysWithValues: photos.map { ($0[0], $0[1]) })
        // Sums of another order may turn a photo that lies between two classes.
        #expect(labels.count { byPath[$0[0]] != $0[1] } <= 1)

        let both = try Command(words + ["--support", support.path, "--image-size", "32"])
        #expect(both.status == 64 && both.errors.contains("--support, --image-size: "))
        try FeatureFile.write(examples, to: file)
        let known = try Command(words + ["--overwrite"])
        #expect(known.status == 65 && known.errors.contains("label -1"), "\(known.errors)")
        try FeatureFile.write(
            FeatureTable(
                dimension: 1, features: [1, 2, 3], labels: [0, 0, 1], classes: ["a", ""],
                paths: ["1", "2", "3"]), to: file)
        let few = try Command(words + ["--overwrite"])
        #expect(few.status == 65 && few.errors.contains("are of 1 class;"), "\(few.errors)")
    }
}

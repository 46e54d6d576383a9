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
            let file = folder.url.appending(path: "\(data).npz")
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

        #expect(own.output.contains("stays in a network's checkpoint"), "\(own.output)")
        let saved = folder.url.appending(path: "corrections.csv")
        try AtomicFile.write(
            "path,label\n\(images.paths[0]),odd\n\(images.paths[1]),\n\(images.paths[2]),odd\n",
            to: saved)
        let strange = folder.url.appending(path: "strange.npz")
        try FeatureFile.write(
            FeatureTable(
                dimension: images.dimension, features: images.features.map { -$0 },
                labels: images.labels.map { _ in 0 }, classes: [""], paths: images.paths),
            to: strange)
        let beside = [
            "--background", strange.path, "--corrections", saved.path, "--overwrite",
        ]
        let said = try Command(words + beside)
        #expect(said.status == 0, "\(said.errors)")
        // What is opposite to every example is like none.
        #expect(
            said.output.contains(
                "Of \(images.count) background images \(images.count) would be put aside"),
            "\(said.output)")
        #expect(said.output.contains("You said what 3 of them are, and what got a label"))
        #expect(said.output.contains("Gallery: "))
        let corrected = CSV.rows(
            try InputFile.readText(URL(fileURLWithPath: output + "/labels.csv"))
        ).filter { !$0.isBlank }.map(\.fields)
        #expect(corrected[0].count == labels[0].count + 1 && corrected[0].contains("p(odd)"))
        #expect(corrected.first { $0[0] == images.paths[0] }?[1] == "odd")
        #expect(corrected.first { $0[0] == images.paths[1] }?[1] == "")
        let list = folder.file("list.csv")
        try AtomicFile.write("path\n\(images.paths[0])\n", to: list)
        let fewer = try Command(words + ["--overwrite", "--exclude", list.path])
        #expect(fewer.output.contains("of \(images.count - 1) images"), "\(fewer.output)")
        let copies = try Command(words + ["--overwrite", "--without-copies"])
        #expect(copies.status == 64 && copies.errors.contains("--without-copies"))
        try FeatureFile.write(
            FeatureTable(
                dimension: 1, features: [1], labels: [0], classes: ["a"], paths: ["1"]),
            to: strange)
        let other = try Command(words + beside)
        #expect(other.status == 65 && other.errors.contains("not of one network"))

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

    @Test("rows to be labelled that share a path are refused, for nothing could be said of one")
    func sharedPaths() throws {
        let file = folder.file("twice.npz")
        try FeatureFile.write(
            FeatureTable(
                dimension: 1, features: [1, 2, 3, 4, 5], labels: [0, 1, 2, 2, 2],
                classes: ["a", "b", ""], paths: ["x", "x", "q", "p", "q"]), to: file)
        let said = try folder.write("path,label\np,a\n", to: "said.csv")
        let words = ["classify", "--features", file.path, "--output", folder.file("o").path]
        for more in [[], ["--corrections", said.path]] {
            let run = try Command(words + more)
            #expect(run.status == 65, "\(run.errors)")
            #expect(run.errors.contains("q in \(file.path)"), "\(run.errors)")
            #expect(run.errors.contains("2, 4, counted from 0"), "\(run.errors)")
        }
        try FeatureFile.write(
            FeatureTable(
                dimension: 2, features: [1, 0, 0, 1, 1, 0.1, 0.2, 1], labels: [0, 1, 2, 2],
                classes: ["a", "b", ""], paths: ["x", "x", "q", "p"]), to: file)
        let run = try Command(words + ["--corrections", said.path])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test("nothing is promised of labels where no row got one")
    func unlabeled() throws {
        let file = folder.file("far.npz")
        let examples: [Float] = [
            1, 0.1, 0, 1, -0.1, 0, 1, 0, 0.05, 1, 0, -0.1,
            0.1, 1, 0, -0.1, 1, 0, 0, 1, 0.05, 0, 1, -0.1,
        ]
        try FeatureFile.write(
            FeatureTable(
                dimension: 3, features: examples + [-1, -1, -1, 0, 0, -1],
                labels: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2], classes: ["a", "b", ""],
                paths: (0..<10).map { "\($0)" }), to: file)
        let run = try Command([
            "classify", "--features", file.path, "--output", folder.file("o").path, "--json",
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("0 of 2 images got one of two labels"), "\(run.errors)")
        #expect(run.errors.contains("No image got a label, so that nothing is to be expected."))
        #expect(!run.output.contains("leftOut"), "\(run.output)")
    }
}

import Drawings
import Experiments
import Files
import Foundation
import Images
import Randomness
import Records
import TestSupport
import Testing

@Suite("fewshot doctor with a checkpoint")
struct DoctorFeatureTests {
    private let folder: TemporaryFolder
    private let record: ExaminationRecord
    private let page: String
    private static let weights = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Reports/mini-imagenet/baseline.safetensors").standardized
    private static let classes = ["blue", "green", "red"]

    /// A picture of a colour with blots of its own and a dark ground.
    private static func picture(
        _ hue: Int, using generator: inout Generator, side: Int = 96
    ) -> Image {
        let blots = (0..<36).map { _ in generator.uniform() }
        var pixels: [UInt8] = []
        for y in 0..<side {
            for x in 0..<side {
                let blot = blots[y * 6 / side * 6 + x * 6 / side]
                let light = (y > side * 3 / 4 ? 0.25 : 1) * (0.45 + 0.55 * blot)
                let grain = 0.08 * generator.uniform()
                for channel in 0..<3 {
                    let value = light * (channel == 2 - hue ? 0.9 : 0.25) + grain
                    pixels.append(UInt8(min(max(value, 0), 1) * 255))
                }
            }
        }
        return Image(width: side, height: side, pixels: pixels)
    }

    init() throws {
        folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        var generator = Generator(seed: 4)
        func write(_ image: Image, _ name: String) throws {
            let url = data.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(image.jpeg(quality: 92)).write(to: url)
        }
        for (hue, name) in Self.classes.enumerated() {
            for number in 10..<40 {
                try write(Self.picture(hue, using: &generator), "\(name)/\(number).jpg")
            }
        }
        try write(Self.picture(2, using: &generator), "green/zz-strange.jpg")
        try write(
            Self.picture(1, using: &generator).rotated(quarterTurns: 2), "green/zz-turned.jpg")
        let report = folder.url.appending(path: "doctor/report.md")
        var doctor = Doctor(data: data, report: report)
        doctor.checkpoints = [Self.weights]
        record = try doctor.run(
            Setting(
                command: "fewshot doctor", threads: 2, precision: .f32, say: { _ in },
                warn: { _ in }))
        page = try InputFile.readText(report)
    }

    private func names(_ file: String) -> [String] {
        record.findings.filter { $0.path.hasSuffix(file) || $0.other?.hasSuffix(file) == true }
            .map(\.name)
    }

    @Test("A photo in the wrong class and a turned one are found, and nothing else")
    func findings() {
        #expect(names("zz-strange.jpg") == ["wrong class"])
        #expect(names("zz-turned.jpg") == ["rotated"])
        #expect(record.findings.allSatisfy { $0.path.contains("zz-") })
        let strange = record.findings.first { $0.fault == .misplaced }
        #expect(strange?.measure.hasSuffix("most like novel/red") == true)
        #expect(
            record.findings.first { $0.fault == .rotated }?.measure.hasSuffix("upside down") == true
        )
    }

    @Test("How far the weights tell is said, and findings are likelier true than not")
    func judgements() throws {
        let judgements = try #require(record.judgements)
        #expect(judgements.map(\.fault) == [.misplaced, .rotated])
        // All of three colours but one stand in their class, all but one are upright.
        #expect(judgements.allSatisfy { $0.photos == 92 && (85...91).contains($0.asTheyStand) })
        #expect(page.contains("## What these weights can tell"))
        for finding in record.findings {
            let chance = try #require(Int(finding.measure.prefix { $0 != " " }))
            #expect(chance >= 50, "\(finding)")
        }
    }

    @Test("Cropped copies are found, of which hashes find few")
    func cropped() throws {
        let data = folder.url.appending(path: "drawn")
        try DrawnDataset(base: 0, val: 0, novel: 3, imagesPerClass: 20, size: 160, seed: 8)
            .draw(to: data)
        let photos = try FileManager.default.subpathsOfDirectory(atPath: data.path).sorted()
            .filter { $0.hasSuffix(".jpg") }
        for photo in photos where photo.hasSuffix("5.jpg") || photo.hasSuffix("8.jpg") {
            let image = try Image.decode(Data(contentsOf: data.appending(path: photo)))
            try Data(image.cropped(x: 8, y: 8, width: 144, height: 144).jpeg(quality: 90))
                .write(to: data.appending(path: photo.replacing(".jpg", with: "-cropped.jpg")))
        }
        func found(_ checkpoints: [URL]) throws -> Int {
            var doctor = Doctor(
                data: data, report: folder.url.appending(path: "\(checkpoints.count).md"))
            doctor.checkpoints = checkpoints
            let setting = try Setting(
                command: "fewshot doctor", threads: 2, precision: .f32, say: { _ in },
                warn: { _ in })
            return try doctor.run(setting).findings.count {
                $0.fault == .nearCopy
                    && ($0.path.hasSuffix("-cropped.jpg") || $0.other!.hasSuffix("-cropped.jpg"))
            }
        }
        #expect(try found([Self.weights]) == 12)
        #expect(try found([]) < 10)
    }

    @Test("Of three photos none is called strange by the two others")
    func few() throws {
        let data = folder.url.appending(path: "few")
        for (place, name) in Self.classes.enumerated() {
            let target = data.appending(path: name)
            try FileManager.default.createDirectory(
                at: target, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: folder.url.appending(path: "data/\(name)/1\(place).jpg"),
                to: target.appending(path: "1.jpg"))
        }
        var doctor = Doctor(data: data, report: folder.url.appending(path: "few.md"))
        doctor.checkpoints = [Self.weights]
        let setting = try Setting(
            command: "fewshot doctor", threads: 2, precision: .f32, say: { _ in }, warn: { _ in })
        #expect(try doctor.run(setting).findings.isEmpty)
    }

    @Test("What to expect of its tasks has both intervals, in the record and on the page")
    func prospects() throws {
        let prospects = try #require(record.prospects)
        #expect(prospects.map(\.shot) == [1, 5] && prospects.allSatisfy { $0.way == 3 })
        for prospect in prospects {
            #expect(prospect.query == 15 && prospect.accuracy > 0.8)
            // Thirty photos of a class suffice for one task of 16 or 20 of them.
            #expect(prospect.open == nil)
        }
        #expect(page.contains("A dash: so few tasks say nothing"))
        #expect(page.contains("## What to expect of it") && page.contains("3-way, 5-shot"))
    }
}

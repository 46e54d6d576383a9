import Drawings
import Experiments
import Files
import Foundation
import Images
import Records
import TestSupport
import Testing

@Suite("fewshot doctor")
struct DoctorTests {
    typealias Finding = ExaminationRecord.Finding

    let folder: TemporaryFolder
    let photos: [URL]
    private var data: URL { folder.url.appending(path: "data") }

    init() throws {
        folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        try DrawnDataset(base: 3, val: 0, novel: 2, imagesPerClass: 20, size: 96, seed: 8)
            .draw(to: data)
        photos = try FileManager.default.subpathsOfDirectory(atPath: data.path).sorted()
            .filter { $0.hasSuffix(".jpg") }.map { data.appending(path: $0) }
        // What the drawings themselves have is not what is asked here.
        for path in try Self.findings(data, folder).map(\.path) {
            try FileManager.default.removeItem(at: data.appending(path: path))
        }
    }

    private static func findings(
        _ data: URL, _ folder: TemporaryFolder, excluding list: URL? = nil
    ) throws -> [Finding] {
        let setting = try Setting(
            command: "fewshot doctor", threads: 2, overwrites: true,
            excluded: try list.map(ExcludedPhotos.init) ?? ExcludedPhotos(), say: { _ in },
            warn: { _ in })
        let report = folder.url.appending(path: "doctor/report.md")
        return try Doctor(data: data, report: report).run(setting).findings
    }

    private func image(_ place: Int) throws -> Image {
        try Image.decode(Data(contentsOf: left[place]))
    }

    private var left: [URL] {
        photos.filter { FileManager.default.fileExists(atPath: $0.path) }
    }

    @Test("Two classes whose names look the same are two")
    func lookalikes() throws {
        let names = ["caf\u{e9}", "cafe\u{301}"]
        for (place, name) in names.enumerated() {
            let own =
                folder.url.appending(path: "twins/x").deletingLastPathComponent()
                .path + "/" + name
            try FileManager.default.createDirectory(
                atPath: own, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: photos[place].path, toPath: own + "/a.jpg")
        }
        let setting = try Setting(
            command: "fewshot doctor", threads: 2, overwrites: true, say: { _ in }, warn: { _ in })
        let record = try Doctor(
            data: folder.url.appending(path: "twins"),
            report: folder.url.appending(path: "twins-doctor/report.md")
        ).run(setting)
        #expect(record.parts[0].classes.map(\.photos) == [1, 1])
    }

    @Test("A clean folder has none; its tasks are counted; the page and the csv are there")
    func clean() throws {
        #expect(try Self.findings(data, folder).isEmpty)
        let page = try InputFile.readText(folder.url.appending(path: "doctor/report.md"))
        #expect(page.contains("nothing was found wrong") && page.contains("| novel |"))
        let csv = try InputFile.readText(folder.url.appending(path: "doctor/findings.csv"))
        #expect(csv == "path,finding,class,split,other,measure\n")
    }

    @Test(
        "Every fault that is put in is found, under its name, and nothing else; excluded it is gone"
    )
    func faults() throws {
        let left = left
        func write(_ image: Image, _ place: URL, quality: Int = 90) throws {
            try Data(image.jpeg(quality: quality)).write(to: place)
        }
        func beside(_ name: String, _ photo: URL) -> URL {
            photo.deletingLastPathComponent().appending(path: name)
        }
        let (first, last) = (left[0], left[left.count - 1])
        let files = FileManager.default
        try files.copyItem(at: first, to: beside("zz-same.jpg", first))
        let other = left.first {
            $0.deletingLastPathComponent() != first.deletingLastPathComponent()
        }!
        try files.copyItem(at: left[1], to: beside("zz-class.jpg", other))
        try files.copyItem(at: left[2], to: beside("zz-split.jpg", last))
        try write(image(3).flipped(), beside("zz-near.jpg", left[3]), quality: 40)
        try write(
            image(4).resized(width: 12, height: 12).resized(width: 96, height: 96),
            beside("zz-blur.jpg", left[4]))
        try write(image(5).resized(width: 96, height: 24), beside("zz-shape.jpg", left[5]))
        try write(image(6).resized(width: 20, height: 20), beside("zz-tiny.jpg", left[6]))
        try write(
            Image(width: 96, height: 96, red: 9, green: 200, blue: 30),
            beside("zz-one.jpg", left[7]))
        try Data("no picture".utf8).write(to: beside("zz-what.jpg", left[8]))
        let found = try Self.findings(data, folder)
        func names(_ file: String) -> Set<String> {
            Set(found.filter { $0.path.hasSuffix(file) }.map(\.name))
        }
        #expect(names("zz-same.jpg") == ["copy within a class"])
        #expect(names("zz-class.jpg") == ["copy across classes"])
        #expect(names("zz-split.jpg") == ["copy across splits"])
        #expect(names("zz-near.jpg") == ["near copy within a class"])
        #expect(names("zz-blur.jpg").contains("blurred"))
        #expect(names("zz-shape.jpg").contains("extreme shape"))
        #expect(names("zz-tiny.jpg").contains("tiny"))
        #expect(names("zz-one.jpg") == ["one colour"])
        #expect(names("zz-what.jpg") == ["unreadable"])
        #expect(found.allSatisfy { $0.path.contains("/zz-") || $0.other?.contains("/zz-") == true })
        let list = folder.url.appending(path: "doctor/findings.csv")
        #expect(try Self.findings(data, folder, excluding: list).isEmpty)
    }

    @Test("Of photos that are alike the best stays, whatever it is called")
    func bestOfAlike() throws {
        let good = left[3]
        func beside(_ name: String) -> URL {
            good.deletingLastPathComponent().appending(path: name)
        }
        let picture = try image(3)
        for (name, side) in [("aa-blur.jpg", 14), ("zz-small.jpg", 80), ("ab-tiny.jpg", 20)] {
            let small = picture.resized(width: side, height: side)
            let copy = name.contains("blur") ? small.resized(width: 96, height: 96) : small
            try Data(copy.jpeg(quality: 95)).write(to: beside(name))
        }
        let found = try Self.findings(data, folder)
        #expect(!found.contains { $0.path.hasSuffix("/\(good.lastPathComponent)") })
        let copies = found.filter { $0.fault == .nearCopy }
        #expect(copies.count == 3)
        #expect(copies.allSatisfy { $0.other!.hasSuffix("/\(good.lastPathComponent)") })
        let list = folder.url.appending(path: "doctor/findings.csv")
        #expect(try Self.findings(data, folder, excluding: list).isEmpty)
    }

    @Test("Photos that lie in no class folders are looked at, too")
    func loose() throws {
        let place = folder.url.appending(path: "loose")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for name in ["one.jpg", "two.jpg"] {
            try FileManager.default.copyItem(at: left[0], to: place.appending(path: name))
        }
        #expect(try Self.findings(place, folder).map(\.name) == ["copy within a class"])
        let page = try InputFile.readText(folder.url.appending(path: "doctor/report.md"))
        #expect(page.contains("no folders of classes"))
    }

    @Test("A list without paths is refused by name")
    func wrongList() throws {
        let list = folder.url.appending(path: "list.csv")
        try Data("file,label\na,b\n".utf8).write(to: list)
        let error = #expect(throws: UserError.self) { _ = try ExcludedPhotos(list) }
        #expect(error?.kind == .badData && error?.message.contains("list.csv") == true)
    }
}

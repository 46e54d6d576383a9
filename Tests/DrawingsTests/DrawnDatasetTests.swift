import Datasets
import Drawings
import Files
import Foundation
import TestSupport
import Testing

@Suite struct DrawnDatasetTests {
    @Test("A drawn data set has the splits, classes and images asked for, and every image is good")
    func layout() throws {
        let folder = try TemporaryFolder()
        let drawn = try DrawnDataset(
            base: 4, val: 2, novel: 3, imagesPerClass: 9, size: 32, seed: 7)
        try drawn.draw(to: folder.url)
        let data = try Dataset.open(folder.url)
        #expect(data.kind == .splitFolders && data.splits == Split.allCases)
        for (split, count) in [(Split.base, 4), (.val, 2), (.novel, 3)] {
            let report = try data.images(of: split).scanned(threads: 2)
            #expect(report.rejected.isEmpty)
            #expect(report.accepted.counts == Array(repeating: 9, count: count))
            #expect(report.accepted.classes == drawn.classNames[split])
            #expect(try report.accepted.files.allSatisfy { try $0.decode().width == 32 })
        }
    }

    @Test("The same values draw the same bytes; another seed other ones")
    func repeatable() throws {
        func fingerprint(_ seed: UInt64, classes: Int = 2) throws -> String {
            let folder = try TemporaryFolder()
            try DrawnDataset(
                base: classes, val: 0, novel: 0, imagesPerClass: 10, size: 24, seed: seed
            )
            .draw(to: folder.url)
            return try Dataset.open(folder.url).images(of: .base).scanned(threads: 2).fingerprint
        }
        let first = try fingerprint(1)
        #expect(try fingerprint(1) == first)
        #expect(try fingerprint(2) != first)
    }

    @Test("The bytes are those that other machines draw")
    func pinned() throws {
        let folder = try TemporaryFolder()
        try DrawnDataset(base: 10, val: 0, novel: 0, imagesPerClass: 5, size: 84, seed: 3)
            .draw(to: folder.url)
        let images = try Dataset.open(folder.url).images(of: .base)
        let fingerprint = images.scanned(threads: 2).fingerprint
        #expect(fingerprint == "c7916792de854d97fb1f7f1ac171885e4c534027cb2db64d766e8f888e4221d4")
    }

    @Test("No class is in two splits, and new classes are new combinations of known parts")
    func classes() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let names = try DrawnDataset(seed: seed).classNames
            #expect(names.mapValues(\.count) == [.base: 20, .val: 5, .novel: 10])
            let all = names.values.flatMap { $0 }
            #expect(Set(all).count == 35)
            let parts = names.mapValues { $0.map { $0.split(separator: "-").map(String.init) } }
            let known = Set(parts[.base]!.flatMap { $0 })
            for new in parts[.val]! + parts[.novel]! {
                #expect(known.isSuperset(of: new))
                for base in parts[.base]! { #expect(zip(new, base).filter { $0 == $1 }.count < 2) }
            }
        }
    }

    @Test("As many classes as there are can be drawn; more, none and odd sizes are refused")
    func limits() throws {
        let most = DrawnDataset.mostClasses
        let names = try DrawnDataset(base: most - 2, val: 1, novel: 1).classNames
        #expect(Set(names.values.flatMap { $0 }).count == most)
        for attempt: () throws -> DrawnDataset in [
            { try DrawnDataset(base: most, val: 1, novel: 0) },
            { try DrawnDataset(base: 0, val: 0, novel: 0) },
            { try DrawnDataset(base: -1, val: 5, novel: 5) },
            { try DrawnDataset(imagesPerClass: 0) }, { try DrawnDataset(size: 4) },
        ] {
            #expect(userError { _ = try attempt() }?.kind == .usage)
        }
    }

    @Test(
        "Drawing again does nothing, completes what broke off, and never touches another's folder")
    func again() throws {
        let folder = try TemporaryFolder()
        let drawn = try DrawnDataset(base: 1, val: 1, novel: 1, imagesPerClass: 2, size: 16)
        try drawn.draw(to: folder.url)
        let name = "base/\(drawn.classNames[.base]![0])/00001.jpg"
        try folder.write("mine", to: name)
        try drawn.draw(to: folder.url)
        #expect(try String(contentsOf: folder.file(name), encoding: .utf8) == "mine")

        let note = try String(contentsOf: folder.file("drawn.json"), encoding: .utf8)
        try folder.write(note.replacing("true", with: "false"), to: "drawn.json")
        try drawn.draw(to: folder.url)
        #expect(try Dataset.open(folder.url).images(of: .base).scanned(threads: 1).rejected.isEmpty)

        let other = try DrawnDataset(
            base: 1, val: 1, novel: 1, imagesPerClass: 2, size: 16, seed: 2)
        #expect(userError { try other.draw(to: folder.url) }?.kind == .cannotCreate)
        let foreign = try TemporaryFolder()
        try foreign.write("mine", to: "base/a/1.jpg")
        let error = userError { try drawn.draw(to: foreign.url) }
        #expect(error?.kind == .cannotCreate && error?.message.contains("is not empty") == true)
        #expect(
            userError { try drawn.draw(to: foreign.file("base/a/1.jpg")) }?.kind == .cannotCreate)
    }
}

import Files
import Foundation
import TestSupport
import Testing

@Suite("Folders that results go to")
struct HeldFolderTests {
    let folder: TemporaryFolder
    var place: URL { folder.url.appending(path: "a/b/c") }

    init() throws { folder = try TemporaryFolder() }

    private func error(_ body: () throws -> Void) -> UserError? {
        do {
            try body()
            return nil
        } catch { return error as? UserError }
    }

    @Test("are made, held by one, and free again without a trace")
    func held() throws {
        let first = try HeldFolder(holding: place)
        let refused = error { _ = try HeldFolder(holding: place) }
        #expect(refused?.kind == .cannotCreate)
        #expect(refused?.message.contains(place.path) == true)
        #expect(refused?.message.contains("process \(getpid()), which started at 20") == true)
        _ = try HeldFolder(holding: place.appending(path: "another"))
        first.release()
        let second = try HeldFolder(holding: place)
        first.release()
        #expect(error { _ = try HeldFolder(holding: place) }?.kind == .cannotCreate)
        second.release()
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["another"])
    }

    @Test("a report is held alone: others in its folder are not, and leave no trace either")
    func report() throws {
        let name = String(repeating: "r", count: 252) + ".md"
        for name in ["report.md", name] {
            let report = place.appending(path: name)
            let first = try HeldFolder(holdingReport: report)
            let refused = error { _ = try HeldFolder(holdingReport: report) }
            #expect(refused?.kind == .cannotCreate)
            #expect(refused?.message.contains("report \(report.path) is in use by process") == true)
            _ = try HeldFolder(holdingReport: place.appending(path: "other.md"))
            _ = try HeldFolder(holding: place)
            first.release()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    }

    @Test("what a killed process left behind holds nobody up, whatever it says")
    func leftover() throws {
        try OutputFolder.make(place)
        let lock = place.appending(path: ".fewshot.lock")
        try Data("\u{1b}[31mprocess 1".utf8).write(to: lock)
        let held = try HeldFolder(holding: place)
        held.release()
        #expect(!FileManager.default.fileExists(atPath: lock.path))
    }

    @Test("of many that want it at once, one has it at a time")
    func race() async throws {
        let place = place
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            let inside = Inside()
            for _ in 0..<4 {
                group.addTask {
                    var had = 0
                    for _ in 0..<200 {
                        guard let held = try? HeldFolder(holding: place) else { continue }
                        #expect(await inside.enter() == 1)
                        await inside.leave()
                        held.release()
                        had += 1
                    }
                    return had
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(counts > 0)
    }

    @Test("a file in the way is named, and what it is")
    func file() throws {
        let file = try folder.write("x", to: "file")
        for url in [file, file.appending(path: "run")] {
            let refused = error { _ = try HeldFolder(holding: url) }
            #expect(refused?.kind == .cannotCreate)
            #expect(refused?.message.contains("is a file") == true)
        }
        let nowhere = URL(fileURLWithPath: "/proc/x")
        #expect(error { _ = try HeldFolder(holding: nowhere) }?.kind == .cannotCreate)
    }
}

private actor Inside {
    private var count = 0
    func enter() -> Int {
        count += 1
        return count
    }
    func leave() { count -= 1 }
}

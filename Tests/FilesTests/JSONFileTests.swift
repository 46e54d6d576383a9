import Files
import Foundation
import TestSupport
import Testing

@Suite("JSON files")
struct JSONFileTests {
    struct Run: Codable, Equatable {
        var name: String
        var losses: [Double]
        var started: Date
        var parts: [String: Int]
    }

    let run = Run(
        name: "a/b \"é\"", losses: [1.5, -.infinity, 0.1],
        started: Date(timeIntervalSince1970: 1_700_000_000), parts: ["z": 1, "a": 2])

    @Test("A value comes back equal, from bytes that depend on nothing else")
    func roundTrip() throws {
        let folder = try Folder()
        try JSONFile.write(run, to: folder.file("run.json"))
        #expect(try JSONFile.read(Run.self, from: folder.file("run.json")) == run)
        let text = try InputFile.readText(folder.file("run.json"))
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains("\"a/b \\\"é\\\"\""))
        #expect(text.contains("\"2023-11-14T22:13:20Z\""))
        #expect(try JSONFile.data(run) == Data(text.utf8))
    }

    @Test("As text for a terminal it is the same value, and nothing in it acts on the terminal")
    func text() throws {
        let hostile = Run(
            name: "a\u{202E}b\u{1B}[2J\u{9B}\u{E0041}\u{1F600}\n\t\\u{202E}é", losses: [],
            started: run.started, parts: ["\u{200F}": 1])
        let text = try JSONFile.text(hostile)
        #expect(text.contains("a\\u202Eb") && text.contains("\\uDB40\\uDC41\u{1F600}"))
        #expect(
            text.unicodeScalars.allSatisfy {
                $0 == "\n" || String($0).visible == String($0) || $0 == "\\"
            })
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(Run.self, from: Data(text.utf8)) == hostile)
        #expect(try JSONFile.text(run) == String(decoding: JSONFile.data(run), as: UTF8.self))
    }

    @Test("A loss that is not a number is kept as one")
    func notANumber() throws {
        let folder = try Folder()
        try JSONFile.write([Double.nan], to: folder.file("a.json"))
        #expect(try JSONFile.read([Double].self, from: folder.file("a.json"))[0].isNaN)
    }

    @Test(
        "Damage is named with its file and place",
        arguments: [
            ("", "not valid JSON"), ("{\"name\": ", "not valid JSON"),
            ("[1]", "type"), ("{\"name\": 3}", "at \"name\""), ("{}", "no \"name\""),
            (
                #"{"name":"a","losses":[1,"x"],"started":"2023-11-14T22:13:20Z","parts":{}}"#,
                "losses.Index 1"
            ),
        ])
    func damage(text: String, words: String) throws {
        let folder = try Folder()
        try AtomicFile.write(text, to: folder.file("run.json"))
        let error = userError { _ = try JSONFile.read(Run.self, from: folder.file("run.json")) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("run.json") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }
}

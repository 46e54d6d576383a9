import Files
import Foundation
import TestSupport
import Testing

extension ClassifyTests {
    @Test("an example stored again, by other bytes, counts once; in another class it is named")
    func lookalikes() throws {
        let files = FileManager.default
        let first = try classify(["--json"])
        #expect(first.status == 0 && !first.errors.contains("look"), "\(first.errors)")
        let before = try rows()
        let classes = try files.contentsOfDirectory(atPath: support.path).sorted()
        /// The same picture with a comment in its file.
        func store(_ name: String, of other: String, in place: String) throws {
            let own = support.appending(path: other)
            let photo = try files.contentsOfDirectory(atPath: own.path).sorted()[0]
            var bytes = Array(try Data(contentsOf: own.appending(path: photo)))
            bytes.insert(contentsOf: [0xff, 0xfe, 0, 4, 104, 105], at: 2)
            try Data(bytes).write(to: support.appending(path: "\(place)/\(name)"))
        }
        for name in classes { try store("zz-again.jpg", of: name, in: name) }
        let again = try classify(["--overwrite"])
        #expect(again.errors.contains("5 examples look like another of the same class"))
        #expect(try rows() == before)
        try store("zz-other.jpg", of: classes[0], in: classes[1])
        let wrong = try classify(["--overwrite"])
        #expect(wrong.errors.contains("1 example looks like another of another class"))
        #expect(wrong.errors.contains("\(classes[1])/zz-other.jpg like \(classes[0])/"))
    }
}

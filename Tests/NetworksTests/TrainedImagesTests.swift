import Foundation
import Networks
import Testing

@Suite("The images that weights were trained on")
struct TrainedImagesTests {
    private static func hash(_ first: String) -> String {
        first.padding(toLength: 64, withPad: "7", startingAt: 0)
    }

    @Test("are known again by their hashes, and others are not")
    func contains() {
        let own = ["ffffffffffffffff", "0000000000000000", "00ff000000000001", "8000000000000000"]
            .map(Self.hash)
        let images = TrainedImages(hashes: own)
        #expect(images.areAll && own.allSatisfy(images.contains))
        for other in ["fffffffffffffffe", "0000000000000001", "7fffffffffffffff"] {
            #expect(!images.contains(Self.hash(other)))
        }
        #expect(!TrainedImages.unknown.contains(own[0]) && !TrainedImages.unknown.areAll)
    }

    @Test("are in a file as the first 8 bytes of each hash, ascending, once")
    func file() throws {
        let hashes = ["ff00000000000001", "0102030405060708", "ff00000000000001"].map(Self.hash)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(TrainedImages(hashes: hashes))
        // By Python: base64.b64encode(bytes.fromhex("0102030405060708ff00000000000001")).
        let text = #"{"areAll":true,"sha256":"AQIDBAUGBwj/AAAAAAAAAQ=="}"#
        #expect(String(decoding: json, as: UTF8.self) == text)
        let read = try JSONDecoder().decode(TrainedImages.self, from: json)
        #expect(read == TrainedImages(hashes: hashes))
        let cut = text.replacing("AAAQ==", with: "AAA=")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(TrainedImages.self, from: Data(cut.utf8))
        }
    }

    @Test("of several runs are all of theirs, and known to be all where each run knows")
    func joined() {
        let (a, b) = (Self.hash("aa00000000000000"), Self.hash("bb00000000000000"))
        let both = TrainedImages(joining: [a, b].map { TrainedImages(hashes: [$0]) })
        #expect(both == TrainedImages(hashes: [b, a]))
        let part = TrainedImages(joining: [both, .unknown])
        #expect(part.contains(a) && part.contains(b) && !part.areAll)
    }
}

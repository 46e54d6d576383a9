import Files
import Foundation
import TestSupport
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
    @Test(
        "The examples of FIPS 180-4 come out",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func standard(text: String, digest: String) {
        #expect(Fingerprint.sha256(text) == digest)
        #expect(Fingerprint.sha256(Data(text.utf8)) == digest)
    }

    @Test("The cuts between pieces do not matter, and a file has its bytes' fingerprint")
    func pieces() throws {
        let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let whole = Fingerprint.sha256(Data(bytes))
        var hasher = Fingerprint.SHA256()
        hasher.update(Array(bytes[..<1]))
        hasher.update([UInt8]())
        hasher.update(Data(bytes)[1..<100_000])
        hasher.update(Data(bytes[100_000...]))
        #expect(hasher.finish() == whole)

        let folder = try Folder()
        try AtomicFile.write(Data(bytes), to: folder.file("a"))
        #expect(try Fingerprint.sha256(contentsOf: folder.file("a")) == whole)
        let missing = userError { _ = try Fingerprint.sha256(contentsOf: folder.file("b")) }
        #expect(missing?.kind == .missingInput)
    }
}

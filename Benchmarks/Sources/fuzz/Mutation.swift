import Randomness

/// One change to a file: a byte, a stretch, or a word that means something to some reader.
enum Mutation {
    /// Numbers at the edges of types, and what marks structure in text, JSON, csv and archives.
    private static let words: [[UInt8]] =
        [
            "0", "-1", "1e308", "-1e999", "9223372036854775807", "9223372036854775808",
            "18446744073709551615", "4611686018427387904", "0.5", "1e4", "NaN", "\"NaN\"", "null",
            "true", "\"", "\"\"", ",", "\n", "\r\n", "\r", "[", "]", "{", "}", "[[[[[[[[[[[[[[[[",
            ":", "\\u{1B}", "\\u0000", "\\ud800", "é", "e\u{301}", "\u{FEFF}", "\u{202E}", "../",
            "/", "__metadata__", "F16", "BF16", "I64", "'descr'", "<f2", "<i8", "|S1", "<U16000000",
            "|O", "True", "(0,)", "(1, 0)", "(-1,)", "base", "novel",
        ].map { Array($0.utf8) }
        + [
            [0], [0xff], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0, 0, 0, 0x80], [0xc3],
            [0xed, 0xa0, 0x80],
            [0x50, 0x4b, 1, 2], [0x50, 0x4b, 5, 6],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        ]

    static func apply(to bytes: inout [UInt8], using generator: inout Generator) {
        for _ in 0...generator.integer(below: 2) { change(&bytes, &generator) }
        if bytes.count > 1 << 20 { bytes.removeLast(bytes.count - (1 << 20)) }
    }

    private static func change(_ bytes: inout [UInt8], _ generator: inout Generator) {
        let kind = generator.integer(below: 8)
        // Headers are at the start, directories at the end.
        let most = generator.integer(below: 2) == 0 ? min(bytes.count, 4096) : bytes.count
        let place = generator.integer(below: most + 1)
        // Short stretches most of the time.
        let longest = 1 << generator.integer(below: 12)
        let stretch = place..<min(bytes.count, place + 1 + generator.integer(below: longest))
        let word = words[generator.integer(below: words.count)]
        switch kind {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(generator.integer(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(generator.integer(below: 256))
        case 2: bytes.replaceSubrange(stretch, with: [])
        case 3: bytes.insert(contentsOf: bytes[stretch], at: place)
        case 4: bytes.insert(contentsOf: word, at: place)
        case 5: bytes.replaceSubrange(number(at: place, of: bytes) ?? stretch, with: word)
        case 6: bytes.replaceSubrange(place..<min(bytes.count, place + word.count), with: word)
        case 7 where generator.integer(below: 4) == 0: bytes.removeLast(bytes.count - place)
        default: break
        }
    }

    /// The digits in which `place` is, so that a number is replaced as a whole.
    private static func number(at place: Int, of bytes: [UInt8]) -> Range<Int>? {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard place < bytes.count, isDigit(bytes[place]) else { return nil }
        let start = bytes[..<place].lastIndex { !isDigit($0) }.map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex { !isDigit($0) } ?? bytes.count
        return start..<end
    }
}

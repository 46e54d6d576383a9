import Foundation

/// Names of files as text. To the system a name is bytes of any kind; text has to be UTF-8.
///
/// A name that is UTF-8 is its own text. In another's, each byte that fits nowhere stands as
/// `\xE9`, and so does a backslash (`\x5C`) that would be taken for one of these. So every name has
/// one text and every text one name, and a text can be shown, written to a file and opened again.
public enum FileName {
    /// The text of a name, or of a path.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        if !bytes.contains(backslash), let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        var text = String.UnicodeScalarView()
        var place = 0
        var rest = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        func escape(_ byte: UInt8) {
            text.append(contentsOf: "\\x\(String(byte, radix: 16, uppercase: true))".unicodeScalars)
        }
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let encoded):
                if escaped(bytes[place...]) != nil {
                    escape(backslash)
                } else {
                    text.append(Unicode.UTF8.decode(encoded))
                }
                place += encoded.count
            case .error(let length):
                bytes[place..<(place + length)].forEach(escape)
                place += length
            case .emptyInput: return String(text)
            }
        }
    }

    /// The text of a name that the system gave, which ends with a zero.
    public static func text(of name: UnsafePointer<CChar>) -> String {
        text(of: UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }

    /// The bytes of the name whose text this is.
    public static func bytes(of text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(backslash) else { return bytes }
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let byte = escaped(bytes[place...])
            result.append(byte ?? bytes[place])
            place += byte == nil ? 1 : 4
        }
        return result
    }

    private static let backslash = UInt8(ascii: "\\")

    /// The byte that stands at the start as `\xE9`: one that UTF-8 has beyond ASCII, or a backslash.
    private static func escaped(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count >= 4, bytes.starts(with: [backslash, UInt8(ascii: "x")]) else {
            return nil
        }
        var byte: UInt8 = 0
        for digit in bytes.dropFirst(2).prefix(2) {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte = byte << 4 | (digit - 0x30)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte = byte << 4 | (digit - 0x37)
            default: return nil
            }
        }
        return byte >= 0x80 || byte == backslash ? byte : nil
    }
}

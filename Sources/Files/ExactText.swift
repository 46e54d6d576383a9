/// A text that equals only itself: the key for names. Swift takes two strings for equal that differ
/// in how their accents are written (é in one character or in two); to the system they are two
/// names.
public struct ExactText: Hashable, Sendable {
    /// The text.
    public let text: String

    /// The key for `text`.
    public init(_ text: String) { self.text = text }

    /// Equal if all bytes are.
    public static func == (a: ExactText, b: ExactText) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8)
    }

    /// By the bytes.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ExactText {
    /// The groups of `texts` that look the same although they are not: that differ only in how
    /// their accents are written. Each group is in the order of `texts`.
    public static func lookalikes(among texts: some Sequence<String>) -> [[String]] {
        // A dictionary of strings takes them for one.
        var groups: [String: [String]] = [:]
        var order: [String] = []
        for text in texts where !text.utf8.allSatisfy({ $0 < 0x80 }) {
            if groups[text] == nil { order.append(text) }
            groups[text, default: []].append(text)
        }
        return order.compactMap { key in
            let group = groups[key]!
            return Set(group.map(ExactText.init)).count > 1 ? group : nil
        }
    }

    /// The text with each character beyond ASCII by its number: `me<U+0301>lange`.
    public var spelledOut: String {
        text.unicodeScalars.map { scalar in
            let number = String(scalar.value, radix: 16, uppercase: true)
            let zeros = String(repeating: "0", count: max(0, 4 - number.count))
            return scalar.isASCII ? String(scalar) : "<U+\(zeros)\(number)>"
        }.joined()
    }
}

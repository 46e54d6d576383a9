/// Text from outside (names of files and classes, cells of tables) as it may be shown.
extension String {
    /// This text with each character made visible that would act on a terminal, end a line, or
    /// change how the text around it reads: `\u{1B}` stands for an escape.
    ///
    /// Texts that differ look different: where the text itself has `\u{`, its backslash is shown
    /// as `\u{5C}`.
    public var visible: String { visible(keeping: "") }

    /// The same, but the characters in `kept` stay as they are.
    public func visible(keeping kept: String) -> String {
        if utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) {
            return self
        }
        let kept = kept.unicodeScalars
        var result = UnicodeScalarView()
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\" ? rest.starts(with: "u{".unicodeScalars) : scalar.isHidden,
                !kept.contains(scalar)
            {
                result.append(contentsOf: "\\u{\(scalar.hexadecimal)}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The text that `visible` shows as `visible`.
    public init(visible: String) {
        guard visible.utf8.contains(UInt8(ascii: "\\")) else {
            self = visible
            return
        }
        var result = UnicodeScalarView()
        var rest = visible.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\", let (hidden, end) = rest.escaped() {
                result.append(hidden)
                rest = rest[end...]
            } else {
                result.append(scalar)
            }
        }
        self.init(result)
    }
}

extension Substring.UnicodeScalarView {
    /// The character whose number stands in braces behind a `u`, as `visible` writes it, and where
    /// the text goes on; nil where it stands otherwise.
    fileprivate func escaped() -> (Unicode.Scalar, Index)? {
        guard starts(with: "u{".unicodeScalars) else { return nil }
        let digits = dropFirst(2).prefix(7).prefix { $0 != "}" }
        guard digits.endIndex < endIndex, self[digits.endIndex] == "}",
            let scalar = UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init),
            scalar.isHidden || scalar == "\\",
            scalar.hexadecimal.unicodeScalars.elementsEqual(digits)
        else { return nil }
        return (scalar, index(after: digits.endIndex))
    }
}

extension Unicode.Scalar {
    fileprivate var hexadecimal: String { String(value, radix: 16, uppercase: true) }

    /// Whether nothing is seen of it but what it does: controls (C0, delete, C1), ends of lines and
    /// paragraphs, marks and overrides of writing direction, spaces without width, and tags. The
    /// two joiners stay, which scripts and emoji need.
    var isHidden: Bool {
        switch value {
        case 0..<0x20, 0x7f...0x9f, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028...0x202e, 0x2060...0x206f,
            0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
            true
        default: false
        }
    }
}

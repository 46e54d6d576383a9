/// Words in a line, with what stands out among them. A renderer decides how each looks and keeps any
/// of it from being taken for markup.
///
/// Written as a string: `"\(strong: "52 %") of \(name), see \(link: "the numbers", to: "results.json")"`.
public struct Text: Sendable, Equatable {
    /// A stretch of one kind.
    public enum Run: Sendable, Equatable {
        /// Plain words.
        case words(String)
        /// Words of weight, and words set apart.
        indirect case strong(Text)
        indirect case emphasis(Text)
        /// A path, a name or a number as a program writes it.
        case code(String)
        /// Words that lead to a web address or to a file beside the document.
        indirect case link(Text, to: String)
        /// A small photo between words.
        case picture(Picture)
        /// The next words stand on a line of their own.
        case lineBreak
    }

    /// What it is made of, in order.
    public private(set) var runs: [Run]

    /// These runs.
    public init(_ runs: [Run] = []) { self.runs = runs }

    /// Plain words.
    public init(_ words: String) { runs = words.isEmpty ? [] : [.words(words)] }

    /// Whether there is nothing to read or see.
    public var isEmpty: Bool { runs.isEmpty }

    /// The words alone, for a screen reader, a title or a search.
    public var plain: String {
        runs.map { run in
            switch run {
            case .words(let words), .code(let words): words
            case .strong(let text), .emphasis(let text), .link(let text, _): text.plain
            case .picture(let picture): picture.words
            case .lineBreak: " "
            }
        }.joined()
    }

    /// Puts another text behind this one. (There is no "+": it would make the compiler weigh every
    /// sum of strings anew.)
    public mutating func append(_ other: Text) { runs += other.runs }
}

extension Text: ExpressibleByStringInterpolation {
    /// Gathers the runs of a literal; words that come from outside are words like all others.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var runs: [Run] = []

        /// The literal's beginning.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds words.
        public mutating func appendLiteral(_ words: String) {
            if !words.isEmpty { runs.append(.words(words)) }
        }
        /// Adds a text.
        public mutating func appendInterpolation(_ text: Text) { runs += text.runs }
        /// Adds words.
        public mutating func appendInterpolation(_ words: String) { appendLiteral(words) }
        /// Adds a whole number.
        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            appendLiteral("\(number)")
        }
        /// Adds a text of weight.
        public mutating func appendInterpolation(strong text: Text) { runs.append(.strong(text)) }
        /// Adds words of weight.
        public mutating func appendInterpolation(strong words: String) {
            runs.append(.strong(Text(words)))
        }
        /// Adds words set apart.
        public mutating func appendInterpolation(emphasis words: String) {
            runs.append(.emphasis(Text(words)))
        }
        /// Adds what a program writes.
        public mutating func appendInterpolation(code: String) { runs.append(.code(code)) }
        /// Adds words that lead somewhere.
        public mutating func appendInterpolation(link words: String, to target: String) {
            runs.append(.link(Text(words), to: target))
        }
    }

    /// The literal's runs.
    public init(stringInterpolation: StringInterpolation) { runs = stringInterpolation.runs }
    /// Plain words.
    public init(stringLiteral words: String) { self.init(words) }
}

extension Sequence<Text> {
    /// The texts one behind another, `separator` between each two.
    public func joined(separator: Text = "") -> Text {
        var result = Text()
        for (place, text) in enumerated() {
            if place > 0 { result.append(separator) }
            result.append(text)
        }
        return result
    }
}

/// A photo of the document, shown small.
public struct Picture: Sendable, Equatable {
    /// Where its file lies, relative to the document.
    public let path: String
    /// What stands in where it cannot be seen.
    public let words: String
    /// How wide it is shown, in pixels.
    public let width: Int

    /// A photo to show.
    public init(path: String, words: String, width: Int) {
        self.path = path
        self.words = words
        self.width = width
    }
}

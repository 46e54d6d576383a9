import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a test wants to know of an SVG document. No text of any that a test reads may leave its card.
final class XML: NSObject, XMLParserDelegate {
    private(set) var texts: [(text: String, attributes: [String: String])] = []
    private var counts: [String: Int] = [:]
    private var open: [String: String]?
    private var text = ""
    private var width = 0.0

    /// The elements that occur.
    var names: Set<String> { Set(counts.keys) }

    /// How often an element occurs.
    func count(of name: String) -> Int { counts[name] ?? 0 }

    /// The parsed document; nil if it is not well-formed.
    init?(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
        for outside in texts.compactMap(beyondCard) { Issue.record(Comment(rawValue: outside)) }
    }

    /// The text, where it reaches beyond the card in a wide font; turned ones are passed over.
    private func beyondCard(_ text: String, _ attributes: [String: String]) -> String? {
        func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
        guard attributes["transform"] == nil else { return nil }
        let long = FontWidths.of(
            text, size: number("font-size"), bold: attributes["font-weight"] != nil)
        let parts = ["start": 0, "middle": 0.5, "end": 1]
        let left = number("x") - long * (parts[attributes["text-anchor"] ?? "start"] ?? 0)
        return left >= 0 && left + long <= width
            ? nil : "“\(text)” reaches from \(left) to \(left + long) on a card of \(width)"
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        counts[name, default: 0] += 1
        if name == "svg" { width = attributes["width"].flatMap(Double.init) ?? 0 }
        if name == "text" { (open, text) = (attributes, "") }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        if name == "text", let open { texts.append((text, open)) }
    }
}

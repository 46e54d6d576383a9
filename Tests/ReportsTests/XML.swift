import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a test wants to know of an SVG document.
final class XML: NSObject, XMLParserDelegate {
    private(set) var texts: [(text: String, attributes: [String: String])] = []
    private(set) var names: Set<String> = []
    private var open: [String: String]?
    private var text = ""

    /// The parsed document; nil if it is not well-formed.
    init?(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        names.insert(name)
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

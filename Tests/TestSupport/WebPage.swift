/// What a test wants to know of a page that a report writes for a browser.
public struct WebPage {
    private let text: String

    /// The page of this HTML.
    public init(_ text: String) { self.text = text }

    /// What is wrong with it, in words: elements that do not close in order, a script or style
    /// beside its own, anything that would be fetched, a table without headings for its rows, and
    /// marks of markdown.
    public var faults: [String] {
        var faults: [String] = []
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            if rest[..<start].contains("**") && open.last != "pre" {
                faults.append("markdown: \(rest[..<start])")
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { $0 != " " && $0 != "\n" }
            if name.hasPrefix("/") {
                if open.popLast() != name.dropFirst() { faults.append("<\(tag)> closes nothing") }
                continue
            }
            faults += Self.faults(of: name, tag)
            if ["script", "style"].contains(name) {
                guard let close = rest.firstRange(of: "</\(name)>") else { return ["no end"] }
                rest = rest[close.upperBound...]
            } else if !["!doctype", "meta", "br", "img"].contains(name) && !tag.hasSuffix("/") {
                open.append(name)
            }
        }
        faults += open.map { "<\($0)> does not close" }
        for name in ["script", "style"] where count("<\(name)") != 1 {
            faults.append("\(count("<\(name)")) times <\(name)>")
        }
        if !text.contains("content=\"default-src 'none'") { faults.append("no policy") }
        for table in text.components("<table") where !table.contains("<th scope=\"row\"") {
            faults.append("no row of this has a heading: \(table.prefix(200))")
        }
        return faults
    }

    private static func faults(of name: Substring, _ tag: Substring) -> [String] {
        var faults: [String] = []
        if name == "th" && !tag.contains(" scope=\"") { faults.append("a heading of nothing") }
        let fetched = ["src=\"", "url(", "href=\"http:", "href=\"//"]
        if fetched.contains(where: tag.contains) && !tag.contains("src=\"data:image/jpeg;") {
            faults.append("<\(tag)> asks a network")
        }
        if tag.contains(" on") && tag.contains(#/ on[a-z]+=/#) { faults.append("<\(tag)> acts") }
        return faults
    }

    private func count(_ part: String) -> Int { text.ranges(of: part).count }
}

extension String {
    /// What stands behind each `start`, up to the next.
    fileprivate func components(_ start: String) -> [Substring] {
        let places = ranges(of: start).map(\.upperBound)
        return places.indices.map { place in
            self[places[place]..<(place + 1 < places.count ? places[place + 1] : endIndex)]
        }
    }
}

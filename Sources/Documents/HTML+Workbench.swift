import Files

/// A workbench on a page: a section for each label, whose photos carry what the script needs to
/// count, to move them and to write the file.
extension HTMLWriter {
    func workbench(_ workbench: Workbench) -> String {
        "<div class=\"workbench\"><p class=\"tally\" role=\"status\"></p>\n"
            + workbench.groups.map(group).joined(separator: "\n") + "</div>"
    }

    private func group(_ group: Workbench.Group) -> String {
        let examples = group.examples.map { line(Text([.picture($0)])) }.joined(separator: " ")
        let sum = group.unseen.reduce(0, +)
        return "<section data-label=\"\(cell(group.label ?? ""))\" "
            + "data-unseen=\"\(group.unseen.count)\" data-sum=\"\(sum)\">"
            + "<h2 id=\"\(anchors.next(group.name, order: 2))\"><span>\(HTML.escaped(group.name))</span> "
            + "(<span class=\"count\">\(group.count)</span>)</h2>"
            + (examples.isEmpty ? "" : "<p>Examples: \(examples)</p>")
            + "<ul class=\"grid\">\(group.photos.map(photo).joined())</ul>"
            + (group.more.map { "<p>\(line($0))</p>" } ?? "") + "</section>"
    }

    private func photo(_ photo: Workbench.Photo) -> String {
        "<li data-path=\"\(cell(photo.picture.words))\" data-share=\"\(photo.probability ?? 0)\""
            + "\(photo.isSaid ? " class=\"said\"" : "")>\(line(Text([.picture(photo.picture)])))"
            + "<span>\(HTML.escaped(photo.words))</span></li>"
    }

    /// What stands in the file for a name: as `CSV` writes it, without the quotes around it.
    private func cell(_ name: String) -> String { HTML.value(CSV.cell(name)) }
}

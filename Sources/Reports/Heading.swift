/// What stands over a drawing, in as many lines as it needs.
public struct Heading: Sendable {
    /// What the drawing shows.
    public var title: String
    /// A fainter text below it.
    public var note: String?

    /// A heading of a title and, where there is one, a note.
    public init(_ title: String, note: String? = nil) {
        self.title = title
        self.note = note
    }

    private static let (titlePitch, notePitch) = (20.0, 16.0)

    private var titleLines: [String] {
        TextWidth.lines(title, size: Style.large, width: Style.width - 60, bold: true)
    }
    private var noteLines: [String] {
        note.map { TextWidth.lines($0, size: Style.small, width: Style.width - 60) } ?? []
    }

    /// Where a drawing begins below it.
    var bottom: Double {
        28 + Self.titlePitch * Double(titleLines.count)
            + (noteLines.isEmpty ? 0 : 4 + Self.notePitch * Double(noteLines.count))
    }

    func draw(on svg: inout SVG) {
        var y = 30.0
        for line in titleLines {
            svg.text(line, x: 20, y: y, size: Style.large, bold: true)
            y += Self.titlePitch
        }
        for line in noteLines {
            svg.text(line, x: 20, y: y, size: Style.small, color: Style.faint)
            y += Self.notePitch
        }
    }
}

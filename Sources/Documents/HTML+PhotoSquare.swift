/// A square on a page: cells with photos are buttons that show them below. Without the script all
/// photos are shown.
extension HTMLWriter {
    func square(_ square: PhotoSquare) -> String {
        let head = square.names.indices.map { "<th scope=\"col\">\($0 + 1)</th>" }.joined()
        let rows = zip(square.names.indices, square.names).map { row, name in
            let cells = square.cells[row].enumerated().map { column, cell in
                self.cell(cell, place: "cell-\(row + 1)-\(column + 1)")
            }.joined()
            return "<tr><th scope=\"row\">\(row + 1)&ensp;\(HTML.escaped(name))</th>\(cells)</tr>"
        }
        let shown = square.cells.enumerated().map { row, cells in
            cells.enumerated().map { column, cell in
                photos(of: cell, place: "cell-\(row + 1)-\(column + 1)")
            }.joined()
        }
        return "<div class=\"square\"><p>\(HTML.escaped(square.title))</p><div class=\"scroll\" "
            + "tabindex=\"0\"><table\(label(square.title))><thead><tr><td></td>\(head)</tr></thead>"
            + "<tbody>\(rows.joined())</tbody></table></div>\(shown.joined())</div>"
    }

    private func cell(_ cell: PhotoSquare.Cell, place: String) -> String {
        // A policy that allows one style sheet allows no colour of its own to an element.
        let share = cell.shade.isFinite ? min(max(cell.shade, 0), 1) : 0
        let shade = "shade\(Int((share * 6).rounded()))"
        let number = HTML.escaped(cell.number)
        guard !cell.photos.isEmpty else { return "<td class=\"\(shade)\">\(number)</td>" }
        return "<td class=\"\(shade)\"><button type=\"button\" aria-expanded=\"false\" "
            + "aria-controls=\"\(place)\" aria-label=\"\(HTML.escaped(cell.sentence))\">"
            + "\(number)</button></td>"
    }

    private func photos(of cell: PhotoSquare.Cell, place: String) -> String {
        guard !cell.photos.isEmpty else { return "" }
        return "<div class=\"shown\" id=\"\(place)\"><p>\(HTML.escaped(cell.sentence))</p>"
            + "<ul class=\"grid\">\(cell.photos.map { "<li>\(line($0))</li>" }.joined())</ul></div>"
    }
}

/// Tables of a page: headings that sort, and whiskers beside numbers that have an interval.
extension HTMLWriter {
    /// `name` is what a screen reader calls it and the frame that it scrolls in.
    func table(_ table: Table, named name: String) -> String {
        // One scale for all of a table's intervals, so that whiskers can be compared across columns.
        let scale = Scale(table.rows.joined().compactMap(\.interval))
        let head = table.columns.map { column in
            "<th scope=\"col\"\(kind(column))>\(line(column.title))</th>"
        }.joined()
        let rows = table.rows.map { row in
            let cells = zip(table.columns, row).enumerated().map { place, cell in
                let (column, cell) = cell
                let inner = line(cell.text) + (cell.interval.map { whisker($0, scale) } ?? "")
                let tag = place == 0 ? "th scope=\"row\"" : "td"
                let end = place == 0 ? "th" : "td"
                let value = cell.value.map { " data-value=\"\($0)\"" } ?? ""
                return "<\(tag)\(kind(column))\(value)>\(inner)</\(end)>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        let sorts = table.isHeaded && table.rows.count > 1 ? " class=\"sorts\"" : ""
        let label = label(name)
        let frame = label.isEmpty ? "" : " role=\"region\"\(label)"
        return "<div class=\"scroll\" tabindex=\"0\"\(frame)><table\(sorts)\(label)>"
            + (table.isHeaded ? "<thead><tr>\(head)</tr></thead>" : "")
            + "<tbody>\(rows.joined(separator: "\n"))</tbody></table></div>"
    }

    /// What a screen reader calls a thing; nothing for no name.
    func label(_ name: String) -> String {
        name.isEmpty ? "" : " aria-label=\"\(HTML.escaped(name))\""
    }

    private func kind(_ column: Table.Column) -> String {
        column.kind == .numbers ? " class=\"number\"" : ""
    }

    /// A line from one end of the interval to the other with a dot at the mean.
    private func whisker(_ interval: Table.Interval, _ scale: Scale) -> String {
        let width = 96.0
        func x(_ value: Double) -> String { tenth(2 + (width - 4) * scale.share(value)) }
        let (low, high) = (interval.mean - interval.plusMinus, interval.mean + interval.plusMinus)
        return "<svg class=\"whisker\" viewBox=\"0 0 96 10\" aria-hidden=\"true\">"
            + "<path d=\"M\(x(low)) 5H\(x(high))M\(x(low)) 2V8M\(x(high)) 2V8\"/>"
            + "<circle cx=\"\(x(interval.mean))\" cy=\"5\" r=\"2.2\"/></svg>"
    }

    /// The same digits on every machine.
    func tenth(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// From the least to the greatest end of some intervals.
private struct Scale {
    private let low, high: Double

    init(_ intervals: [Table.Interval]) {
        let ends = intervals.filter { $0.mean.isFinite && $0.plusMinus.isFinite }
        low = ends.map { $0.mean - $0.plusMinus }.min() ?? 0
        high = ends.map { $0.mean + $0.plusMinus }.max() ?? 1
    }

    /// Where `value` lies, in 0…1; the middle where there is no room between the ends, or where it
    /// is no number.
    func share(_ value: Double) -> Double {
        let share = (value - low) / (high - low)
        return share.isFinite ? min(max(share, 0), 1) : 0.5
    }
}

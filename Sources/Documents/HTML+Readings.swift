/// Readings on a page. Without the script they are a table that one opens.
extension HTMLWriter {
    func readings(_ readings: Readings, of title: String) -> String {
        let places = readings.places.map(tenth).joined(separator: " ")
        let span = [readings.span.lowerBound, readings.span.upperBound].map(tenth)
        return "<div class=\"readings\" data-places=\"\(places)\" "
            + "data-span=\"\(span.joined(separator: " "))\">"
            + "<details><summary>Its numbers</summary>"
            + "\(table(readings.table, named: title))</details></div>"
    }
}

/// A film on a page. Without the script there is nothing to draw, and the figures beside it show how
/// it ends.
extension HTMLWriter {
    func film(_ film: Film) -> String {
        let panels = film.panels.map { panel in
            "<div><canvas width=\"288\" height=\"288\" role=\"img\" "
                + "aria-label=\"\(HTML.escaped(panel.name))\" "
                + "data-answers=\"\(panel.answers.joined(separator: ","))\" "
                + "data-points=\"\(panel.points.joined(separator: ","))\"></canvas>"
                + "<p>\(HTML.escaped(panel.name))</p></div>"
        }
        let last = film.steps.count - 1
        return
            "<div class=\"film\" data-steps=\"\(film.steps.map(String.init).joined(separator: ","))\" "
            + "data-labels=\"\(film.labels.map(String.init).joined())\">"
            + "<p>\(HTML.escaped(film.title))</p><div class=\"panels\">\(panels.joined())</div>"
            // A label without more would be the output's.
            + "<label>Step <output></output><input type=\"range\" min=\"0\" max=\"\(last)\" "
            + "value=\"\(last)\" aria-label=\"Step\"/></label></div>"
    }
}

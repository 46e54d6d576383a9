import Documents
import Records

/// Accuracy against shot and against way.
extension EvaluationReport {
    func addCurves(to report: inout RenderedReport) throws {
        let curve = evaluation.curve
        guard let first = curve.first else { return }
        report.heading(2, "More shots, more classes")
        let byShot = curve.filter { $0.way == first.way && $0.leastShot == nil }
        let own = evaluation.results[0]
        let byWay = curve.filter {
            $0.shot == own.shot && $0.leastShot == own.leastShot
        }
        let episodes = Format.count(first.episodes)
        let note = "\(episodes) episodes at each point; bands are closed 95 % intervals"
        try add(
            byShot, by: \.shot, title: "Accuracy by labelled images per class",
            note: "\(first.way)-way, \(note)", axis: "labelled images per class", as: "by-shot",
            to: &report)
        try add(
            byWay, by: \.way, title: "Accuracy by number of classes",
            note: "\(own.leastShot.map { "\($0)–" } ?? "")\(own.shot)-shot, \(note)",
            axis: "classes in an episode", as: "by-way", to: &report)
    }

    private func add(
        _ results: [EvaluationResult], by key: KeyPath<EvaluationResult, Int>, title: String,
        note: String, axis: String, as name: String, to report: inout RenderedReport
    ) throws {
        let methods = results.map(Names.method).reduce(into: [String]()) { known, method in
            if !known.contains(method) { known.append(method) }
        }
        let places = Set(results.map { $0[keyPath: key] }).sorted()
        guard places.count > 1 else { return }
        func rows(_ method: String) -> [EvaluationResult] {
            results.filter { Names.method($0) == method }
                .sorted { $0[keyPath: key] < $1[keyPath: key] }
        }
        try report.add(
            LineChart(
                title: title, note: note, x: (axis, .whole), y: ("accuracy", .percent),
                series: methods.map { method in
                    let own = rows(method)
                    return LineChart.Series(
                        method, own.map { (Double($0[keyPath: key]), $0.accuracy) },
                        band: own.map { $0.ci95 ?? 0 })
                }, dots: true), as: name)
        let table = Table(
            [.words(Text(axis))] + methods.map { .numbers(Text($0)) },
            places.map { place in
                ["\(place)"]
                    + methods.map { method in
                        Text(
                            rows(method).first { $0[keyPath: key] == place }.map(Names.accuracy)
                                ?? "–")
                    }
            })
        report.show(.details(summary: "In numbers", [.table(table)]))
    }
}

import Documents
import Records

extension DoctorReport {
    /// Weights that name fewer photos as they stand miss many that do not stand right: on drawn photos
    /// with faults put in they found a third to a half of them, above it three quarters and more.
    private static let enough = 0.9

    /// How far the weights tell what only features show: a sentence or three for each kind of fault
    /// that they were asked about, and whether they know the photos already.
    public var judgements: [String] {
        let all = (record.judgements ?? []).map { judgement in
            let isClass = judgement.fault == .misplaced
            let share = Double(judgement.asTheyStand) / Double(max(1, judgement.photos))
            let told =
                "\(isClass ? "Classes" : "Turned photos"): left out and judged by all the others, "
                + "\(Format.count(judgement.asTheyStand)) of "
                + "\(Format.count(judgement.photos, "photo")) look most like "
                + (isClass ? "the class that they stand in." : "photos that are the same way up.")
            guard share < Self.enough else { return told }
            return told + " These weights know too little of such photos to find most "
                + (isClass ? "of those in a wrong class" : "of those that are turned")
                + ". Weights that know more, or several together, find more."
        }
        guard let known = record.trainedOn, known > 0 else { return all }
        let photos = record.parts.reduce(0) { $0 + $1.photos }
        return all + [
            "These weights were trained on \(Format.count(known)) of the "
                + "\(Format.count(photos, "photo")) and may know them by heart, wrong labels too: "
                + "of other photos expect fewer right, and more faults than are found here."
        ]
    }

    /// The same on the page.
    func addJudgements(to report: inout RenderedReport) {
        guard !judgements.isEmpty else { return }
        report.heading(2, "What these weights can tell")
        for words in judgements { report.paragraph(Text(words)) }
    }
}

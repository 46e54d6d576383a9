import Datasets
import Episodes
import Files
import Foundation
import Records

extension EpisodeResults {
    /// What a report shows of the result beside its mean.
    ///
    /// - Parameter queries: query images per episode, all classes together.
    func table(
        of images: LabeledImages, _ titles: ClassTitles, _ queries: Int
    ) -> EvaluationTable {
        var byCorrect = [Int](repeating: 0, count: queries + 1)
        for accuracy in accuracies {
            byCorrect[Int((Double(accuracy) * Double(queries)).rounded())] += 1
        }
        let classes = zip(images.classes, zip(images.counts, classAccuracies)).map {
            ClassResult(name: $0, title: titles[$0], images: $1.0, accuracy: $1.1)
        }
        return EvaluationTable(
            episodesByCorrect: byCorrect, classes: classes, confusion: confusion)
    }
}

/// What people call the classes, where a data set says so in `classes.csv`: the class in the first
/// column, its name in another that is headed "name" (else the last).
struct ClassTitles {
    private var titles: [String: String] = [:]

    init(in data: URL) {
        let url = data.appending(path: "classes.csv")
        guard let text = try? InputFile.readText(url) else { return }
        let rows = CSV.lines(text).map(CSV.fields)
        guard let header = rows.first, header.count > 1 else { return }
        let name = header.firstIndex(of: "name") ?? header.count - 1
        let key = header.firstIndex(of: "class") ?? 0
        for row in rows.dropFirst() where row.count == header.count { titles[row[key]] = row[name] }
    }

    subscript(name: String) -> String? { titles[name] }
}

import Files
import Foundation

/// What people call the classes, where a data set says so in `classes.csv`: the class in the first
/// column, its name in another that is headed "name" (else the last).
struct ClassTitles {
    private var titles: [ExactText: String] = [:]

    init(in data: URL) {
        let url = data.appending(path: "classes.csv")
        guard let text = try? InputFile.readText(url) else { return }
        let rows = CSV.rows(text).map(\.fields)
        guard let header = rows.first, header.count > 1 else { return }
        let name = header.firstIndex(of: "name") ?? header.count - 1
        let key = header.firstIndex(of: "class") ?? 0
        for row in rows.dropFirst() where row.count == header.count {
            titles[ExactText(row[key])] = row[name]
        }
    }

    subscript(name: String) -> String? { titles[ExactText(name)] }
}

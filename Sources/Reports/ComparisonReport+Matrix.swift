import Documents
import Records

/// Every way of training against every other, as a page shows it.
extension ComparisonReport {
    /// A square for each measure of how good a network is; none where only two were compared, or
    /// settings with one reference.
    var matrices: [DifferenceMatrix] {
        guard record.kind == .recipes, record.entries.count > 2 else { return [] }
        let measures: [ComparedMeasure] = [.oneShot, .fiveShot, .heldOutAccuracy, .heldOutLoss]
        return measures.compactMap { measure in
            guard record.differences.contains(where: { $0.measure == measure }) else { return nil }
            let names = record.entries.map(\.name)
            return DifferenceMatrix(
                title: "\(capitalized(measure.words)): is the row better than the column?",
                names: names,
                cells: names.map { first in names.map { cell(first, $0, measure) } })
        }
    }

    private func cell(
        _ first: String, _ second: String, _ measure: ComparedMeasure
    ) -> DifferenceMatrix.Cell? {
        guard let difference = record.difference(first, minus: second, measure) else { return nil }
        let isReal = difference.verdict == .real
        let values = "\(first) − \(second): \(difference.text)"
        return .init(
            isReal ? difference.isAhead ? .better : .worse : .open,
            isReal ? "\(values)." : "\(values), which may be chance.")
    }
}

import Records
import Statistics

extension AnalysisRecord {
    /// Compares every network with the first, class by class: the directions at each layer
    /// behind the image that both have, and Recall@1 of unseen classes.
    ///
    /// Layers of different backbones have nothing in common but the features at their end.
    mutating func compare() {
        comparisons = []
        for (index, network) in networks.enumerated().dropFirst() {
            for part in parts.indices {
                let (own, first) = (network.parts[part], networks[0].parts[part])
                for layer in own.layers.dropFirst() {
                    guard network.backbone == networks[0].backbone || layer.name == "features",
                        let other = first.layers.first(where: { $0.name == layer.name })
                    else { continue }
                    comparisons.append(
                        .init(
                            .directions, network: index, part: part, layer: layer.name,
                            layer.directions.values, minus: other.directions.values))
                }
                if let recall = own.features.recall, let other = first.features.recall {
                    comparisons.append(
                        .init(
                            .recall, network: index, part: part, layer: "features",
                            recall.values, minus: other.values))
                }
            }
        }
        let corrected = HolmCorrection(comparisons.map(\.p)).adjusted
        for index in comparisons.indices { comparisons[index].holm = corrected[index] }
    }
}

extension AnalysisRecord.Comparison {
    fileprivate init(
        _ measure: Measure, network: Int, part: Int, layer: String, _ values: [Double],
        minus others: [Double]
    ) {
        let paired = PairedDifference(values, minus: others)
        self.init(
            measure: measure, network: network, part: part, layer: layer,
            difference: paired.estimate.mean, ci95: paired.estimate.ci95 ?? 0,
            below: zip(values, others).count { $0 < $1 }, p: paired.pValue ?? 1,
            holm: paired.pValue ?? 1)
    }
}

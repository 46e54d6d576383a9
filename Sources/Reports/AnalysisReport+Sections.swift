import Documents
import Records

/// The tables and figures.
extension AnalysisReport {
    func addFlattening(to report: inout RenderedReport) throws {
        report.heading(2, "Directions of variance in a class")
        for (place, part) in record.parts.enumerated() {
            let layers = record.networks[0].parts[place].layers
            // The image is the same for all of them.
            let shown = layers.indices.dropFirst()
            let series = record.networks.map(\.name)
            try report.add(
                CurvePanels(
                    title: "Standard deviations of a class's hidden states, "
                        + "\(part.isSeen ? "seen" : "unseen") classes",
                    note: "Means over \(classes(of: part)); a curve that falls sooner is a "
                        + "flatter class",
                    xTitle: "direction", yTitle: "over the distance of class means",
                    series: series,
                    panels: shown.map { layer in
                        CurvePanels.Panel(
                            layers[layer].name.prefix(1).uppercased()
                                + layers[layer].name.dropFirst(),
                            curves: record.networks.map { network in
                                let own = network.parts[place].layers
                                return own.indices.contains(layer)
                                    ? own[layer].deviations : []
                            })
                    }, isLogarithmic: true), as: "spectrum-\(part.split)")
        }
        let most = record.imagesPerClass - 1
        report.paragraph(
            """
            Directions of a class in which its states have a standard deviation above 0.05 of the \
            distance of class means (root mean square), mean over classes ± its 95 % interval. \
            \(Format.count(record.imagesPerClass)) images have at most \(Format.count(most)).
            """)
        report.show(.table(table { Self.cell($0.directions) }))
        report.paragraph("Above 0.1 of it:")
        report.show(.table(table { Self.cell($0.wideDirections) }))
        let ranks = record.networks.flatMap { $0.parts.flatMap(\.layers).map(\.effectiveRank.mean) }
        let few =
            (ranks.max() ?? 0) > 0.8 * Double(most)
            ? " Where it is close to the most that it can be, a class has few images for the size "
                + "of a state: more images show more directions." : ""
        report.paragraph(
            """
            The effective rank of the same states forgets how large their spread is: it rises where \
            the largest standard deviations shrink towards the others, so it shows no flattening.\(few)
            """)
        report.show(.table(table { Self.cell($0.effectiveRank) }))
    }

    func addVariance(to report: inout RenderedReport) {
        report.heading(2, "Variance inside and between classes")
        report.paragraph("The share of all variance that lies between the means of classes:")
        report.show(
            .table(
                table {
                    .init(Text($0.betweenShare.map { Format.percent($0, decimals: 1) } ?? "–"))
                }))
        report.paragraph(
            """
            The angle between the leading directions inside classes and those between them, 90° \
            where what varies inside a class says nothing of which class it is:
            """)
        report.show(
            .table(
                table { .init(Text($0.angle.map { Format.fixed($0, decimals: 1) + "°" } ?? "–")) }))
    }

    func addFeatures(to report: inout RenderedReport) {
        report.heading(2, "The features as an embedding")
        let numbers = ["Sum within", "ρ", "π intra", "π inter", "π ratio", "Recall@1", "NMI"]
        let rows = record.parts.indices.flatMap { place in
            record.networks.map { network -> [Table.Cell] in
                let features = network.parts[place].features
                func number(_ value: Double?) -> Table.Cell {
                    .init(Text(value.map { Format.fixed($0, decimals: 3) } ?? "–"))
                }
                func share(_ value: AnalysisMeasures.OverClasses) -> Table.Cell {
                    .init(
                        Text(Format.percent(value.mean, plusMinus: value.ci95)),
                        interval: .init(mean: value.mean, plusMinus: value.ci95))
                }
                return [
                    .init(Text(record.parts[place].split)), .init(Text(network.name)),
                    share(features.sumShare), number(features.decay), number(features.intra),
                    number(features.inter), number(features.ratio),
                    features.recall.map(share) ?? .init("–"), number(features.mutualInformation),
                ]
            }
        }
        report.show(
            .table(
                Table(
                    [.words("Classes"), .words("Network")] + numbers.map { .numbers(Text($0)) },
                    cells: rows)))
        var text: Text = """
            “Sum within” is the sum of a class's singular values over that of all points (each \
            over the root of its number of points; ± over classes), which Verma et al. \
            (\(link: "2019", to: "https://arxiv.org/abs/1806.05236")) find smaller with Manifold \
            Mixup. Roth et al. (\(link: "2020", to: "https://arxiv.org/abs/2002.08473")): ρ is \
            small where features use all directions alike, and π ratio large where classes are \
            wide for how far apart \
            they are; in their comparison a small ρ went with better generalisation. Recall@1 (± \
            over classes) and NMI, the normalised mutual information of k-means with the classes, \
            are of unseen classes.
            """
        let empty = record.parts.indices.flatMap { place in
            record.networks.compactMap { network -> String? in
                let features = network.parts[place].features
                let missing = features.possibleDirections - features.directions
                guard missing > 0 else { return nil }
                return "\(network.name) on \(record.parts[place].split) classes has "
                    + "nothing in \(Format.count(missing)) of "
                    + "\(Format.count(features.possibleDirections)) directions"
            }
        }
        if !empty.isEmpty {
            text.append(
                """
                 \(Format.list(empty)): with empty directions ρ would be infinite, so it is of the \
                others, and not comparable with a ρ of more of them.
                """)
        }
        report.paragraph(text)
    }

    func addPictures(to report: inout RenderedReport) throws {
        report.heading(2, "Pictures of the features")
        for (place, part) in record.parts.enumerated() {
            for (index, network) in record.networks.enumerated() {
                let picture = network.parts[place].picture
                func points(_ places: [[Double]]) -> [(x: Double, y: Double, label: Int)] {
                    zip(places, picture.labels).map { ($0[0], $0[1], $1) }
                }
                let shares = picture.principalShares.map { Format.percent($0, decimals: 0) }
                try report.add(
                    ScatterPlot(
                        title: "\(network.name), \(part.isSeen ? "seen" : "unseen") classes",
                        note: "Each point is an image's features at length one; "
                            + "\(Format.word(picture.classes.count)) classes drawn by the seed",
                        classes: picture.classes.map { part.titles[$0] },
                        panels: [
                            .init(
                                "Principal plane (\(shares[0]) and \(shares[1]) of variance)",
                                points: points(picture.principal)),
                            .init(
                                "t-SNE (\(Format.fixed(picture.divergence, decimals: 2)) nats lost)",
                                points: points(picture.neighbours)),
                        ]), as: "features-\(part.split)-\(index + 1)")
            }
        }
    }

    func addDefinitions(to report: inout RenderedReport) {
        let layers = record.networks[0].parts[0].layers
        let shortened = layers.filter { $0.shortSize < $0.shape.reduce(1, *) }
        var lines = [
            "States: “image” is the normalised input, “layer k” the state at mixing layer k, where "
                + "Manifold Mixup may mix. "
                + layers.map {
                    "\($0.name): \($0.shape.map(String.init).joined(separator: " × "))"
                }
                .joined(separator: ", ") + ".",
            "Singular values: of the states of a class around their mean, whole and exact, from "
                + "the inner products of its images. Effective rank: the exponential of the "
                + "entropy of the singular values over their sum (Roy & Vetterli 2007). It grows "
                + "with the number of images, which is why all classes have as many.",
            "Variance: inside, the mean squared distance of a state from its class's mean; "
                + "between, that of the classes' means from the mean of all.",
            "Angle: between as many leading directions of each as there are classes but one, at "
                + "most ten; its squared cosine is the mean of those of the principal angles."
                + (shortened.isEmpty
                    ? ""
                    : " It needs the directions of all classes together, and so is of shorter "
                        + "states: averages over the cells of a square grid, with "
                        + Format.list(
                            shortened.map { "\(Format.count($0.shortSize)) numbers at \($0.name)" })
                        + "."),
            "Features are scaled to length one for ρ, π, Recall@1, k-means and pictures. k-means "
                + "is the best of ten k-means++ starts, with as many groups as classes. t-SNE is "
                + "exact, of perplexity 30, from the principal plane; far groups' distances in it "
                + "mean nothing.",
        ]
        if record.parts.count > 1 {
            lines.append(
                "Angle, share between classes, ρ and π depend on how many classes there are: "
                    + "compare networks on the same classes rather than classes with each other.")
        }
        report.heading(2, "How it was measured")
        report.show(.list(lines.map { Text($0) }))
    }

    /// A row for each layer of the first network, a column for each network and part.
    private func table(_ cell: (AnalysisMeasures.Layer) -> Table.Cell) -> Table {
        let columns = record.parts.indices.flatMap { part in
            record.networks.map { (part: part, network: $0) }
        }
        // Networks of other backbones may have more layers.
        let rows = record.networks.max {
            $0.parts[0].layers.count < $1.parts[0].layers.count
        }!.parts[0].layers
        return Table(
            [.words("State")]
                + columns.map { .numbers("\($0.network.name), \(record.parts[$0.part].split)") },
            cells: rows.map { row in
                [.init(Text(row.name))]
                    + columns.map { column in
                        column.network.parts[column.part].layers
                            .first { $0.name == row.name }.map(cell) ?? .init("–")
                    }
            })
    }

    private static func cell(_ value: AnalysisMeasures.OverClasses) -> Table.Cell {
        .init(Text(number(value)), interval: .init(mean: value.mean, plusMinus: value.ci95))
    }
}

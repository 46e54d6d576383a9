import Recipes

/// A work to be cited, as an entry of BibTeX.
public struct Citation: Sendable, Equatable {
    /// What it is cited by.
    public var key: String
    /// "Snell, Jake and Swersky, Kevin": as BibTeX wants them.
    public var authors: String
    /// Its title; braces keep capitals.
    public var title: String
    /// The conference or journal; nil for a preprint.
    public var venue: String?
    /// When it appeared.
    public var year: Int
    /// Its number at arXiv; nil where it has none here.
    public var arXiv: String?
    /// Where it is, without a number.
    public var url: String?

    init(
        _ key: String, _ authors: String, _ title: String, _ venue: String?, _ year: Int,
        arXiv: String? = nil, url: String? = nil
    ) {
        self.key = key
        self.authors = authors
        self.title = title
        self.venue = venue
        self.year = year
        self.arXiv = arXiv
        self.url = url
    }

    /// A preprint.
    init(
        _ key: String, _ authors: String, _ title: String, _ year: Int, arXiv: String? = nil
    ) {
        self.init(key, authors, title, nil, year, arXiv: arXiv)
    }

    /// The entry.
    public var bibTeX: String {
        var fields = [("author", authors), ("title", title)]
        if let venue { fields.append(("booktitle", venue)) }
        fields.append(("year", "\(year)"))
        if let arXiv { fields += [("eprint", arXiv), ("archivePrefix", "arXiv")] }
        if let url { fields.append(("url", url)) }
        let lines = fields.map { "  \($0) = {\($1)}" }.joined(separator: ",\n")
        return "@\(venue == nil ? "misc" : "inproceedings"){\(key),\n\(lines)\n}"
    }
}

extension Citation {
    /// The program of this version.
    public static func fewshot(_ version: String) -> Citation {
        Citation(
            "fewshot", "{The fewshot authors}",
            "{fewshot}: few-shot image classification in Swift, "
                + "version \(version)", 2026)
    }

    /// What an evaluation used: the data set where it is a published one, network and recipe,
    /// transforms, classifiers, protocols, and how its intervals are made.
    /// - Parameter dataset: the name of the published data set, as in `PublishedResult.dataset`.
    public static func works(of record: EvaluationRecord, dataset: String?) -> [Citation] {
        var names = dataset.map { [$0] } ?? []
        if let name = record.run.protocolName { names.append(name) }
        for model in record.run.models {
            if let backbone = model.backbone { names.append(backbone) }
            names += model.methods ?? model.recipe?.split(separator: "+").map(String.init) ?? []
        }
        for result in record.results {
            names.append(result.classifier)
            names += result.transform.split(separator: ",").map(String.init)
            if result.queryImbalance != nil { names.append("query-imbalance") }
            if result.openClasses != nil { names.append("open-set") }
            if result.open != nil { names.append("open-interval") }
            if result.calibration?.temperature != nil { names.append("temperature") }
        }
        return works(named: names) + [fewshot(record.run.machine.fewshot)]
    }

    /// What a training used.
    public static func works(of record: RunRecord, dataset: String?) -> [Citation] {
        let names =
            (dataset.map { [$0] } ?? [])
            + record.chain.flatMap { [$0.backbone] + $0.recipe.methods }
        return works(named: names) + [fewshot(record.machine.fewshot)]
    }

    /// Each work once, in the order in which the names ask for it.
    public static func works(named names: [String]) -> [Citation] {
        var found: [Citation] = []
        for name in names {
            for work in works(for: name) where !found.contains(work) { found.append(work) }
        }
        return found
    }

    /// The works behind a classifier, step of a transform, recipe, backbone, data set or protocol;
    /// none where it is nobody's in particular.
    static func works(for name: String) -> [Citation] {
        if let keys = keys[name] { return keys.map { all[$0]! } }
        // "resnet18-imagenet", "resnet12-half", "wrn-28-10", "dinov2-small-registers": by the longest
        // beginning that is known.
        let family = keys.keys.filter { $0.hasSuffix("…") && name.hasPrefix($0.dropLast()) }
            .max { $0.count < $1.count }
        return family.map { keys[$0]!.map { all[$0]! } } ?? []
    }
}

extension Recipe {
    /// The names of what it is made of, as works are known by: the parts of its own, and what
    /// options put into it.
    public var methods: [String] {
        var names = name.split(separator: "+").map(String.init)
        if mixesAtLayers, mixupLayers == [0] { names.append("input-mixup") }
        if cutout != nil { names.append("cutout") }
        if (featureDropout ?? 0) > 0 { names.append("dropout") }
        if head == .cosine || (rotates && rotationHead == .cosine) { names.append("s2m2-head") }
        if turnsBeside, rotationPass == .whole { names.append("whole-turns") }
        return names
    }
}

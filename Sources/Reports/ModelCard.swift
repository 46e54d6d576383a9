import Documents
import Files
import Foundation
import Records

/// What a person needs to know of weights that others trained: a model card (Mitchell et al. 2019,
/// arXiv 1810.03993), with the front matter that the Hugging Face Hub reads.
public struct ModelCard: Sendable {
    /// What it is called, and the file of weights.
    public var name, file: String
    /// The network and the recipe, by name.
    public var backbone, recipe: String
    /// How many classes it was trained on.
    public var classes: Int
    /// How many epochs they were trained for.
    public var epochs: Int
    /// The SHA-256 of the checkpoint that the weights are from.
    public var sha256: String
    /// Whether they were rounded to half precision on the way.
    public var isRounded: Bool
    /// The run that made it; nil where its record is not there.
    public var training: RunRecord?
    /// What was measured of it.
    public var evaluations: [EvaluationRecord]
    /// The weights' licence; nil where nobody said.
    public var licence: String?
    /// A command that uses the file.
    public var usage: String

    /// A card; all values as the properties say.
    public init(
        name: String, file: String, backbone: String, recipe: String, classes: Int,
        epochs: Int, sha256: String, isRounded: Bool = false, training: RunRecord?,
        evaluations: [EvaluationRecord], licence: String?,
        usage: String
    ) {
        self.name = name
        self.file = file
        self.backbone = backbone
        self.recipe = recipe
        self.classes = classes
        self.epochs = epochs
        self.sha256 = sha256
        self.isRounded = isRounded
        self.training = training
        self.evaluations = evaluations
        self.licence = licence
        self.usage = usage
    }

    /// The front matter and the text.
    public var markdown: String { frontMatter + "\n" + document.markdown }

    // MARK: - Front matter

    /// YAML; words in double quotes, as JSON has them.
    private var frontMatter: String {
        var lines = ["---"]
        lines.append("license: \(Self.quoted(licence ?? "unknown"))")
        lines += ["library_name: fewshot", "pipeline_tag: image-feature-extraction"]
        lines += ["tags:", "- few-shot-learning", "- image-classification"]
        if let start = training?.start {
            lines.append("base_model: \(Self.quoted(lastPart(of: start.path)))")
        }
        if let data = training?.data {
            lines += ["datasets:", "- \(Self.quoted(lastPart(of: data.path)))"]
        }
        let results = evaluations.flatMap { record in
            best(of: record).map { (record, $0) }
        }
        if !results.isEmpty {
            lines += ["model-index:", "- name: \(Self.quoted(name))", "  results:"]
            for (record, result) in results {
                lines += [
                    "  - task:", "      type: image-classification",
                    "      name: \(Self.quoted(Names.task(result)))",
                    "    dataset:", "      name: \(Self.quoted(title(of: record)))",
                    "      type: \(Self.quoted(lastPart(of: record.run.data.path)))",
                    "      split: \(result.split)",
                    "    metrics:", "    - type: accuracy",
                    "      value: \(Format.fixed(100 * result.accuracy, decimals: 2))",
                    "      name: \(Self.quoted("accuracy in percent, " + Names.method(result)))",
                ]
            }
        }
        return (lines + ["---"]).map { $0 + "\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        let scalars = text.visible.unicodeScalars.map {
            $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)"
        }
        return "\"\(scalars.joined())\""
    }

    private func lastPart(of path: String) -> String {
        URL(fileURLWithPath: path).lastPathComponent
    }

    private func title(of record: EvaluationRecord) -> String {
        let classes = record.tables.first?.classes.map(\.name) ?? []
        return KnownDataset.recognise(classes: classes)?.dataset.title
            ?? lastPart(of: record.run.data.path)
    }

    private func best(of record: EvaluationRecord) -> [EvaluationResult] {
        record.best.map { record.results[$0] }
    }

    // MARK: - Text

    /// What was done to the checkpoint's weights, behind its SHA-256.
    private var rounding: String {
        guard isRounded else { return "" }
        return ", rounded to half precision (11 binary digits)"
            + (evaluations.isEmpty ? "" : " after what is below was measured")
    }

    private var document: Document {
        var document = Document()
        func paragraph(_ text: Text) { document.add(.paragraph(text)) }
        document.add(.heading(1, Text(name)))
        paragraph(
            """
            \(strong: backbone), pretrained with the recipe \(strong: recipe) on \
            \(Format.count(classes, "class", "classes")) of images by fewshot: features for telling \
            new classes apart from a few labelled images each. The file \(code: file) has the \
            weights under the names of a PyTorch state dict; they are those of a checkpoint whose \
            SHA-256 is \(code: sha256)\(rounding).
            """)
        document.add(.heading(2, "How to use it"))
        document.add(.code(usage, language: "sh"))
        document.add(.heading(2, "How it was trained"))
        paragraph(trainingWords)
        if let training { document.add(.code(training.command, language: "sh")) }
        document.add(.heading(2, "How good it is"))
        paragraph(measuredWords)
        for record in evaluations { document.add(.table(ResultTable(record.results).table)) }
        document.add(.heading(2, "What it is not for"))
        document.add(.list(limits))
        if !citations.isEmpty {
            document.add(.heading(2, "To cite"))
            document.add(.code(citations, language: "bibtex"))
        }
        return document
    }
}

import ArgumentParser
import Experiments
import Files
import Foundation

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Label a folder of photos from a few examples of each class.",
        discussion: """
            Writes labels.csv and gallery.md, and says how many labels to expect right, from the \
            examples alone: each is left out in turn and named by the others. gallery.html is a \
            workbench: correct labels there by click or key, save, and give the file back with \
            --corrections.
            """)

    @Option(
        help: """
            Run folder of pretrain, or one file of weights (.safetensors, .pth); repeated, their \
            features are put together. The best weights of the project unless given.
            """)
    var checkpoint: [String] = []

    @Option(help: "Folder with a folder of examples for each class.")
    var support: String?

    @Option(help: "Folder of photos to label, folders in it included.")
    var images: String?

    @Option(
        help: """
            Features of any program, in a file that ends in .npz, .safetensors or .npy, in place of \
            networks, examples and photos: rows with a label are examples, those whose label is -1 or \
            an empty text are labelled.
            """)
    var features: [String] = []

    @Option(name: .shortAndLong, help: "Folder for labels.csv and gallery.md.")
    var output = "Labels"

    @Option(
        help: ArgumentHelp(
            "\(Classify.classifierChoices); with class vectors \(Classify.classVectorChoices)."))
    var classifier = "logistic"

    @OptionGroup var vectors: ClassVectorOptions

    @Option(
        help: ArgumentHelp(
            """
            Adapt the network to the examples before it labels: \(Evaluate.adaptationChoices). How \
            many labels to expect right is told of the network as it was.
            """))
    var adapt: String?

    @Option(help: "none, l2, or steps joined by commas: power, l2, zscore.")
    var transform = "l2"

    @Option(
        help: """
            Share of the photos of these classes that may be put aside as none of them, so that more \
            photos of other things are: 0 to 0.5.
            """)
    var outsiders = 0.05

    @Option(
        help: """
            Folder of photos that are none of the classes, by which it is told how many such photos \
            are put aside; beside --features a file of their features.
            """)
    var background: String?

    @Option(
        help: """
            File that the gallery saved: what you said of photos. They are examples, too, and new \
            classes are classes.
            """)
    var corrections: String?

    @Option(
        help: """
            New folder for copies of the photos, in a folder for each label; nothing is moved or \
            deleted.
            """)
    var sortInto: String?

    @Flag(help: "Let --sort-into make links to the photos, not copies.")
    var links = false

    @OptionGroup var network: NetworkOptions

    @OptionGroup var reports: ReportOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var classify = try subject()
        let isInformed = try classify.choose(
            classVectors: vectors.file, classifier: classifier)
        try classify.choose(
            classifier: isInformed ? Classify.usualClassifierName : classifier,
            transform: transform)
        try classify.choose(adaptation: adapt)
        classify.outsiders = outsiders
        try reports.record.show(
            classify.run(
                compute.setting(reports, reading: reading)))
    }

    /// Photos and networks, or a file of features and nothing that is for the others.
    private func subject() throws -> Classify {
        guard let features = try CommandWords.only(features, of: "features") else {
            guard let support, let images else {
                throw UserError(
                    .usage,
                    "Name the folders of examples (--support) and of photos to label (--images), or "
                        + "--features FILE.")
            }
            try CommandWords.refuse(
                [("links", links && sortInto == nil)],
                "for --sort-into. Name the folder to sort into, or leave the links out.")
            var classify = Classify(
                checkpoints: checkpoint.map { URL(fileURLWithPath: $0) },
                support: URL(fileURLWithPath: support),
                images: URL(fileURLWithPath: images), output: URL(fileURLWithPath: output))
            classify.network = try network.choice
            say(to: &classify)
            classify.sorted = sortInto.map { URL(fileURLWithPath: $0) }
            classify.sortsByLinks = links
            return classify
        }
        try CommandWords.refuse(
            [
                ("support", support != nil), ("images", images != nil),
                ("checkpoint", !checkpoint.isEmpty), ("sort-into", sortInto != nil),
                ("links", links),
            ] + network.given, "for photos and networks, not for --features.")
        let file = URL(fileURLWithPath: features)
        var classify = Classify(
            checkpoints: [], support: file, images: file, output: URL(fileURLWithPath: output))
        classify.features = file
        say(to: &classify)
        return classify
    }

    /// What is known beside the examples, of photos and of features alike.
    private func say(to classify: inout Classify) {
        classify.background = background.map { URL(fileURLWithPath: $0) }
        classify.corrections = corrections.map { URL(fileURLWithPath: $0) }
    }
}

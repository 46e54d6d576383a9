/// Photos under the labels that a program gave them, for a person to set right: a page lets each be
/// moved by click or key and hands out what was said as a file; markdown shows them.
public struct Workbench: Sendable, Equatable {
    /// A photo with what was said of it.
    public struct Photo: Sendable, Equatable {
        /// What is seen; its words are the photo's name.
        public let picture: Picture
        /// The probability of its label; nil where that says nothing, as of none of these.
        public let probability: Double?
        /// Whether a person said its label.
        public let isSaid: Bool

        /// All values as the properties say.
        public init(picture: Picture, probability: Double?, isSaid: Bool) {
            self.picture = picture
            self.probability = probability
            self.isSaid = isSaid
        }

        /// What stands under it.
        var words: String {
            let share = probability.map { "\(Int(($0 * 100).rounded())) % " } ?? ""
            return (isSaid ? "by you " : share) + picture.words
        }
    }

    /// The photos of one label.
    public struct Group: Sendable, Equatable {
        /// The label; nil for none of these.
        public let label: String?
        /// A few examples of it.
        public let examples: [Picture]
        /// The photos shown, the first those to look at first.
        public let photos: [Photo]
        /// The probabilities of the labels of photos that are not shown.
        public let unseen: [Double]

        /// All values as the properties say.
        public init(label: String?, examples: [Picture], photos: [Photo], unseen: [Double]) {
            self.label = label
            self.examples = examples
            self.photos = photos
            self.unseen = unseen
        }

        /// What it is called.
        public var name: String { label ?? "None of these" }
        /// How many photos have this label.
        var count: Int { photos.count + unseen.count }
        /// That there are more photos than are shown.
        var more: Text? {
            guard !unseen.isEmpty else { return nil }
            return label == nil
                ? "… and \(unseen.count) more." : "… and \(unseen.count) more, surer than these."
        }
    }

    /// The labels in their order; one for none of these comes last.
    public let groups: [Group]

    /// A workbench of `groups`.
    public init(_ groups: [Group]) { self.groups = groups }

    /// The same as headings, examples and grids, for who only reads.
    var blocks: [Block] {
        groups.filter { $0.count > 0 }.flatMap { group -> [Block] in
            var blocks: [Block] = [.heading(2, "\(group.name) (\(group.count))")]
            if !group.examples.isEmpty {
                let shown = group.examples.map { Text([.picture($0)]) }.joined(separator: " ")
                blocks.append(.paragraph("Examples: \(shown)"))
            }
            let cells = group.photos.map { photo -> Text in
                "\(Text([.picture(photo.picture), .lineBreak]))\(photo.words)"
            }
            if !cells.isEmpty { blocks.append(.grid(cells, columns: min(5, cells.count))) }
            return blocks + [group.more].compactMap { $0.map(Block.paragraph) }
        }
    }
}

/// How many images of a data set have the bytes of others.
public struct ImageCopies: Codable, Sendable, Equatable {
    /// Copies of an earlier image of their class, and of one of another class.
    public var within, across: Int
    /// Whether they were left out, those in two classes altogether.
    public var areLeftOut: Bool

    /// Counts; all as the properties say.
    public init(within: Int, across: Int, areLeftOut: Bool) {
        self.within = within
        self.across = across
        self.areLeftOut = areLeftOut
    }

    /// What they mean for an accuracy, as a sentence; nil where there are none.
    public var sentence: String? {
        let kinds = [(within, "of their own class"), (across, "of another class")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        guard !kinds.isEmpty else { return nil }
        let all = within + across
        let text =
            "\(all == 1 ? "One image is a copy" : "\(all) images are copies") of "
            + "\(all == 1 ? "another" : "others") byte by byte (\(kinds.joined(separator: ", ")))"
        return areLeftOut
            ? text + "; they were left out."
            : text + ": an image and its copy in one episode make it easier"
                + (across > 0 ? ", and of two labels one is wrong." : ".")
    }
}

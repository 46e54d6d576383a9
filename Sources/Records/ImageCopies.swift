/// How many images of a data set have the bytes of others, or of those that a network was trained on.
public struct ImageCopies: Codable, Sendable, Equatable {
    /// Copies of an earlier image of their class, and of one of another class.
    public var within, across: Int
    /// Whether they were left out, those in two classes altogether.
    public var areLeftOut: Bool
    /// Images that a network was trained on; nil where that is not known.
    public var trainedOn: Int?

    /// Counts; all as the properties say.
    public init(within: Int, across: Int, areLeftOut: Bool, trainedOn: Int? = nil) {
        self.trainedOn = trainedOn
        self.within = within
        self.across = across
        self.areLeftOut = areLeftOut
    }

    /// What they mean for an accuracy, in sentences; nil where there are none.
    public var sentences: String? {
        let parts = [ofOthers, ofTraining].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    private var ofTraining: String? {
        guard let trainedOn, trainedOn > 0 else { return nil }
        let text =
            trainedOn == 1
            ? "One image is a copy of one that was trained on"
            : "\(trainedOn) images are copies of some that were trained on"
        return text + (areLeftOut ? "; left out." : ": they say nothing about new images.")
    }

    private var ofOthers: String? {
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

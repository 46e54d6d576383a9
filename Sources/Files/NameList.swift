extension Sequence<String> {
    /// The first 20 with commas between, and how many more there are: what a message can hold.
    public var fewNames: String {
        let names = Array(self)
        let rest = names.count - 20
        return names.prefix(20).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

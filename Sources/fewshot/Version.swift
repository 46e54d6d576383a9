import Experiments

/// What this program is.
enum Version {
    /// "0.1.0 (1a2b3c4)", as records name it; without the revision where that is not known.
    static let program =
        Setting.version + (Revision.text.isEmpty ? "" : " (\(Revision.text))")

    /// The same with what its numbers depend on.
    static var text: String {
        ([program] + Setting.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
            .joined(separator: "\n")
    }
}

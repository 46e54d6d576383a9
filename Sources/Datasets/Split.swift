/// The three parts of a few-shot data set; no class is in two of them.
public enum Split: String, CaseIterable, Codable, Sendable {
    /// The classes that a backbone is trained on.
    case base
    /// The classes that training is watched on.
    case val
    /// The classes that results are measured on.
    case novel

    /// The csv file of this part in the miniImageNet layout.
    var csvName: String {
        switch self {
        case .base: "train.csv"
        case .val: "val.csv"
        case .novel: "test.csv"
        }
    }
}

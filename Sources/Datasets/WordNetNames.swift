import CSplits
import Files

/// What people call the classes of ImageNet's challenge of 2012, whose folders are called by WordNet
/// ids (n01532829): those of miniImageNet and tieredImageNet are among them. The names are WordNet
/// 3.0's (Princeton University 2010, https://wordnet.princeton.edu).
public enum WordNetNames {
    private static let all: [String: [String]] = {
        let list = CSplits_wordnet_names()
        let bytes = UnsafeBufferPointer(start: list.bytes, count: list.count)
        let rows = CSV.rows(String(decoding: bytes, as: UTF8.self)).dropFirst().map(\.fields)
        return Dictionary(
            uniqueKeysWithValues: rows.filter { $0.count == 2 }.map { row in
                (row[0], row[1].split(separator: ", ").map(String.init))
            })
    }()

    /// How many classes go by each first name.
    private static let counts = Dictionary(all.values.map { ($0[0], 1) }, uniquingKeysWith: +)

    /// The first name of the class `id`, all names where another class has the same first one; nil
    /// for what is no id of a class of the challenge.
    public static func title(of id: String) -> String? {
        all[id].map { counts[$0[0]] == 1 ? $0[0] : $0.joined(separator: ", ") }
    }
}

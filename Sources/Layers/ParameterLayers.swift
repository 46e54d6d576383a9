import Foundation

extension ParameterStore {
    /// The layer that each parameter belongs to, counted from the input: 0 is what comes before the
    /// first block, each block is one, and what comes after the last, heads too, is the last.
    ///
    /// Names tell them: a block's begin with a word and its numbers, "blocks.3" or "layer1.0".
    public var layers: [String: Int] {
        let blocks = Set(parameterNames.compactMap(Self.block)).sorted {
            $0.compare($1, options: .numeric) == .orderedAscending
        }
        let places = Dictionary(uniqueKeysWithValues: zip(blocks, 1...))
        return Dictionary(
            uniqueKeysWithValues: parameterNames.map { name in
                if let block = Self.block(of: name) { return (name, places[block]!) }
                let first = name.split(separator: ".")[0]
                return (name, Self.stems.contains(String(first)) ? 0 : blocks.count + 1)
            })
    }

    /// What the backbones here have before their first block.
    private static let stems: Set = [
        "conv1", "bn1", "conv_stem", "patch_embed", "cls_token", "reg_token", "pos_embed",
        "norm_pre",
    ]

    /// The beginning of a block's names; nil for a parameter outside of all blocks.
    private static func block(of name: String) -> String? {
        let parts = name.split(separator: ".")
        if stems.contains(String(parts[0])) { return nil }
        var count = 1 + parts.dropFirst().prefix { Int($0) != nil }.count
        // A stage of ConvNeXt.
        if parts.count > count + 1, parts[count] == "blocks" { count += 2 }
        let isNumbered = count > 1 || parts[0].last?.isNumber == true
        // EfficientNet's last normalisation.
        guard isNumbered, parts[0] != "bn2" else { return nil }
        return parts[..<count].joined(separator: ".")
    }
}

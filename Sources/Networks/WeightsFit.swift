import Files
import Layers

/// How the tensors of a file fit a network: by name and shape, and whether numbers are sound.
public struct WeightsFit: Sendable, Equatable {
    /// The network's, sorted, that the file lacks.
    public private(set) var missing: [String] = []
    /// The file's, sorted, that the network has no use for.
    public private(set) var superfluous: [String] = []
    /// Those of another shape.
    public private(set) var misshapen: [String] = []
    /// Why it cannot be computed with tensors that fit, as the errors of loading them say it.
    public internal(set) var unusable: [String] = []

    /// Whether the network can be filled.
    public var isWhole: Bool { missing.isEmpty && misshapen.isEmpty }

    /// Compares a file with a store.
    ///
    /// - Parameter optional: prefixes of names that may be missing or of another shape.
    init(_ file: Safetensors, _ store: ParameterStore, optional: [String] = []) {
        let tensors = store.parameters.merging(store.statistics, uniquingKeysWith: { a, _ in a })
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
        where !optional.contains(where: name.hasPrefix) {
            if let entry = file.entries[name] {
                if entry.shape != tensor.shape {
                    misshapen.append("\(name) has shape \(entry.shape), not \(tensor.shape)")
                }
            } else {
                missing.append(name)
            }
        }
        superfluous = file.entries.keys.sorted().filter { name in
            tensors[name] == nil && store.counters[name] == nil
                && !name.hasSuffix("num_batches_tracked")
        }
    }

    /// What keeps the network from being filled, as sentences; at most six names of a kind.
    func words(backbone: String) -> String {
        func list(_ names: [String]) -> String {
            names.prefix(6).joined(separator: ", ")
                + (names.count > 6 ? " and \(names.count - 6) more" : "")
        }
        var sentences: [String] = []
        if !missing.isEmpty {
            sentences.append("has no tensor \(list(missing)), which \(backbone) needs")
        }
        if !misshapen.isEmpty {
            sentences.append("has tensors of other shapes: \(list(misshapen))")
        }
        if !superfluous.isEmpty { sentences.append("has besides \(list(superfluous))") }
        return sentences.joined(separator: "; it ")
    }
}

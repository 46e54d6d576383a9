import Files
import Foundation
import Images

/// Weights of a network that others pretrained, recognised by the names and shapes of their tensors.
public struct PretrainedWeights: Sendable {
    /// What network they are of.
    public let architecture: Architecture
    /// The tensors under our names: torchvision's for ResNets, timm's for everything else.
    public let arrays: Safetensors
    /// Whose names the file has.
    public let dialect: String
    /// What the names begin with in the file.
    public let prefix: String
    /// What the names of further networks of the same architecture begin with, which are not taken.
    public let otherPrefixes: [String]
    /// What images they were trained on, as far as that is known.
    public let input: KnownInput?

    /// Recognises what `file` holds; nil where it is nothing that is known.
    ///
    /// - Parameter hash: the SHA-256 of the file, in hexadecimal; it tells published weights.
    public init?(_ file: WeightFile, hash: String? = nil) {
        let all = file.arrays.entries
        for dialect in Dialect.all {
            let networks = dialect.prefixes(in: all).compactMap { prefix in
                let entries = dialect.canonical(all, prefix: prefix)
                return Architecture(entries).map { (prefix, entries, $0) }
            }
            guard let (prefix, entries, architecture) = networks.first else { continue }
            otherPrefixes = networks.dropFirst().filter { $0.2 == architecture }.map(\.0)
            self.architecture = architecture
            self.dialect = dialect.name
            self.prefix = prefix
            arrays = Safetensors(entries: entries, origin: file.arrays.origin)
            input =
                hash.flatMap(KnownInput.init(hash:))
                ?? KnownInput(architecture, dialect: dialect)
            return
        }
        return nil
    }

    /// The numbers that were learnt, those of the heads too.
    public var count: Int {
        arrays.entries.filter { name, entry in
            !name.hasSuffix("running_mean") && !name.hasSuffix("running_var")
                && [.f32, .f16, .bf16, .f64].contains(entry.element)
        }.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// Which of several networks is taken; empty where there is one.
    private var choice: String {
        guard !otherPrefixes.isEmpty else { return "" }
        let place = prefix.isEmpty ? "the top" : "under \"\(prefix)\""
        let others = otherPrefixes.map { "\"\($0)\"" }.joined(separator: ", ")
        return "; taken from \(place), also under \(others)"
    }

    /// One line for people: "ViT-S/14 with 4 registers, DINOv2, 22.1 M weights, 518 px; features:
    /// class token, 384".
    public var summary: String {
        var parts = [architecture.name, String(format: "%.1f M weights", Double(count) / 1e6)]
        if case .visionTransformer(let form) = architecture {
            parts += form.imageSize.map { ["\($0) px"] } ?? []
        } else {
            parts += input.map { ["\($0.description.view.size) px"] } ?? []
        }
        return parts.joined(separator: ", ") + "; features: \(architecture.features)" + choice
    }
}

extension PretrainedWeights {
    /// The side of the input where nothing says another.
    public var usualSize: Int {
        guard case .visionTransformer(let form) = architecture else { return 224 }
        return form.imageSize ?? 224
    }
}

import Files

/// The facts of a vision transformer that its tensors show.
public struct VisionTransformerForm: Sendable, Equatable {
    /// Whose training its parts point to.
    public enum Family: String, Sendable {
        /// DeiT, DINO, MAE and the first ViT have the same tensors.
        case plain = "DeiT, DINO, MAE or another plain one"
        /// Layer scale, and no position for the class token.
        case deiTThree = "DeiT III"
        /// Layer scale and patches of 14 pixels.
        case dinoV2 = "DINOv2"
        /// Rotary positions.
        case dinoV3 = "DINOv3"
        /// A normalisation before the first block.
        case clip = "CLIP"
        /// Attention pooling.
        case sigLIP = "SigLIP"
    }

    /// Whose training.
    public let family: Family
    /// Numbers in a token.
    public let width: Int
    /// Blocks.
    public let depth: Int
    /// Side of a patch in pixels.
    public let patch: Int
    /// Register tokens.
    public let registers: Int
    /// Rows of the position table, and how many of them are not for patches.
    public let positions, otherPositions: Int
    /// Numbers after CLIP's projection; nil without one.
    public let projection: Int?

    /// Attention heads, of 64 numbers each in every family.
    public var heads: Int { width / 64 }
    /// Side of the images that the position table is for; nil without a table.
    public var imageSize: Int? {
        let side = Int(Double(positions - otherPositions).squareRoot().rounded())
        return positions > 0 ? side * patch : nil
    }

    /// Those of tensors under our names; nil for another network.
    init?(_ arrays: [String: Safetensors.Entry]) {
        guard let stem = arrays["patch_embed.proj.weight"]?.shape, stem.count == 4,
            arrays["blocks.0.norm1.weight"] != nil
        else { return nil }
        (width, patch) = (stem[0], stem[3])
        depth = arrays.places(of: "blocks.").count
        registers = arrays["reg_token"]?.shape.dropFirst().first ?? 0
        positions = arrays["pos_embed"]?.shape.dropFirst().first ?? 0
        let side = Int(Double(positions).squareRoot())
        otherPositions =
            side * side == positions ? 0 : positions - Self.square(positions)
        projection = arrays["norm_pre.weight"] == nil ? nil : arrays["head.weight"]?.shape.first
        let isScaled = arrays["blocks.0.ls1.gamma"] != nil
        family =
            if arrays["attn_pool.latent"] != nil {
                .sigLIP
            } else if arrays["norm_pre.weight"] != nil {
                .clip
            } else if positions == 0 {
                .dinoV3
            } else if isScaled {
                patch == 14 ? .dinoV2 : .deiTThree
            } else {
                .plain
            }
    }

    /// The largest square that is not above `count`.
    private static func square(_ count: Int) -> Int {
        let side = Int(Double(count).squareRoot())
        return side * side
    }

    /// "ViT-S/14 with 4 registers, DINOv2".
    var name: String {
        let letters = [192: "Ti", 384: "S", 768: "B", 1024: "L", 1280: "H", 1536: "g"]
        return "ViT-\(letters[width] ?? "\(width)")/\(patch)"
            + (registers > 0 ? " with \(registers) registers" : "") + ", \(family.rawValue)"
    }

    /// What the family takes as its feature.
    var features: String {
        switch family {
        case .sigLIP: "attention pool, \(width)"
        case .clip: projection.map { "class token, projected, \($0)" } ?? "class token, \(width)"
        default: "class token, \(width)"
        }
    }
}

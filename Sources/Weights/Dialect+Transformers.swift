import Files
import Foundation

/// The names of vision transformers.
extension Dialect {
    /// timm's, DINO's, DINOv2's and DeiT's own, which are ours but for the registers.
    static let timmViT = Dialect(
        name: "timm or the paper's own",
        anchors: ["patch_embed.proj.weight", "blocks.0.norm1.weight"],
        exchanges: [
            ("register_tokens", "reg_token")
        ]
    ) { arrays, _, _ in arrays.foldPosition() }

    /// Hugging Face's ViT, DeiT, DINO, DINOv2 and its registers, as in the files.
    static let huggingFaceViT = Dialect(
        name: "Hugging Face", anchors: ["embeddings.patch_embeddings.projection.weight"],
        exchanges: [
            ("embeddings.cls_token", "cls_token"), ("embeddings.mask_token", "mask_token"),
            ("embeddings.register_tokens", "reg_token"),
            ("embeddings.position_embeddings", "pos_embed"),
            ("embeddings.patch_embeddings.projection.", "patch_embed.proj."),
            ("encoder.layer.", "blocks."), (".attention.attention.query.", ".attn.q."),
            (".attention.attention.key.", ".attn.k."), (".attention.attention.value.", ".attn.v."),
            (".attention.output.dense.", ".attn.proj."), (".intermediate.dense.", ".mlp.fc1."),
            (".output.dense.", ".mlp.fc2."), (".layernorm_before.", ".norm1."),
            (".layernorm_after.", ".norm2."), (".layer_scale1.lambda1", ".ls1.gamma"),
            (".layer_scale2.lambda1", ".ls2.gamma"), ("layernorm.", "norm."),
        ]
    ) { arrays, _, _ in
        arrays.joinQueries()
        arrays.foldPosition()
    }

    /// Hugging Face's CLIP and SigLIP image towers.
    static let huggingFaceTower = Dialect(
        name: "Hugging Face", anchors: ["embeddings.patch_embedding.weight"],
        exchanges: [
            ("embeddings.class_embedding", "cls_token"),
            ("embeddings.patch_embedding.", "patch_embed.proj."),
            ("embeddings.position_embedding.weight", "pos_embed"), ("pre_layrnorm.", "norm_pre."),
            ("encoder.layers.", "blocks."), (".self_attn.q_proj.", ".attn.q."),
            (".self_attn.k_proj.", ".attn.k."), (".self_attn.v_proj.", ".attn.v."),
            (".self_attn.out_proj.", ".attn.proj."), (".layer_norm1.", ".norm1."),
            (".layer_norm2.", ".norm2."), ("post_layernorm.", "norm."), ("head.", "attn_pool."),
            ("attn_pool.layernorm.", "attn_pool.norm."), ("attn_pool.probe", "attn_pool.latent"),
            ("attn_pool.attention.out_proj.", "attn_pool.proj."),
        ]
    ) { arrays, all, prefix in
        arrays.joinQueries()
        arrays.reshape("cls_token") { [1, 1, $0] }
        if let rows = arrays["pos_embed"]?.shape.first {
            arrays.reshape("pos_embed") { [1, rows, $0] }
        }
        for kind in ["weight", "bias"] {
            let joint = "attn_pool.attention.in_proj_\(kind)"
            guard let rows = arrays[joint]?.shape.first, rows.isMultiple(of: 3) else { continue }
            arrays["attn_pool.q.\(kind)"] = arrays.rows(0..<(rows / 3), of: joint)
            arrays["attn_pool.kv.\(kind)"] = arrays.rows((rows / 3)..<rows, of: joint)
            arrays[joint] = nil
        }
        // CLIP's projection lies beside its tower.
        if prefix.hasSuffix("vision_model.") {
            let outside = prefix.dropLast("vision_model.".count)
            arrays["head.weight"] = all[outside + "visual_projection.weight"]
        }
    }

    /// OpenAI's and open_clip's image tower (`open_clip/transformer.py`).
    static let openCLIP = Dialect(
        name: "open_clip", anchors: ["ln_pre.weight", "class_embedding", "conv1.weight"],
        exchanges: [
            ("class_embedding", "cls_token"), ("positional_embedding", "pos_embed"),
            ("conv1.", "patch_embed.proj."), ("ln_pre.", "norm_pre."), ("ln_post.", "norm."),
            ("transformer.resblocks.", "blocks."), (".attn.in_proj_weight", ".attn.qkv.weight"),
            (".attn.in_proj_bias", ".attn.qkv.bias"), (".attn.out_proj.", ".attn.proj."),
            (".ln_1.", ".norm1."), (".ln_2.", ".norm2."), (".mlp.c_fc.", ".mlp.fc1."),
            (".mlp.c_proj.", ".mlp.fc2."),
        ]
    ) { arrays, _, _ in
        arrays.reshape("cls_token") { [1, 1, $0] }
        if let rows = arrays["pos_embed"]?.shape.first {
            arrays.reshape("pos_embed") { [1, rows, $0] }
        }
        // (width, projected), where Hugging Face and timm have a linear layer's rows.
        arrays["head.weight"] = arrays.transposed("proj") ?? arrays["head.weight"]
        arrays["proj"] = nil
    }
}

extension Dialect.Arrays {
    /// Adds the class token's position to the token where there are registers, which have none: timm
    /// keeps it so, and then the table is of patches alone.
    fileprivate mutating func foldPosition() {
        let file = Safetensors(entries: self)
        guard self["reg_token"] != nil, let shape = self["pos_embed"]?.shape, shape.count == 3,
            let table = try? file.floats("pos_embed"),
            let token = try? file.floats("cls_token"), token.count == shape[2], shape[1] > 1
        else { return }
        // A table of patches alone has the rows of a square.
        let side = Int(Double(shape[1]).squareRoot().rounded())
        guard side * side == shape[1] - 1 || side * side != shape[1] else { return }
        var folded = file
        let (first, rest) = (table.prefix(token.count), table.dropFirst(token.count))
        folded.set(
            "cls_token", floats: zip(token, first).map { $0 + $1 }, shape: [1, 1, token.count])
        folded.set("pos_embed", floats: Array(rest), shape: [1, shape[1] - 1, shape[2]])
        self = folded.entries
    }

    /// The queries', keys' and values' rows of each block, below each other.
    fileprivate mutating func joinQueries() {
        for block in places(of: "blocks.") {
            for kind in ["weight", "bias"] {
                let attention = "blocks.\(block).attn."
                stack(
                    ["q", "k", "v"].map { "\(attention)\($0).\(kind)" },
                    as: "\(attention)qkv.\(kind)")
            }
        }
    }
}

extension VisionTransformer {
    /// The families with their sizes and patches, each with its own pooling.
    static var named: [BackboneName] { named { _ in true } }

    /// Those of them whose form is wanted.
    public static func named(where isWanted: (Form) -> Bool) -> [BackboneName] {
        forms.filter { isWanted($0.form) }.map { name($0) }
    }

    /// That called `name`, with another pooling than its own after a colon: "dinov2-small:mean"; nil
    /// where it is no such name.
    static func pooled(as name: String) -> BackboneName? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let known = forms.first(where: { $0.name == parts[0] }),
            let pooling = Pooling(rawValue: parts[1]), known.form.poolings.contains(pooling),
            pooling != known.form.pooling
        else { return nil }
        return self.name(known, pooling)
    }

    private typealias Named = (name: String, title: String, form: Form)

    private static func name(_ known: Named, _ pooling: Pooling? = nil) -> BackboneName {
        var form = known.form
        form.pooling = pooling ?? form.pooling
        return BackboneName(
            known.name + (pooling.map { ":\($0.rawValue)" } ?? ""),
            known.title + (pooling.map { " (\($0.rawValue))" } ?? ""), smallestImage: form.patch,
            poolings: form.poolings.map(\.rawValue)
        ) { [form] scope, _ in VisionTransformer(scope, form) }
    }

    private static let forms: [Named] = {
        let letters = ["tiny": "Ti", "small": "S", "base": "B", "large": "L"]
        var forms: [Named] = []
        func add(_ family: String, _ title: String, _ size: String, _ patch: Int, _ form: Form) {
            forms.append(
                ("\(family)-\(size)-\(patch)", "\(title)-\(letters[size]!)/\(patch)", form))
        }
        for size in ["tiny", "small", "base", "large"] {
            add("deit", "a DeiT", size, 16, .deit(size))
        }
        for (size, patch) in [("small", 16), ("small", 8), ("base", 16), ("base", 8)] {
            add("dino", "a DINO ViT", size, patch, .dino(size, patch: patch))
        }
        for size in ["small", "base", "large"] {
            let title = "a DINOv2 ViT-\(letters[size]!)/14"
            forms.append(("dinov2-\(size)", title, .dinov2(size, registers: 0)))
            forms.append(
                (
                    "dinov2-\(size)-registers", "\(title) with registers",
                    .dinov2(size, registers: 4)
                ))
            add("dinov3", "a DINOv3 ViT", size, 16, .dinov3(size))
        }
        for (size, patch) in [("base", 32), ("base", 16), ("large", 14)] {
            add("clip", "a CLIP ViT", size, patch, .clip(size, patch: patch, quick: true))
            add("openclip", "an OpenCLIP ViT", size, patch, .clip(size, patch: patch, quick: false))
        }
        add("siglip", "a SigLIP ViT", "base", 16, .siglip("base", patch: 16))
        return forms
    }()
}

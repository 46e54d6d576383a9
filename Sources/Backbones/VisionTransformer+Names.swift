extension VisionTransformer {
    /// The forms by name: family, size and patch, and what else tells them apart.
    static let named: [(name: String, form: Form)] = {
        var named: [(String, Form)] = []
        for size in ["tiny", "small", "base", "large"] {
            named.append(("deit-\(size)-16", .deit(size)))
        }
        for (size, patch) in [("small", 16), ("small", 8), ("base", 16), ("base", 8)] {
            named.append(("dino-\(size)-\(patch)", .dino(size, patch: patch)))
        }
        for size in ["small", "base", "large"] {
            named.append(("dinov2-\(size)", .dinov2(size, registers: 0)))
            named.append(("dinov2-\(size)-registers", .dinov2(size, registers: 4)))
            named.append(("dinov3-\(size)-16", .dinov3(size)))
        }
        for (size, patch) in [("base", 32), ("base", 16), ("large", 14)] {
            named.append(("clip-\(size)-\(patch)", .clip(size, patch: patch, quick: true)))
            named.append(("openclip-\(size)-\(patch)", .clip(size, patch: patch, quick: false)))
        }
        named.append(("siglip-base-16", .siglip("base", patch: 16)))
        return named
    }()

    /// The form called `name`, with another pooling than its own after a colon: "dinov2-small:mean".
    static func form(named name: String) -> Form? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, var form = named.first(where: { $0.name == parts[0] })?.form else {
            return nil
        }
        guard parts.count == 2 else { return form }
        guard let pooling = Pooling(rawValue: parts[1]), form.poolings.contains(pooling),
            pooling != form.pooling
        else { return nil }
        form.pooling = pooling
        return form
    }

    /// The name of `form`; nil where it has none.
    static func name(of form: Form) -> String? {
        for (name, known) in named {
            if known == form { return name }
            var other = known
            other.pooling = form.pooling
            if other == form { return "\(name):\(form.pooling.rawValue)" }
        }
        return nil
    }
}

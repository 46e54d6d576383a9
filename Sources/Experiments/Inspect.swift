import Files
import Foundation
import Networks

/// `fewshot inspect`: what a file of weights is, of ours or of others.
public struct Inspect {
    /// A file of weights, or a run folder.
    public var file: URL

    /// How a person says a setting where weights are used: nothing can be set here.
    public var remedy: (_ setting: String) -> String?

    /// An inspection of `file`.
    public init(_ file: URL, remedy: @escaping (_ setting: String) -> String? = { _ in nil }) {
        self.file = file
        self.remedy = remedy
    }

    /// Prints what the file holds, what of it a network lacks or cannot compute with, and what
    /// images the network takes.
    ///
    /// - Throws: `UserError` for a file that is missing or damaged.
    public func run(_ setting: Setting) throws {
        let url = try RunFolder.checkpoint(at: file)
        let weights = try StoredWeights(contentsOf: url)
        setting.say("\(url.relativePath): \(weights.summary)")
        setting.say(container(weights))
        if let ambiguity = weights.pretrained?.ambiguity { setting.say("Backbone: \(ambiguity)") }
        let candidates = weights.pretrained?.backbones ?? (try? [weights.backbone()]) ?? []
        for (place, backbone) in candidates.enumerated() {
            setting.say("Backbone: \(backbone)")
            if place == 0 {
                let fit = weights.fit(backbone, device: setting.makeDevice())
                list("Missing", fit.missing, setting)
                list("Of another shape", fit.misshapen, setting)
                list("Not usable", fit.unusable, setting)
                list("Not of the backbone", fit.superfluous, setting)
            }
            do {
                setting.say(try weights.input(of: backbone).words)
            } catch let error as UserError where error.kind == .usage {
                setting.say("Images: not known. \(error.message(naming: remedy))")
            }
        }
        if candidates.isEmpty {
            setting.say(
                weights.pretrained == nil
                    ? "Backbone: not said, and not known by the tensors' names"
                    : "Backbone: none here that computes it")
            if weights.pretrained == nil {
                list("Tensors", weights.file.arrays.entries.keys.sorted(), setting)
            }
        }
        list("Not read", weights.file.unread.map { "\($0.name) (\($0.wanted))" }, setting)
    }

    private func container(_ weights: StoredWeights) -> String {
        var words = "Format: \(weights.file.container.rawValue)"
        if !weights.file.path.isEmpty {
            words += ", under \(weights.file.path.map { "\"\($0)\"" }.joined(separator: ", then "))"
        }
        if let pretrained = weights.pretrained {
            words += "; names as of \(pretrained.dialect)"
            if !pretrained.prefix.isEmpty { words += " behind \"\(pretrained.prefix)\"" }
        }
        return words
    }

    private func list(_ title: String, _ names: [String], _ setting: Setting) {
        guard !names.isEmpty else { return }
        let most = 20
        setting.say("\(title) (\(names.count)):")
        for name in names.prefix(most) { setting.say("  \(name)") }
        if names.count > most { setting.say("  and \(names.count - most) more") }
    }
}

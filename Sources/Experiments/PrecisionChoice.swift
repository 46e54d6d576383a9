import Backbones
import Files
import Foundation
import Images
import Networks
import Recipes
import Records
import Tensors
import Training

/// In which precision activations and convolutions are to be computed.
public enum PrecisionChoice: String, CaseIterable, Sendable {
    /// The faster one, as it was measured for the network at hand.
    case auto
    /// IEEE single precision.
    case f32
    /// bfloat16.
    case bf16
}

/// A precision, and what was measured where that decided.
struct ChosenPrecision {
    let precision: Precision
    let trial: PrecisionTrial?

    init(_ precision: Precision, by trial: PrecisionTrial? = nil) {
        self.precision = precision
        self.trial = trial
    }
}

extension Setting {
    /// The precision to train a network in, on so many images.
    ///
    /// - Throws: `UserError.usage` for a recipe that does not fit the backbone or the images.
    func precision(
        training backbone: BackboneName, by recipe: Recipe, images: Int, on device: Device
    ) throws -> ChosenPrecision {
        try chosen("training", of: backbone, size: recipe.imageSize) {
            try .training(backbone, by: recipe, images: images, on: device)
        }
    }

    /// The precision to compute features in; of several ranks, the first one's.
    func precision(
        extracting backbone: BackboneName, _ input: InputDescription, on device: Device
    ) throws -> Precision {
        let own = chosen("extraction", of: backbone, size: input.view.size) {
            .extraction(backbone, input, on: device)
        }.precision
        guard let ranks = sharing.ranks else { return own }
        return try JSONDecoder().decode(Precision.self, from: ranks.tell(JSONEncoder().encode(own)))
    }

    private func chosen(
        _ work: String, of backbone: BackboneName, size: Int,
        measure: () throws -> PrecisionTrial
    ) rethrows -> ChosenPrecision {
        switch precision {
        case .f32: return ChosenPrecision(.f32)
        case .bf16: return ChosenPrecision(.bf16)
        case .auto:
            guard Device.hasNativeBFloat16 else { return ChosenPrecision(.f32) }
            let key = PrecisionMemory.Key(
                cpu: machine.cpu, library: machine.libraries["oneDNN"]!, fewshot: Self.version,
                arithmetic: Device.arithmetic, threads: threads, backbone: "\(backbone)",
                size: size, work: work)
            let (trial, isNew) = try precisions.trial(of: key, measure)
            let precision: Precision = trial.favorsBFloat16 ? .bf16 : .f32
            if isNew {
                let speeds = [trial.f32, trial.bf16].map {
                    String(format: $0 < 10 ? "%.1f" : "%.0f", $0)
                }
                warn(
                    "\(backbone) at \(size) pixels, \(work): \(precision.rawValue) is taken, for "
                        + "\(speeds[0]) images a second in f32 and \(speeds[1]) in bf16, measured "
                        + "for a moment.")
            }
            return ChosenPrecision(precision, by: trial)
        }
    }
}

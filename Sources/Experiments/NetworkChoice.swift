import Backbones
import Foundation
import Images
import Networks
import Tensors
import Weights

/// What a person says of a network, where its file does not say it or is to be read otherwise.
public struct NetworkChoice: Sendable {
    /// The backbone of weights that do not show it.
    public var backbone: BackboneName?
    /// The way from a network's last layer to features, where it has a choice; its own unless given.
    public var pooling: String?
    /// The side of the square input in pixels; the weights' own unless given.
    public var imageSize: Int?
    /// What images weights of others were trained on; what is known of them unless given.
    public var preprocessing: InputChoice?

    /// The choice by words; nil chooses nothing.
    ///
    /// - Throws: `UserError.usage` naming the setting and what it may be.
    public init(
        backbone: String? = nil, pooling: String? = nil, imageSize: Int? = nil,
        preprocessing: String? = nil
    ) throws {
        self.backbone = try backbone.map(Pretrain.backbone(named:))
        self.pooling = pooling
        self.imageSize = imageSize
        self.preprocessing = try preprocessing.map(InputChoice.init)
    }

    /// No choice: the file says everything.
    public init() {}

    /// The network of a checkpoint, which says what it is where others trained it.
    func extractor(of checkpoint: URL, _ setting: Setting) throws -> FeatureExtractor {
        let device = setting.makeDevice()
        let extractor = try extractor(of: checkpoint, on: device) {
            try setting.precision(extracting: $0, $1, on: device)
        }
        extractor.remarks.forEach(setting.say)
        if let progress = extractor.header?.progress,
            let words = RunFolder.lackOfBest(beside: checkpoint, at: progress)
        {
            setting.warn(words)
        }
        if preprocessing != nil, extractor.header != nil {
            setting.warn(
                "\(checkpoint.relativePath) says itself how its images are scaled and normalised: "
                    + "what was said of that is not for it.")
        }
        return extractor
    }

    /// The same on a device, in a precision that is known.
    func extractor(
        of checkpoint: URL, on device: Device,
        precision: (BackboneName, InputDescription) throws -> Precision
    ) throws -> FeatureExtractor {
        try FeatureExtractor(
            checkpoint: checkpoint, backbone: backbone, pooling: pooling, imageSize: imageSize,
            preprocessing: preprocessing, device: device, precision: precision)
    }
}

extension [Network] {
    /// In which precisions they compute, in words: one, or both.
    var precisions: String { Set(map(\.precision.rawValue)).sorted().joined(separator: " and ") }
}

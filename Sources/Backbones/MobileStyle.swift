import Tensors

/// In whose way a mobile network is computed: what no tensor tells, and what makes other features
/// of the same weights.
public enum MobileStyle: String, Sendable {
    /// TensorFlow's, which timm has for the weights that it calls `tf_…`.
    case tensorFlow = "tf"
    /// torchvision's.
    case torchvision
    /// timm's own.
    case timm

    /// Added to variances.
    var epsilon: Float { self == .timm ? 1e-5 : 1e-3 }

    /// What lies around a convolution's input.
    func padding(_ kernel: Int) -> ConvolutionPadding {
        self == .tensorFlow ? .same : .each(kernel / 2)
    }

    /// What a network's name and its title end with where the style is not its `usual` one.
    func ends(unless usual: MobileStyle) -> (name: String, title: String) {
        guard self != usual else { return ("", "") }
        return ("-\(rawValue)", self == .tensorFlow ? " (TensorFlow's)" : " (\(rawValue)'s)")
    }
}

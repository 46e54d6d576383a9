import Foundation

/// The numbers of a parameter or statistic, from its name and shape alone: the twin of
/// `parameter_source` in `Tests/BackbonesTests/References/families.py`.
public enum ParameterRule {
    private static let added = ["cls_token", "reg_token", "pos_embed", "latent"]

    /// Row-major numbers of `shape` for the parameter called `name` in a state dict.
    public static func values(_ name: String, _ shape: [Int]) -> [Float] {
        let (scale, offset) = range(name, shape)
        return Pattern.values(
            name, count: shape.reduce(1, *), scale: scale, offset: offset)
    }

    private static func range(_ name: String, _ shape: [Int]) -> (scale: Float, offset: Float) {
        if added.contains(where: name.hasSuffix) { return (0.2, 0) }
        if name.hasSuffix("running_mean") { return (0.05, 0) }
        if name.hasSuffix("running_var") { return (0.1, 1) }
        if name.hasSuffix("bias") { return (0.1, 0) }
        if shape.count == 1 { return (0.1, 1) }
        let inputs = shape.dropFirst().reduce(1, *)
        // The script keeps nine digits of single precision's nearest number: the same number.
        return (Float((6 / Double(inputs)).squareRoot()), 0)
    }
}

import Foundation

extension Plain {
    /// x · weightᵀ + bias.
    /// - Parameters:
    ///   - x: (rows, features).
    ///   - weight: (outputs, features).
    ///   - bias: one number for each output; nil adds none.
    /// - Returns: (rows, outputs).
    public static func linear(
        _ x: [Double], features: Int, weight: [Double], bias: [Double]? = nil
    ) -> [Double] {
        let (rows, outputs) = (x.count / features, weight.count / features)
        return (0..<rows * outputs).map { index in
            let (row, output) = (index / outputs, index % outputs)
            var sum = bias?[output] ?? 0
            for f in 0..<features { sum += x[row * features + f] * weight[output * features + f] }
            return sum
        }
    }

    /// The cosine head of S2M2: scale · norm · (x / (‖x‖ + ε)) · (direction / ‖direction‖).
    /// - Parameters:
    ///   - x: (rows, features).
    ///   - direction: (classes, features), of any length.
    ///   - norm: one factor for each class.
    /// - Returns: (rows, classes).
    public static func cosine(
        _ x: [Double], features: Int, direction: [Double], norm: [Double], scale: Double,
        epsilon: Double = 1e-5
    ) -> [Double] {
        func lengths(_ values: [Double]) -> [Double] {
            (0..<values.count / features).map { row in
                let part = values[row * features..<(row + 1) * features]
                return part.reduce(0) { $0 + $1 * $1 }.squareRoot()
            }
        }
        let (rowLengths, classLengths) = (lengths(x), lengths(direction))
        let classes = norm.count
        return linear(x, features: features, weight: direction).enumerated().map { index, product in
            let (row, label) = (index / classes, index % classes)
            return scale * norm[label] * product / classLengths[label] / (rowLengths[row] + epsilon)
        }
    }

    /// The mean over rows of −log softmax at the row's label.
    /// - Parameter scores: (rows, classes); as many labels as rows.
    public static func crossEntropy(_ scores: [Double], labels: [Int]) -> Double {
        let classes = scores.count / labels.count
        let losses = labels.enumerated().map { row, label in
            let part = scores[row * classes..<(row + 1) * classes]
            let largest = part.max()!
            let sum = part.reduce(0) { $0 + exp($1 - largest) }
            return largest + log(sum) - scores[row * classes + label]
        }
        return losses.reduce(0, +) / Double(labels.count)
    }

    /// λ · x[i] + (1 − λ) · x[permutation[i]] for each of the rows that the permutation counts.
    public static func mix(_ x: [Double], lambda: Double, permutation: [Int]) -> [Double] {
        let width = x.count / permutation.count
        return x.indices.map { index in
            lambda * x[index]
                + (1 - lambda) * x[permutation[index / width] * width + index % width]
        }
    }

    /// Square images turned counter-clockwise by quarter turns, as torch.rot90(x, turns, [2, 3]).
    /// - Parameter side: the images' height and width.
    public static func rotate(_ x: [Double], side: Int, turns: Int) -> [Double] {
        guard turns > 0 else { return x }
        let turned = x.indices.map { index in
            let (row, column) = (index / side % side, index % side)
            return x[index / (side * side) * side * side + column * side + side - 1 - row]
        }
        return rotate(turned, side: side, turns: turns - 1)
    }
}

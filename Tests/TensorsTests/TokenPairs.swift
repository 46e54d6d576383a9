import Foundation
import Tensors
import TestSupport

extension Pair {
    /// Operations of transformers.
    static let tokens: [Pair] = [
        Pair(
            testDescription: "linear map of tokens",
            inputs: ["x": [2, 3, 5], "weights": [4, 5], "bias": [4]],
            engine: { $0.linear($1["x"]!, weights: $1["weights"]!, bias: $1["bias"]!) },
            plain: {
                Plain.linear($0["x"]!, features: 5, weight: $0["weights"]!, bias: $0["bias"]!)
            }),
        layerNormalization([2, 3, 5]), layerNormalization([3, 40]),
        attention(images: 2, tokens: 5, heads: 2, width: 3),
        // More queries than have their scores at a time.
        attention(images: 1, tokens: 101, heads: 1, width: 2),
        Pair(
            testDescription: "rotary positions", inputs: ["x": [2, 3, 12]],
            engine: {
                // Of two tokens, by a right angle and by one whose cosine is 0.6.
                let turns = Tensor($0.device, [0, 1, 0.6, 0.8], shape: [2, 2, 1])
                return $0.rotated($1["x"]!, by: turns, heads: 2)
            },
            plain: { inputs in
                let x = inputs["x"]!
                return (0..<72).map { (i: Int) -> Double in
                    let (token, column) = (i / 12 % 3, i % 12)
                    guard token > 0, column < 8 else { return x[i] }
                    let (cosine, sine) =
                        token == 1 ? (0.0, 1.0) : (Double(Float(0.6)), Double(Float(0.8)))
                    let isFirst = column % 2 == 0
                    return cosine * x[i] + (isFirst ? -sine * x[i + 1] : sine * x[i - 1])
                }
            }),
        Pair(
            testDescription: "attention to other tokens",
            inputs: ["q": [2, 2, 6], "x": [2, 4, 12]],
            engine: { $0.attention(of: $1["q"]!, to: $1["x"]!, heads: 2) },
            plain: {
                Plain.attention(
                    of: $0["q"]!, to: $0["x"]!, images: 2, queries: 2, tokens: 4, heads: 2,
                    width: 3)
            }),
        Pair(
            testDescription: "sum under layer scale",
            inputs: ["x": [2, 3, 5], "y": [2, 3, 5], "factors": [5]],
            engine: { $0.sum($1["x"]!, $1["y"]!, scaledBy: $1["factors"]!) },
            plain: { inputs in
                inputs["x"]!.indices.map { (i: Int) -> Double in
                    let addend: Double = inputs["y"]![i] * inputs["factors"]![i % 5]
                    return inputs["x"]![i] + addend
                }
            }),
        Pair(
            testDescription: "squares", inputs: ["x": [2, 3, 5, 7]],
            engine: { $0.squares($1["x"]!, size: 2) },
            plain: { Plain.squares($0["x"]!, shape: [2, 3, 5, 7], size: 2) }),
        Pair(
            testDescription: "tokens before tokens",
            inputs: ["first": [1, 2, 3], "x": [2, 4, 3]],
            engine: { $0.prefixed($1["x"]!, by: $1["first"]!) },
            plain: { inputs in
                let (first, x) = (inputs["first"]!, inputs["x"]!)
                return first + Array(x[..<12]) + first + Array(x[12...])
            }),
        Pair(
            testDescription: "some of the tokens", inputs: ["x": [2, 4, 3]],
            engine: { $0.tokens($1["x"]!, 1..<3) },
            plain: { Array($0["x"]![3..<9]) + Array($0["x"]![15..<21]) }),
        Pair(
            testDescription: "mean of tokens", inputs: ["x": [2, 4, 3]],
            engine: { $0.meanOfTokens($1["x"]!) },
            plain: { inputs in
                let x = inputs["x"]!
                return (0..<6).map { i -> Double in
                    let start = i / 3 * 12 + i % 3
                    return (x[start] + x[start + 3] + x[start + 6] + x[start + 9]) / 4
                }
            }),
        Pair(
            testDescription: "an addend for each image",
            inputs: ["x": [2, 4, 3], "addend": [1, 4, 3]],
            engine: { $0.addedToEach($1["x"]!, $1["addend"]!) },
            plain: { inputs in
                inputs["x"]!.indices.map { inputs["x"]![$0] + inputs["addend"]![$0 % 12] }
            }),
        Pair(
            testDescription: "the same tokens for each image", inputs: ["x": [1, 2, 3]],
            engine: { $0.repeated($1["x"]!, images: 3) },
            plain: { $0["x"]! + $0["x"]! + $0["x"]! }),
        Pair(
            testDescription: "combinations of rows", inputs: ["x": [1, 3, 2]],
            engine: {
                $0.combinedRows(
                    $1["x"]!, by: Tensor($0.device, [0.5, 0.5, 0, 0, -1, 2], shape: [2, 3]))
            },
            plain: { inputs in
                let x = inputs["x"]!
                return [
                    (x[0] + x[2]) / 2, (x[1] + x[3]) / 2, 2 * x[4] - x[2], 2 * x[5] - x[3],
                ]
            }),
        Pair(
            testDescription: "columns side by side", inputs: ["a": [2, 3], "b": [2, 2]],
            engine: { $0.joinedColumns($1["a"]!, $1["b"]!) },
            plain: { inputs in
                let (a, b) = (inputs["a"]!, inputs["b"]!)
                return Array(a[..<3]) + Array(b[..<2]) + Array(a[3...]) + Array(b[2...])
            }),
    ]

    private static func layerNormalization(_ shape: [Int]) -> Pair {
        let columns = shape.last!
        return Pair(
            testDescription: "layer normalisation of \(shape)",
            inputs: ["x": shape, "scale": [columns], "shift": [columns]],
            engine: {
                $0.layerNormalization(
                    $1["x"]!, scale: $1["scale"]!, shift: $1["shift"]!, epsilon: 1e-3)
            },
            plain: {
                Plain.layerNorm(
                    $0["x"]!, scale: $0["scale"]!, shift: $0["shift"]!, epsilon: Double(Float(1e-3))
                )
            })
    }

    private static func attention(images: Int, tokens: Int, heads: Int, width: Int) -> Pair {
        let total = heads * width
        return Pair(
            testDescription: "attention of \(tokens) tokens, \(heads) heads",
            inputs: ["x": [images, tokens, 3 * total]],
            engine: { $0.attention($0.scaled($1["x"]!, by: 2), heads: heads) },
            plain: { inputs in
                let rows = inputs["x"]!.map { 2 * $0 }
                func columns(_ range: Range<Int>) -> [Double] {
                    (0..<images * tokens).flatMap { row in
                        rows[
                            row * 3 * total + range.lowerBound..<row * 3 * total + range.upperBound]
                    }
                }
                return Plain.attention(
                    of: columns(0..<total), to: columns(total..<3 * total), images: images,
                    queries: tokens, tokens: tokens, heads: heads, width: width)
            })
    }
}

import Tensors
import TestSupport

extension Pair {
    /// Every operation with a derivative, on images that are not square.
    static let operations = [
        convolution([2, 3, 5, 4], outputs: 4, kernel: 3, stride: 1),
        convolution([2, 3, 4, 5], outputs: 5, kernel: 3, stride: 2),
        convolution([3, 4, 3, 5], outputs: 6, kernel: 1, stride: 2),
        // Enough channels for Winograd's algorithm.
        convolution([1, 32, 2, 3], outputs: 16, kernel: 3, stride: 1),
        Pair(
            testDescription: "batch normalisation",
            inputs: ["x": [3, 4, 2, 3], "scale": [4], "shift": [4]],
            engine: { $0.normalized($1["x"]!, $1["scale"]!, $1["shift"]!) },
            plain: {
                Plain.batchNorm(
                    $0["x"]!, shape: [3, 4, 2, 3], weight: $0["scale"]!, bias: $0["shift"]!)
            }),
        Pair(
            testDescription: "rectifier", inputs: ["x": [2, 3, 4, 3]],
            engine: { $0.rectifier($1["x"]!) }, plain: { Plain.leakyRelu($0["x"]!) }),
        Pair(
            testDescription: "leaky rectifier", inputs: ["x": [2, 3, 4, 3]],
            engine: { $0.rectifier($1["x"]!, slope: 0.1) },
            // The engine's slope is single precision's nearest to a tenth.
            plain: { Plain.leakyRelu($0["x"]!, slope: Double(Float(0.1))) }),
        Pair(
            testDescription: "sum", inputs: ["x": [2, 3, 4, 3], "other": [2, 3, 4, 3]],
            engine: { $0.sum($1["x"]!, $1["other"]!) },
            plain: { zip($0["x"]!, $0["other"]!).map { $0.0 + $0.1 } }),
        Pair(
            testDescription: "a tensor plus itself", inputs: ["x": [2, 3, 4, 3]],
            engine: { $0.sum($1["x"]!, $1["x"]!) }, plain: { $0["x"]!.map { 2 * $0 } }),
        Pair(
            testDescription: "max-pooling", inputs: ["x": [2, 3, 5, 4]],
            engine: { $0.maxPooling($1["x"]!, size: 2) },
            plain: { Plain.maxPool($0["x"]!, shape: [2, 3, 5, 4]) }),
        Pair(
            testDescription: "average pooling", inputs: ["x": [2, 3, 5, 4]],
            engine: { $0.globalAveragePooling($1["x"]!) },
            plain: { Plain.averagePool($0["x"]!, shape: [2, 3, 5, 4]) }),
        Pair(
            testDescription: "flattening", inputs: ["x": [2, 3, 5, 4]],
            engine: { $0.flattened($1["x"]!) }, plain: { $0["x"]! }),
        Pair(
            testDescription: "mixing", inputs: ["x": [4, 2, 3, 2]],
            engine: { $0.mixed($1["x"]!, partner: [2, 0, 3, 1], lambda: 0.3) },
            plain: { Plain.mix($0["x"]!, lambda: 0.3, permutation: [2, 0, 3, 1]) }),
        // λ, and what the plain one says by the shares of whole rows.
        Pair(
            testDescription: "mixing, each example at its own rate", inputs: ["x": [4, 3]],
            engine: {
                $0.mixed($1["x"]!, partner: [2, 0, 3, 1], lambdas: [0.25, 1, 0.5, 0])
            },
            plain: { inputs in
                let x = inputs["x"]!
                let shares = [(0, 0.25, 2), (1, 1, 0), (2, 0.5, 3), (3, 0, 1)]
                return shares.flatMap { own, share, other in
                    (0..<3).map { share * x[3 * own + $0] + (1 - share) * x[3 * other + $0] }
                }
            }),
        Pair(
            testDescription: "linear maps of three networks",
            inputs: ["x": [6, 5], "weights": [3, 4, 5], "bias": [3, 4]],
            engine: { $0.stackedLinear($1["x"]!, weights: $1["weights"]!, bias: $1["bias"]!) },
            plain: { inputs in
                (0..<3).flatMap { network in
                    Plain.linear(
                        Array(inputs["x"]![10 * network..<10 * (network + 1)]), features: 5,
                        weight: Array(inputs["weights"]![20 * network..<20 * (network + 1)]),
                        bias: Array(inputs["bias"]![4 * network..<4 * (network + 1)]))
                }
            }),
        Pair(
            testDescription: "cross entropy of weighted rows over two", inputs: ["x": [3, 4]],
            engine: {
                $0.crossEntropy(
                    $1["x"]!, labels: [1, 3, 0], weights: [0.5, 0, 2], dividedBy: 2
                ).loss
            },
            plain: { inputs in
                let rows = (0..<3).map { Array(inputs["x"]![4 * $0..<4 * ($0 + 1)]) }
                return [
                    (0.5 * Plain.crossEntropy(rows[0], labels: [1])
                        + 2 * Plain.crossEntropy(rows[2], labels: [0])) / 2
                ]
            }),
        normalizedSum([2, 16, 5, 4], slope: 0, pooling: true, normalizedShortcut: nil),
        normalizedSum([2, 3, 4, 5], slope: 0, pooling: true, normalizedShortcut: nil),
        normalizedSum([2, 16, 3, 4], slope: 0.1, pooling: false, normalizedShortcut: nil),
        normalizedSum([2, 16, 4, 5], slope: 0.1, pooling: true, normalizedShortcut: true),
        normalizedSum([2, 16, 3, 3], slope: 0, pooling: false, normalizedShortcut: false),
        normalizedSum([2, 5, 4, 4], slope: 0.1, pooling: true, normalizedShortcut: true),
        Pair(
            testDescription: "linear",
            inputs: ["x": [3, 5], "weights": [4, 5], "bias": [4]],
            engine: { $0.linear($1["x"]!, weights: $1["weights"]!, bias: $1["bias"]!) },
            plain: {
                Plain.linear($0["x"]!, features: 5, weight: $0["weights"]!, bias: $0["bias"]!)
            }),
        cosine, crossEntropy,
    ]

    private static let cosine = Pair(
        testDescription: "cosine head",
        inputs: ["x": [3, 5], "directions": [4, 5], "scales": [4]],
        engine: { $0.cosine($1["x"]!, $1["directions"]!, $1["scales"]!, epsilon: 0.25) },
        plain: {
            Plain.cosine(
                $0["x"]!, features: 5, direction: $0["directions"]!, norm: $0["scales"]!,
                scale: 10, epsilon: 0.25)
        })

    private static let crossEntropy = Pair(
        testDescription: "cross entropy", inputs: ["x": [4, 3]],
        engine: { $0.crossEntropy($1["x"]!, labels: [2, 0, 1, 2]).loss },
        plain: { [Plain.crossEntropy($0["x"]!, labels: [2, 0, 1, 2])] })

    private static func convolution(
        _ shape: [Int], outputs: Int, kernel: Int, stride: Int
    ) -> Pair {
        let geometry = ConvolutionGeometry(stride: stride, padding: kernel / 2)
        return Pair(
            testDescription: "convolution \(kernel)×\(kernel) of \(shape), stride \(stride)",
            inputs: ["x": shape, "weights": [outputs, shape[1], kernel, kernel]],
            engine: {
                $0.convolution($1["x"]!, weights: $1["weights"]!, geometry, precision: .f32)
            },
            plain: {
                Plain.conv2d(
                    $0["x"]!, shape: shape, weight: $0["weights"]!, outputs: outputs,
                    kernel: kernel, stride: stride, padding: kernel / 2)
            })
    }

    /// After a convolution, whose layout of 16 channels the fused loops take; others go the long
    /// way. The shortcut is normalised, or as it is, or (nil) there is none.
    private static func normalizedSum(
        _ shape: [Int], slope: Float, pooling: Bool, normalizedShortcut: Bool?
    ) -> Pair {
        var inputs = ["x": shape, "scale": [shape[1]], "shift": [shape[1]]]
        if let normalizedShortcut {
            inputs["y"] = shape
            if normalizedShortcut {
                (inputs["scale2"], inputs["shift2"]) = ([shape[1]], [shape[1]])
            }
        }
        return Pair(
            testDescription:
                "normalised sum of \(shape), slope \(slope), pooling \(pooling), shortcut "
                + "\(normalizedShortcut.map { $0 ? "normalised" : "as it is" } ?? "none")",
            inputs: inputs,
            engine: { tape, inputs in
                func zeros() -> Tensor {
                    Tensor(
                        tape.device, [Float](repeating: 0, count: shape[1]), shape: [shape[1]])
                }
                func term(_ x: String, _ scale: String, _ shift: String) -> NormalizedTerm {
                    let x = tape.copied(inputs[x]!, precision: .f32)
                    guard let scale = inputs[scale] else { return NormalizedTerm(x) }
                    return NormalizedTerm(
                        x,
                        NormalizedTerm.Norm(
                            scale: scale, shift: inputs[shift]!, runningMean: zeros(),
                            runningVariance: zeros()))
                }
                var terms = [term("x", "scale", "shift")]
                if normalizedShortcut != nil { terms.append(term("y", "scale2", "shift2")) }
                return tape.normalizedSum(
                    terms, slope: slope, pooling: pooling, momentum: 0.1, epsilon: 1e-5)
            },
            plain: { inputs in
                var z = Plain.batchNorm(
                    inputs["x"]!, shape: shape, weight: inputs["scale"]!, bias: inputs["shift"]!)
                if let y = inputs["y"] {
                    let other =
                        inputs["scale2"].map {
                            Plain.batchNorm(y, shape: shape, weight: $0, bias: inputs["shift2"]!)
                        } ?? y
                    z = zip(z, other).map { $0.0 + $0.1 }
                }
                let active = Plain.leakyRelu(z, slope: Double(slope))
                return pooling ? Plain.maxPool(active, shape: shape) : active
            })
    }

    /// leaky(norm(conv(x)) + x) → max-pool → mixing → flattening → cosine head → mixed losses.
    static let network = Pair(
        testDescription: "network",
        inputs: [
            "x": [3, 4, 4, 5], "weights": [4, 4, 3, 3], "scale": [4], "shift": [4],
            "directions": [3, 16], "scales": [3],
        ],
        engine: { tape, inputs in
            let x = inputs["x"]!
            let convolved = tape.convolution(
                x, weights: inputs["weights"]!, ConvolutionGeometry(stride: 1, padding: 1),
                precision: .f32)
            let normalized = tape.normalized(convolved, inputs["scale"]!, inputs["shift"]!)
            let pooled = tape.maxPooling(
                tape.rectifier(tape.sum(normalized, x), slope: 0.1), size: 2)
            let mixed = tape.flattened(tape.mixed(pooled, partner: [1, 2, 0], lambda: 0.7))
            let scores = tape.cosine(
                mixed, inputs["directions"]!, inputs["scales"]!, epsilon: 1e-5)
            return tape.sum(
                tape.scaled(tape.crossEntropy(scores, labels: [0, 1, 2]).loss, by: 0.7),
                tape.scaled(tape.crossEntropy(scores, labels: [1, 2, 0]).loss, by: 0.3))
        },
        plain: { inputs in
            let x = inputs["x"]!
            let convolved = Plain.conv2d(
                x, shape: [3, 4, 4, 5], weight: inputs["weights"]!, outputs: 4, kernel: 3,
                stride: 1, padding: 1)
            let normalized = Plain.batchNorm(
                convolved, shape: [3, 4, 4, 5], weight: inputs["scale"]!, bias: inputs["shift"]!)
            let active = Plain.leakyRelu(zip(normalized, x).map { $0.0 + $0.1 }, slope: 0.1)
            let mixed = Plain.mix(
                Plain.maxPool(active, shape: [3, 4, 4, 5]), lambda: 0.7, permutation: [1, 2, 0])
            let scores = Plain.cosine(
                mixed, features: 16, direction: inputs["directions"]!, norm: inputs["scales"]!,
                scale: 10)
            return [
                0.7 * Plain.crossEntropy(scores, labels: [0, 1, 2])
                    + 0.3 * Plain.crossEntropy(scores, labels: [1, 2, 0])
            ]
        })
}

extension Tape {
    /// Batch normalisation whose running statistics nobody reads.
    fileprivate func normalized(_ x: Tensor, _ scale: Tensor, _ shift: Tensor) -> Tensor {
        let zeros = [Float](repeating: 0, count: x.shape[1])
        return batchNormalization(
            x, scale: scale, shift: shift,
            runningMean: Tensor(device, zeros, shape: [x.shape[1]]),
            runningVariance: Tensor(device, zeros, shape: [x.shape[1]]), momentum: 0.1,
            epsilon: 1e-5)
    }

    /// The cosine head with scale 10.
    fileprivate func cosine(
        _ x: Tensor, _ directions: Tensor, _ norms: Tensor, epsilon: Float
    ) -> Tensor {
        let weights = scaledRows(normalizedRows(directions, epsilon: 0), by: norms)
        return scaled(linear(normalizedRows(x, epsilon: epsilon), weights: weights), by: 10)
    }
}

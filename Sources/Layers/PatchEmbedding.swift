import Tensors

/// Images as tokens: a linear map of each square of pixels, positions, and tokens of no square
/// before them (Dosovitskiy et al. 2021, "An Image Is Worth 16×16 Words", §3.1), under timm's names.
public struct PatchEmbedding: Layer {
    private let weights: Tensor
    private let bias: Tensor?
    private let classToken, registers, positions: Tensor?
    private let interpolation: PositionInterpolation?
    private let patch, grid: Int

    /// What precedes the squares, and what has a position.
    public struct Prefix: Sendable, Hashable {
        /// Whether there is a class token.
        public var hasClassToken = true
        /// Tokens for nothing but notes (Darcet et al. 2024, "Vision Transformers Need Registers").
        public var registers = 0
        /// Whether these tokens have rows of the position table.
        public var hasPositions = true

        /// A class token with a position.
        public init() {}

        /// The number of tokens.
        public var count: Int { (hasClassToken ? 1 : 0) + registers }
    }

    /// Squares of `patch` pixels to `width` numbers, with positions for images of `imageSize`.
    ///
    /// - Parameter interpolation: nil for no table of positions.
    public init(
        _ scope: Scope, patch: Int, width: Int, imageSize: Int, prefix: Prefix, hasBias: Bool,
        interpolation: PositionInterpolation?
    ) {
        self.patch = patch
        self.interpolation = interpolation
        grid = imageSize / patch
        let inputs = 3 * patch * patch
        let projection = scope("patch_embed")("proj")
        weights = projection.parameter(
            "weight", [width, 3, patch, patch], .uniform(inputs: inputs))
        bias = hasBias ? projection.parameter("bias", [width], .uniform(inputs: inputs)) : nil
        func tokens(_ name: String, _ count: Int, deviation: Double) -> Tensor? {
            count == 0
                ? nil : scope.parameter(name, [1, count, width], .normal(deviation: deviation))
        }
        classToken = tokens("cls_token", prefix.hasClassToken ? 1 : 0, deviation: 1e-6)
        registers = tokens("reg_token", prefix.registers, deviation: 1e-6)
        positions = tokens(
            "pos_embed",
            interpolation == nil ? 0 : grid * grid + (prefix.hasPositions ? prefix.count : 0),
            deviation: 0.02)
    }

    /// (images, 3, height, width) → (images, prefix + squares, width).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        let sides = [x.shape[2] / patch, x.shape[3] / patch]
        pass.grid = sides
        var tokens = tape.linear(
            tape.squares(x, size: patch), weights: tape.flattened(weights), bias: bias)
        guard let positions, let interpolation else { return prefixed(tokens, in: tape) }
        let before = positions.shape[1] - grid * grid
        let table = interpolated(positions, by: interpolation, sides, before: before, in: tape)
        // Positions go to the tokens that they have rows for.
        if before == 0 { tokens = tape.addedToEach(tokens, table) }
        tokens = prefixed(tokens, in: tape)
        return before == 0 ? tokens : tape.addedToEach(tokens, table)
    }

    private func prefixed(_ tokens: Tensor, in tape: Tape) -> Tensor {
        [registers, classToken].reduce(tokens) { tokens, first in
            first.map { tape.prefixed(tokens, by: $0) } ?? tokens
        }
    }

    private func interpolated(
        _ table: Tensor, by interpolation: PositionInterpolation, _ sides: [Int], before: Int,
        in tape: Tape
    ) -> Tensor {
        if sides == [grid, grid] { return table }
        let combinations = interpolation.combinations(
            from: [grid, grid], to: sides, before: before)
        let rows = before + sides[0] * sides[1]
        return tape.combinedRows(
            table,
            by: Tensor(tape.device, combinations, shape: [rows, before + grid * grid]))
    }
}

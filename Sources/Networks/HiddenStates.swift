import Backbones
import Datasets
import Files
import Images
import Layers
import Tensors

/// What a network holds of some images at one layer.
public struct HiddenState: Sendable {
    /// The extents of one image's state: (channels, height, width), or (features).
    public let shape: [Int]
    /// (images × product of `shape`), image by image.
    public let values: [Float]
    /// The numbers of one image's state.
    public var size: Int { shape.reduce(1, *) }

    /// A state of images; `values` is a whole number of images.
    public init(shape: [Int], values: [Float]) {
        self.shape = shape
        self.values = values
    }

    /// The states averaged over the cells of a square grid, the finest that leaves at most `limit`
    /// numbers an image (one cell if none does); states without space, or small enough, stay.
    public func averaged(toAtMost limit: Int) -> HiddenState {
        guard shape.count == 3, size > limit else { return self }
        let (channels, height, width) = (shape[0], shape[1], shape[2])
        var side = min(height, width)
        while side > 1 && channels * side * side > limit { side -= 1 }
        // Where each row and column goes: cells are of equal size but for rounding.
        let (rows, columns) = (
            (0..<height).map { $0 * side / height }, (0..<width).map { $0 * side / width }
        )
        let inCell = { (places: [Int], cell: Int) in Float(places.count { $0 == cell }) }
        let weights = (0..<(side * side)).map {
            1 / (inCell(rows, $0 / side) * inCell(columns, $0 % side))
        }
        var averaged = [Float](repeating: 0, count: values.count / (height * width) * side * side)
        for plane in 0..<(values.count / (height * width)) {
            let (from, to) = (plane * height * width, plane * side * side)
            for y in 0..<height {
                let row = to + rows[y] * side
                for x in 0..<width {
                    averaged[row + columns[x]] += values[from + y * width + x]
                }
            }
            for cell in 0..<(side * side) { averaged[to + cell] *= weights[cell] }
        }
        return HiddenState(shape: [channels, side, side], values: averaged)
    }
}

extension FeatureExtractor {
    /// The hidden states of some images wherever states can be mixed, and their features after
    /// them: mixing layer k is the k-th, 0 being the normalised images themselves.
    ///
    /// All states of the images asked for are in memory together, in single precision: at 84
    /// pixels 170,000 numbers an image for Conv-4, and 2 million for WRN-28-10.
    ///
    /// - Parameter places: the images, as places in `images.files`; states are in their order.
    /// - Throws: `UserError.badData` for an image that cannot be read any more, or states that are
    ///   not finite.
    public func hiddenStates(
        of images: LabeledImages, places: [Int], batchSize: Int = 64
    ) throws -> [HiddenState] {
        let loader = BatchLoader(
            files: images, order: places, batchSize: batchSize, dropLast: false,
            transform: .evaluation(network.input.view),
            normalization: network.input.normalization, threads: network.device.threads,
            readers: network.device.readers)
        let stages = network.backbone.stages
        var shapes = [[Int]](repeating: [], count: stages.count + 1)
        var values = [[Float]](repeating: [], count: stages.count + 1)
        while let batch = try loader.next() {
            let pass = Pass(network.device, .evaluation, precision: network.precision)
            var state = network.input(batch.images, count: batch.count)
            for layer in values.indices {
                if layer > 0 { state = stages[layer - 1](state, in: pass) }
                shapes[layer] = Array(state.shape.dropFirst())
                if values[layer].isEmpty {
                    values[layer].reserveCapacity(state.elementCount / batch.count * places.count)
                }
                values[layer] += state.values()
            }
        }
        let states = zip(shapes, values).map { HiddenState(shape: $0, values: $1) }
        for (layer, state) in states.enumerated() {
            if let index = state.values.firstIndex(where: { !$0.isFinite }) {
                throw UserError(
                    .badData,
                    "The network's state of the image \(images.files[places[index / state.size]].path) "
                        + "is not finite at layer \(layer). Use an earlier checkpoint.")
            }
        }
        return states
    }
}

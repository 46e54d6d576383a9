import CLoops

/// How threads share the outputs of Winograd's algorithm.
struct ThreadShares {
    /// Whether each has some channels of all tiles instead of some tiles: where the weights are
    /// so much larger than the tiles that reading them once is worth transforming every tile in
    /// each thread.
    let byOutputs: Bool
    /// Tiles that one thread goes through at a time, in whole dozens: few where they alone fill its
    /// cache, more where the weights do, which are read again for each time.
    let room: Int
    private let tileCount: Int
    private let blocks: Int
    private let threads: Int

    /// - Parameter ofWeights: whether sums for the gradient of the weights are shared. They are
    ///   written as well as read, so that fewer times are better, and each thread's are added up in
    ///   the end. Measured on two cores, 512 channels at 11 × 11 took 15.3 ms by tiles and 9.0 by
    ///   channels, 256 at 21 × 21 9.1 and 8.1, 128 at 42 × 42 7.0 and 7.4.
    init(_ tileCount: Int, _ tiles: CLoopsTiles, threads: Int, ofWeights: Bool = false) {
        (self.tileCount, self.threads) = (tileCount, threads)
        blocks = (tiles.outputs + 15) / 16
        // So many tiles for each output are few beside the weights.
        let few = ofWeights ? 4 : 0.5
        byOutputs = Double(tileCount) <= few * Double(tiles.outputs) && blocks >= 2 * threads
        // Measured on two cores (at 640 channels 144 tiles are 36 MB a thread, which no cache of
        // theirs holds).
        let (least, most) = (ofWeights ? 36 : 12, 144)
        let enough = (tiles.inputs + tiles.outputs) / 9 + least - 36
        let best = byOutputs ? most : min(most, max(least, enough))
        let own = byOutputs ? tileCount : (tileCount + threads - 1) / threads
        room = (min(best, own) + 11) / 12 * 12
    }

    /// A thread's share: whole fours of tiles, of which the products are made, or pairs of blocks.
    func share(of worker: Int) -> CLoopsShare {
        func bounds(_ count: Int, by unit: Int) -> (Int, Int) {
            let units = (count + unit - 1) / unit
            return (
                min(count, units * worker / threads * unit),
                min(count, units * (worker + 1) / threads * unit)
            )
        }
        let tiles = byOutputs ? (0, tileCount) : bounds(tileCount, by: 4)
        let blocks = byOutputs ? bounds(blocks, by: 2) : (0, blocks)
        return CLoopsShare(
            first: tiles.0, last: tiles.1, firstBlock: blocks.0, lastBlock: blocks.1)
    }
}

import CLoops

/// How threads share the outputs of Winograd's algorithm.
struct ThreadShares {
    /// Tiles that one thread goes through.
    let tiles: Int
    /// Whether each has some channels of all tiles instead of some tiles: where the weights are
    /// so much larger than the tiles that reading them once is worth transforming every tile in
    /// each thread.
    let byOutputs: Bool
    private let tileCount: Int
    private let blocks: Int
    private let threads: Int

    /// - Parameter few: so many tiles for each output are few beside the weights.
    init(_ tileCount: Int, outputs: Int, threads: Int, few: Double) {
        (self.tileCount, self.threads) = (tileCount, threads)
        blocks = (outputs + 15) / 16
        byOutputs = Double(tileCount) <= few * Double(outputs) && blocks >= 2 * threads
        tiles = byOutputs ? tileCount : (tileCount + threads - 1) / threads
    }

    /// A thread's share: whole dozens of tiles, or whole pairs of blocks.
    func share(of worker: Int) -> CLoopsShare {
        func bounds(_ count: Int, by unit: Int) -> (Int, Int) {
            let units = (count + unit - 1) / unit
            return (
                min(count, units * worker / threads * unit),
                min(count, units * (worker + 1) / threads * unit)
            )
        }
        let tiles = byOutputs ? (0, tileCount) : bounds(tileCount, by: 12)
        let blocks = byOutputs ? bounds(blocks, by: 2) : (0, blocks)
        return CLoopsShare(
            first: tiles.0, last: tiles.1, firstBlock: blocks.0, lastBlock: blocks.1)
    }
}

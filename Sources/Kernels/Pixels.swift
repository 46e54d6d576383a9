/// Images whose channels are last, and the tokens that their pixels are: the same memory.
extension Device {
    /// (images, channels, height, width) as (images, height·width, channels).
    public func pixels(_ x: Memory) -> Memory {
        let shape = x.shape
        let last = reordered(x, to: channelsLast(shape))
        return Memory(
            viewing: last, as: plainLayout([shape[0], shape[2] * shape[3], shape[1]]))
    }

    /// (images, height·width, channels) as (images, channels, height, width).
    public func image(_ x: Memory, height: Int, width: Int) -> Memory {
        precondition(x.isPlain, "tokens are row-major")
        return Memory(
            viewing: x, as: channelsLast([x.shape[0], x.shape[2], height, width]))
    }
}

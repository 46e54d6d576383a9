import COneDNN

/// An array of images as panels of up to 16 channels side by side: the blocks of nChw16c, or where
/// channels are last, 16 of them at a time (the last panel overlaps the one before it where they
/// are not whole).
struct ChannelPanels {
    let images, channels, height, width: Int
    /// Whether all channels of a pixel are side by side.
    let isChannelsLast: Bool

    /// Nil in any other layout.
    init?(_ x: Memory) {
        let shape = x.shape
        guard x.precision == .f32, shape.count == 4 else { return nil }
        let device = x.device
        isChannelsLast = x.layout === device.channelsLast(shape)
        guard isChannelsLast || x.layout === device.blocked(shape) else { return nil }
        (images, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    }

    /// Of images of `shape` in blocks.
    init(inBlocks shape: [Int]) {
        isChannelsLast = false
        (images, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    }

    /// Panels of an image.
    var count: Int { (channels + 15) / 16 }
    /// Floats from one pixel to the next.
    var step: Int { isChannelsLast ? channels : 16 }
    /// Channels in memory of one panel.
    var panelChannels: Int { isChannelsLast ? min(16, channels) : 16 }

    func firstChannel(_ panel: Int) -> Int {
        isChannelsLast ? min(panel * 16, max(0, channels - 16)) : panel * 16
    }

    /// Where a panel's first pixel lies.
    func offset(image: Int, panel: Int) -> Int {
        isChannelsLast
            ? image * height * width * channels + firstChannel(panel)
            : (image * count + panel) * height * width * 16
    }

    /// Runs through panels and lanes, with the channel that each lane holds.
    func forEachLane(_ body: (_ panel: Int, _ lane: Int, _ channel: Int) -> Void) {
        for panel in 0..<count {
            for lane in 0..<panelChannels where firstChannel(panel) + lane < channels {
                body(panel, lane, firstChannel(panel) + lane)
            }
        }
    }
}

extension Device {
    /// Single precision in blocks of 16 channels.
    func blocked(_ shape: [Int]) -> Layout { layout(shape, .f32, dnnl_nChw16c) }

    /// Single precision with channels last.
    func channelsLast(_ shape: [Int]) -> Layout { layout(shape, .f32, dnnl_nhwc) }

    /// `x` where it lies in panels, else in blocks.
    func inPanels(_ x: Memory) -> (memory: Memory, panels: ChannelPanels) {
        if let panels = ChannelPanels(x) { return (x, panels) }
        let memory = reordered(x, to: blocked(x.shape))
        return (memory, ChannelPanels(memory)!)
    }
}

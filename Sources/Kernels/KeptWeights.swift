/// What convolutions make of weights before they compute with them.
struct WeightForm: Hashable {
    private let weights: ObjectIdentifier
    private let form: Form

    private enum Form: Hashable {
        case layout(ObjectIdentifier)
        case points(tile: Int32, Precision, transposed: Bool)
    }

    /// The weights in one of oneDNN's layouts.
    init(_ weights: Memory, _ layout: Layout) {
        self.weights = ObjectIdentifier(weights)
        form = .layout(ObjectIdentifier(layout))
    }

    /// The weights at the points of Winograd's algorithm.
    init(_ weights: Memory, at tile: WinogradTile, _ precision: Precision, transposed: Bool) {
        self.weights = ObjectIdentifier(weights)
        form = .points(tile: tile.form, precision, transposed: transposed)
    }
}

extension Device {
    /// Runs `body`, in which no weights change: what convolutions of one pass make of them serves
    /// the other passes too, and takes its memory until the end.
    public func keepingWeights<Result>(_ body: () throws -> Result) rethrows -> Result {
        let outer = keptWeights
        keptWeights = outer ?? [:]
        defer { keptWeights = outer }
        return try body()
    }

    /// `make` of `weights`, only once inside `keepingWeights`. The weights are kept too, so that no
    /// others have their identity.
    func kept<Made: AnyObject>(_ form: WeightForm, of weights: Memory, _ make: () -> Made) -> Made {
        if let known = keptWeights?[form] { return known.made as! Made }
        let made = make()
        keptWeights?[form] = (weights, made)
        return made
    }
}

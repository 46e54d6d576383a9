import Randomness

extension LabeledImages {
    /// Images of archives that wait to be drawn: so far may one come from its place.
    private static let window = 10_000

    /// The order of an epoch: all places in `files`, at random.
    ///
    /// Archives follow each other at random and each is read from its beginning on, so that a disk or
    /// a network reads in long pieces; of the next `window` images one is drawn at a time. Files of
    /// their own are all alike near, and so are few images.
    public func epochOrder(using chance: inout Generator, window: Int? = nil) -> [Int] {
        let window = window ?? Self.window
        guard files.count > window, files.contains(where: \.isInArchive) else {
            return chance.permutation(files.count)
        }
        var archives: [String: [Int]] = [:]
        for (place, file) in files.enumerated() { archives[file.place, default: []].append(place) }
        var order = archives.sorted { $0.value[0] < $1.value[0] }.map { _, places in
            places.sorted { (files[$0].member?.start ?? 0) < (files[$1].member?.start ?? 0) }
        }
        chance.shuffle(&order)
        var waiting: [Int] = []
        var drawn: [Int] = []
        drawn.reserveCapacity(files.count)
        for place in order.joined() {
            guard waiting.count == window else {
                waiting.append(place)
                continue
            }
            let next = chance.integer(below: window)
            drawn.append(waiting[next])
            waiting[next] = place
        }
        chance.shuffle(&waiting)
        return drawn + waiting
    }
}

/// Choices made with integers alone: the same on every machine and Swift version.
extension Generator {
    /// A whole number in `0..<bound`, each equally likely (Lemire 2019, with rejection).
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "integer(below:) needs a positive bound")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Shuffles `items` in place: Fisher–Yates, our own because the standard library's may change
    /// between Swift versions and published episodes must not.
    public mutating func shuffle<Element>(_ items: inout [Element]) {
        guard items.count > 1 else { return }
        for i in 0..<(items.count - 1) {
            items.swapAt(i, i + integer(below: items.count - i))
        }
    }

    /// The numbers `0..<count` in random order.
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        shuffle(&order)
        return order
    }

    /// `count` distinct numbers of `0..<total` in random order; `count` is at most `total`.
    /// A Fisher–Yates shuffle of which only the start is made; what it moved is looked up, in a few
    /// dozen pairs one after the other, in more by a table.
    public mutating func choose(_ count: Int, from total: Int) -> [Int] {
        precondition(count >= 0 && count <= total, "choose: sample larger than population")
        guard count <= 32 else { return chooseMany(count, from: total) }
        // What each move put where; of several to one place the latest counts.
        return withUnsafeTemporaryAllocation(of: (place: Int, holds: Int).self, capacity: count) {
            moved in
            func held(_ place: Int, _ moves: Int) -> Int {
                for move in stride(from: moves - 1, through: 0, by: -1)
                where moved[move].place == place { return moved[move].holds }
                return place
            }
            return (0..<count).map { i in
                let j = i + integer(below: total - i)
                let picked = held(j, i)
                moved[i] = (j, held(i, i))
                return picked
            }
        }
    }

    private mutating func chooseMany(_ count: Int, from total: Int) -> [Int] {
        var moved: [Int: Int] = [:]
        return (0..<count).map { i in
            let j = i + integer(below: total - i)
            let picked = moved[j] ?? j
            moved[j] = moved[i] ?? i
            return picked
        }
    }
}

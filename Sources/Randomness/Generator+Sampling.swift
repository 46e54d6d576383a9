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
    /// Cost: `count` draws, whatever `total` is (a sparse Fisher–Yates).
    public mutating func choose(_ count: Int, from total: Int) -> [Int] {
        precondition(count >= 0 && count <= total, "choose: sample larger than population")
        var moved: [Int: Int] = [:]
        return (0..<count).map { i in
            let j = i + integer(below: total - i)
            let picked = moved[j] ?? j
            moved[j] = moved[i] ?? i
            return picked
        }
    }
}

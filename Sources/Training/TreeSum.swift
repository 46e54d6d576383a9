/// A sum in the order of a binary tree, whose leaves come one after the other: four of them are added
/// as (a + b) + (c + d).
///
/// Sums of rounded numbers depend on their order. This order depends on the number of leaves alone,
/// and where that is a power of two, the sum over any half, quarter or eighth of them is a branch of
/// the tree: so it is the same to the bit however many processes add up a part each. One value waits
/// on each level at most.
public struct TreeSum<Value> {
    private let add: (inout Value, Value) -> Void
    private var branches: [(leaves: Int, sum: Value)] = []

    /// A sum of nothing yet, by an `add` to the left of two values.
    public init(by add: @escaping (inout Value, Value) -> Void) { self.add = add }

    /// The next leaf.
    public mutating func append(_ leaf: Value) {
        var right = (leaves: 1, sum: leaf)
        while branches.last?.leaves == right.leaves {
            var left = branches.removeLast()
            add(&left.sum, right.sum)
            right = (left.leaves * 2, left.sum)
        }
        branches.append(right)
    }

    /// What waits on the levels, the nearest leaves' last: what the last leaf of the tree is added to.
    public var waiting: [Value] { branches.map(\.sum) }

    /// The sum of all leaves so far, a power of two of them; the next leaf begins another sum.
    public mutating func take() -> Value {
        precondition(branches.count == 1, "a tree of 2, 4, 8, … leaves has one root")
        return branches.removeLast().sum
    }
}

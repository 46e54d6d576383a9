import Testing
import Training

@Suite("Sums in the order of a tree")
struct TreeSumTests {
    private func sum(_ leaves: some Sequence<String>) -> String {
        var sum = TreeSum<String> { $0 = "(\($0)+\($1))" }
        for leaf in leaves { sum.append(leaf) }
        return sum.take()
    }

    @Test("neighbours are added first, then their sums")
    func order() {
        #expect(sum(["a"]) == "a")
        #expect(sum(["a", "b"]) == "(a+b)")
        #expect(
            sum(["a", "b", "c", "d", "e", "f", "g", "h"])
                == "(((a+b)+(c+d))+((e+f)+(g+h)))")
    }

    @Test("the sums of equal parts, added the same way, are the sum", arguments: [1, 2, 4, 8, 16])
    func branches(_ parts: Int) {
        let leaves = (0..<16).map(String.init)
        let each = leaves.count / parts
        let sums = (0..<parts).map { sum(leaves[$0 * each..<($0 + 1) * each]) }
        #expect(sum(sums) == sum(leaves))
    }

    @Test("a sum that was taken leaves nothing behind")
    func again() {
        var sum = TreeSum<[Int]> { $0 += $1 }
        sum.append([1])
        sum.append([2])
        #expect(sum.take() == [1, 2])
        sum.append([3])
        #expect(sum.take() == [3])
    }
}

import Foundation
import Randomness
import Statistics
import Testing

@Suite("Doubts of labels")
struct LabelDoubtsTests {
    /// Things of `classes` classes whose scores are 1 for the true one and normal around it, and
    /// labels of which the share `wrong` is another.
    private static func things(
        _ count: Int, classes: Int, spread: Double, wrong: Double
    ) -> (scores: [Float], labels: [Int], isWrong: [Bool]) {
        var generator = Generator(seed: 11)
        var (scores, labels, isWrong) = ([Float](), [Int](), [Bool]())
        for thing in 0..<count {
            let truth = thing % classes
            scores += (0..<classes).map {
                Float(($0 == truth ? 1 : 0) + spread * generator.normal())
            }
            let isOther = generator.uniform() < wrong
            labels.append(
                isOther ? (truth + 1 + generator.integer(below: classes - 1)) % classes : truth)
            isWrong.append(isOther)
        }
        return (scores, labels, isWrong)
    }

    @Test("Where scores are clear, all wrong labels are named, with the class that they should be")
    func clear() {
        let (scores, labels, isWrong) = Self.things(2000, classes: 5, spread: 0.1, wrong: 0.03)
        let doubts = LabelDoubts(scores: scores, labels: labels, classes: 5)
        let wrong = isWrong.indices.filter { isWrong[$0] }
        // Whatever the others bear, nothing is named that is likelier to be right.
        #expect(doubts.suspects(precision: 0).allSatisfy { doubts.chances[$0] >= 0.5 })
        let sure = doubts.suspects(least: 0.8, precision: 0)
        #expect(sure == doubts.suspects(precision: 0).filter { doubts.chances[$0] >= 0.8 })
        let named = doubts.suspects(precision: 0.95)
        #expect(named.prefix(60).allSatisfy { isWrong[$0] } && Set(wrong).isSubset(of: named))
        #expect(Double(named.count) * 0.95 < Double(wrong.count))
        #expect(wrong.allSatisfy { doubts.others[$0] == $0 % 5 })
        // Ten standard deviations lie between the scores of two classes.
        #expect(doubts.agreeing == 2000 - wrong.count)
        #expect(abs(doubts.share - Double(wrong.count) / 2000) < 1e-3)
    }

    @Test("Chances come true: of things of about one chance, about that share is wrong")
    func calibrated() {
        let (scores, labels, isWrong) = Self.things(40_000, classes: 4, spread: 0.45, wrong: 0.1)
        let doubts = LabelDoubts(scores: scores, labels: labels, classes: 4)
        #expect(abs(doubts.share - 0.1) < 0.01)
        for low in stride(from: 0.0, to: 1, by: 0.25) {
            let bin = labels.indices.filter {
                doubts.chances[$0] >= low && doubts.chances[$0] < low + 0.25
            }
            let said = bin.reduce(0) { $0 + doubts.chances[$1] } / Double(bin.count)
            let seen = Double(bin.count { isWrong[$0] }) / Double(bin.count)
            // Three standard errors.
            let error = 3 * (said * (1 - said) / Double(bin.count)).squareRoot()
            #expect(bin.count > 100 && abs(said - seen) < error + 0.01)
        }
        let named = doubts.suspects(precision: 0.95)
        let right = Double(named.count { isWrong[$0] }) / Double(named.count)
        // β is tried in steps of a tenth, which is a hundredth here.
        #expect(named.count > 1000 && right > 0.93)
    }

    @Test("Scores that saturate say less of what they say strongly")
    func saturation() {
        let (many, given, _) = Self.things(4000, classes: 4, spread: 0.45, wrong: 0.1)
        let sure = LabelDoubts(scores: many, labels: given, classes: 4)
        let wary = LabelDoubts(scores: many, labels: given, classes: 4, saturation: 3)
        let hardly = LabelDoubts(scores: many, labels: given, classes: 4, saturation: 1e9)
        #expect(zip(hardly.chances, sure.chances).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(wary.share < sure.share && wary.chances.max()! < sure.chances.max()!)
        #expect(wary.suspects(precision: 0.95).count < sure.suspects(precision: 0.95).count)
    }

    @Test("Where scores tell nothing, nobody is suspected")
    func blind() {
        let (noise, labels, _) = Self.things(500, classes: 3, spread: 20, wrong: 0.05)
        // As large as scores of a regression are.
        let doubts = LabelDoubts(scores: noise.map { 0.02 * $0 }, labels: labels, classes: 3)
        #expect(doubts.suspects(precision: 0.95).isEmpty)
        // Of two alone each is like the other class: that is no reason to exchange them.
        let two = LabelDoubts(scores: [0, 1, 1, 0], labels: [0, 1], classes: 2)
        #expect(two.suspects(precision: 0.95).isEmpty)
    }
}

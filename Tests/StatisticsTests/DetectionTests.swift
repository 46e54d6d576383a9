import Foundation
import Statistics
import TestSupport
import Testing

/// Telling outsiders apart, against scikit-learn (`detection.py`) and by hand.
@Suite("Detection of outsiders")
struct DetectionTests {
    private struct Case: Decodable {
        let outside, inside: [Double]
        let auroc, aupr, precisionAt90: Double
    }

    @Test("Areas and precision are scikit-learn's, with and without equal scores")
    func byScikitLearn() throws {
        let cases = try references("detection", as: Case.self)
        #expect(cases.count == 9)
        for own in cases {
            let detection = try #require(Detection(outside: own.outside, inside: own.inside))
            #expect(abs(detection.auroc - own.auroc) < 1e-12)
            #expect(abs(detection.aupr - own.aupr) < 1e-12)
            #expect(abs(detection.precisionAt90 - own.precisionAt90) < 1e-12)
        }
    }

    @Test("Scores that say all, nothing and the contrary")
    func ends() throws {
        let all = try #require(Detection(outside: [3, 4], inside: [1, 2, -.infinity]))
        #expect(all.auroc == 1 && all.aupr == 1 && all.precisionAt90 == 1)
        let nothing = try #require(Detection(outside: [5, 5], inside: [5, 5, 5, 5, 5, 5]))
        #expect(nothing.auroc == 0.5 && nothing.precisionAt90 == 0.25)
        // Their share.
        #expect(nothing.aupr == 0.25)
        let contrary = try #require(Detection(outside: [1], inside: [2, 3]))
        #expect(contrary.auroc == 0 && contrary.precisionAt90 == 1.0 / 3)
    }

    @Test("By hand: four images")
    func byHand() throws {
        // In order: outsider, class, outsider, class. Pairs won: 2 + 1 of 4.
        let detection = try #require(Detection(outside: [4, 2], inside: [3, 1]))
        #expect(detection.auroc == 0.75)
        // The outsiders are found at the precisions 1 and ⅔.
        #expect(abs(detection.aupr - (1 + 2.0 / 3) / 2) < 1e-15)
        #expect(abs(detection.precisionAt90 - 2.0 / 3) < 1e-15)
    }

    @Test("Without images of one kind there is nothing to tell apart")
    func none() {
        #expect(Detection(outside: [], inside: [1]) == nil)
        #expect(Detection(outside: [1], inside: []) == nil)
    }
}

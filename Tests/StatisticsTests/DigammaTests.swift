import Statistics
import Testing

@Suite("Digamma")
struct DigammaTests {
    @Test("Its values are SciPy's (scipy.special.psi, 1.17.1), near its zero to the digit as well")
    func values() {
        for (x, expected) in [
            (1e-3, -1000.5755719318103), (0.1, -10.423754940411076), (0.5, -1.9635100260214235),
            (1, -0.5772156649015329), (2, 0.42278433509846713), (5.5, 1.611093148581751),
            (9.99, 2.250700372831201), (10, 2.251752589066721), (47.25, 3.8448333187133032),
            (1e6, 13.81551005796419),
        ] {
            #expect(abs(digamma(x) - expected) < 4e-15 * max(1, abs(expected)), "\(x)")
        }
        #expect(abs(digamma(1.4616321449683622)) < 1e-15)
    }

    @Test("ψ(x + 1) = ψ(x) + 1/x across where the series begins")
    func recurrence() {
        for x in stride(from: 8.5, to: 11, by: 0.25) {
            #expect(abs(digamma(x + 1) - digamma(x) - 1 / x) < 2e-15)
        }
    }
}

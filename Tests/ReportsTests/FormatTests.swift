import Reports
import Testing

@Suite struct FormatTests {
    @Test("An accuracy has as many decimals as its interval supports")
    func accuracies() {
        #expect(Format.percent(0.52314, plusMinus: 0.00203) == "52.31 ± 0.20 %")
        #expect(Format.percent(0.52314, plusMinus: 0.0143) == "52.3 ± 1.4 %")
        #expect(Format.percent(0.52314, plusMinus: 0.14) == "52 ± 14 %")
        #expect(Format.percent(0.2, plusMinus: 0.00001) == "20.00 ± < 0.01 %")
        #expect(Format.percent(1, plusMinus: 0) == "100.00 ± 0.00 %")
        #expect(Format.percent(0.5, plusMinus: nil) == "50.00 %")
    }

    @Test("What has no digits is said in words, and no number is too large")
    func extremes() {
        let extremes = [Double.nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude]
        for value in extremes {
            for text in [
                Format.fixed(value, decimals: 2), Format.signed(value, decimals: 1),
                Format.probability(value), Format.trimmed(value, decimals: 3), Format.count(value),
                Format.percent(value), Format.percent(0.5, plusMinus: value),
                Format.percent(value, plusMinus: 0.1), Format.duration(value),
            ] { #expect(text.count < 30 && !text.contains("nan") && !text.contains("inf ")) }
        }
        #expect(Format.percent(.nan, plusMinus: 0.1) == "not a number")
        #expect(Format.duration(.nan) == "not a number" && Format.duration(1e300) == "1e+300 s")
        #expect(Format.count(1234.4) == "1,234" && Format.count(Double.nan) == "not a number")
        #expect(Format.count(Int.min) == "-9,223,372,036,854,775,808")
    }

    @Test("Counts, times and lists read as people write them")
    func words() {
        #expect(
            [0, 999, 1000, 1_234_567, -1000].map { Format.count($0) }
                == ["0", "999", "1,000", "1,234,567", "-1,000"])
        #expect(Format.count(1, "image") == "1 image")
        #expect(Format.count(2, "class", "classes") == "2 classes")
        #expect(
            [0.04, 9.96, 59.4, 59.6, 200, 7500, 3599.9].map { Format.duration($0) }
                == [
                    "0.0 s", "10 s", "59 s", "1 min 00 s", "3 min 20 s", "2 h 05 min", "1 h 00 min",
                ])
        #expect(
            [[], ["a"], ["a", "b"], ["a", "b", "c"]].map { Format.list($0) }
                == ["", "a", "a and b", "a, b and c"])
        #expect(Format.fixed(-0.001, decimals: 2) == "0.00")
        #expect(Format.trimmed(-0.5, decimals: 2) == "-0.5")
    }

    @Test(
        "Time that is left reads as on a clock",
        arguments: [
            (0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (750, "12:30"), (11_100, "3:05:00"),
            (-1, "0:00"), (.infinity, "?"), (.nan, "?"),
        ] as [(Double, String)])
    func clocks(seconds: Double, text: String) {
        #expect(Format.clock(seconds) == text)
    }
}

import Documents
import Files
import Foundation
import Reports
import Statistics

/// The report of `fewshot glyphs`.
public struct GlyphsReport: IllustrationReport, Sendable {
    /// What was trained and measured.
    public var record: GlyphsRecord

    /// A report of `record`.
    public init(record: GlyphsRecord) { self.record = record }

    /// Writes the report to `url`, its figures and glyphs.json beside it.
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        var report = RenderedReport(fileName: url.lastPathComponent)
        report.heading(1, "Mixing losses, not labels: strings of glyphs")
        report.paragraph(introduction)
        report.show(.table(table))
        report.paragraph(
            """
            Means over \(Format.word(record.methods[0].runs.count)) seeds, each with strings and \
            first weights of its own, the same for both methods; ± is their standard deviation. \
            “Errors” are glyphs to be replaced, put in or left out until what was read is what is \
            there, over the glyphs there are, in \(Format.count(record.heldOutStrings)) new strings \
            and in the strings learned from. NLL is the mean of −ln p of the right string, in nats, \
            over the new strings.
            """)
        report.heading(2, "Claimed and seen")
        report.paragraph(
            """
            Moysset and Messina (\(link: "2019", to: "https://arxiv.org/abs/1903.04246")) report \
            that Manifold Mixup with the mixed loss improves the recognition of handwritten lines. \
            Here, with mixing minus without on the same strings, the mean and its 95 % interval over \
            seeds:
            """)
        report.show(.list(claims))
        try report.add(curves, as: "learning")
        report.heading(2, "What was read")
        try report.add(pictures, as: "strings")
        let letters = record.alphabet.indices.map { "\(Self.letter($0)) \(record.alphabet[$0])" }
        report.paragraph("The glyphs are \(Format.list(letters)).")
        try report.addOrigin(
            record.command,
            """
            Seed \(record.seed), \(Format.count(record.steps)) steps of \
            \(Format.count(record.batch)) strings; \(Format.duration(record.seconds)) on \
            \(record.machine.cpu).
            """, in: record, as: "glyphs.json")
        try report.write(to: url)
    }

    /// What was seen, in one line.
    public var summary: String {
        claims.joined(separator: " ").plain
    }

    private var introduction: Text {
        """
        Pictures of three to six glyphs, drawn with strong variation, and a small convolutional \
        network whose columns are the frames of a sequence. It learns from \
        \(Format.count(record.strings)) strings by connectionist temporal classification (Graves et \
        al. 2006), the −ln of the probability that the frames spell the string, whichever way. A \
        string is not a vector that could be averaged with another: Manifold Mixup mixes two \
        pictures, or what the network makes of them, and the two \(emphasis: "losses") with the \
        same weights, λ·L(a) + (1 − λ)·L(b). Layer, λ ~ Beta(1, 1) and partners are drawn at each \
        step; everything else is the same in both methods.
        """
    }

    private var table: Table {
        Table(
            [
                .words("Method"), .numbers("Errors"), .numbers("NLL"),
                .numbers("Errors where it learned"),
            ],
            record.methods.map { method in
                [
                    method.name, percent(method.runs.map(\.errorRate)),
                    number(method.runs.map(\.negativeLogLikelihood)),
                    percent(method.runs.map(\.trainingErrorRate)),
                ].map { Text($0) }
            })
    }

    private var claims: [Text] {
        let differences = record.differences
        return [
            claim(
                "Fewer glyphs of new strings are read wrongly", differences.errorRate, scale: 100,
                unit: "points"),
            claim(
                "New strings are more likely", differences.negativeLogLikelihood, scale: 1,
                unit: "nats"),
        ]
    }

    private func claim(
        _ text: String, _ difference: GlyphsRecord.Difference, scale: Double, unit: String
    ) -> Text {
        let numbers =
            "\(Format.signed(scale * difference.mean, decimals: 2)) ± "
            + "\(Format.fixed(scale * difference.ci95, decimals: 2)) \(unit)"
        guard abs(difference.mean) > difference.ci95 else {
            return
                "\(text): \(strong: "not seen clearly") at this size (\(numbers) includes zero)."
        }
        let verdict = difference.mean < 0 ? "seen" : "the opposite was seen"
        return "\(text): \(strong: verdict) (\(numbers))."
    }

    private var curves: LineChart {
        LineChart(
            title: "Errors on new strings while learning",
            note: "Mean over seeds; the band is one standard deviation to either side",
            x: ("step", .whole), y: ("errors per glyph", .percent),
            series: record.methods.map { method in
                let steps = method.runs.first?.curve.map(\.step) ?? []
                let moments = steps.indices.map { place in
                    method.runs.map { $0.curve[place].errorRate }.moments
                }
                return .init(
                    method.name, zip(steps, moments).map { (Double($0), $1.mean) },
                    band: moments.map(\.deviation))
            })
    }

    private var pictures: StringPictures {
        StringPictures(
            title: "New strings, and what the first seed's networks read",
            note: "✗ marks what is not what the picture says",
            readers: record.methods.map(\.name),
            pictures: record.samples.map { sample in
                .init(
                    width: sample.width, pixels: sample.pixels.map { Double($0) / 255 },
                    label: Self.word(sample.label), read: sample.read.map(Self.word))
            })
    }

    /// A letter for each glyph, so that a string can be written.
    private static func letter(_ glyph: Int) -> String {
        String(UnicodeScalar(UInt8(65 + glyph % 26)))
    }

    private static func word(_ glyphs: [Int]) -> String { glyphs.map(letter).joined() }

    private func percent(_ values: [Double]) -> String {
        let (mean, deviation) = values.moments
        return Format.percent(mean, plusMinus: deviation)
    }

    private func number(_ values: [Double]) -> String {
        let (mean, deviation) = values.moments
        return Format.fixed(mean, decimals: 3) + " ± "
            + Format.fixed(deviation, decimals: 3)
    }
}

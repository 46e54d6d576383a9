import Foundation

/// Numbers and sentences as people read them; the same on every machine.
public enum Format {
    /// `value` with exactly `decimals` decimals; never "-0". What has no such digits is said in
    /// words: "not a number", "infinite".
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : "infinite" }
        guard abs(value) < 1e15 else { return plain(value) }
        let text = String(format: "%.\(decimals)f", value)
        return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
            ? String(text.dropFirst()) : text
    }

    /// `value` with its sign, plus or a real minus: "+0.31", "−1.20"; zero has none.
    public static func signed(_ value: Double, decimals: Int) -> String {
        let text = fixed(abs(value), decimals: decimals)
        guard text.contains(where: { ("1"..."9").contains($0) }) else { return text }
        return (value < 0 ? "−" : "+") + text
    }

    /// A probability to two digits, small ones as a bound: "0.41", "0.0032", "< 0.0001"; with
    /// `relation`, "= 0.41".
    public static func probability(_ value: Double, relation: Bool = false) -> String {
        guard !value.isNaN else { return fixed(value, decimals: 0) }
        guard value >= 0.0001 else { return "< 0.0001" }
        let decimals = value >= 0.1 ? 2 : value >= 0.01 ? 3 : value >= 0.001 ? 4 : 5
        return (relation ? "= " : "") + fixed(min(value, 1), decimals: decimals)
    }

    /// `value` with at most `decimals` decimals.
    public static func trimmed(_ value: Double, decimals: Int) -> String {
        var text = fixed(value, decimals: decimals)
        guard text.contains("."), !text.contains("e") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// A setting as people write it: "0.1", "0.0005", "1e-05"; up to six digits.
    public static func plain(_ value: Double) -> String { String(format: "%g", value) }

    /// A whole number with a comma between thousands: "10,000".
    public static func count(_ value: Int) -> String {
        var result = ""
        for (i, digit) in String(value.magnitude).reversed().enumerated() {
            if i > 0 && i % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + String(result.reversed())
    }

    /// `value` rounded to a whole number, likewise; what is none is said in words.
    public static func count(_ value: Double) -> String {
        Int(exactly: value.rounded()).map(count) ?? fixed(value, decimals: 0)
    }

    /// "1 image", "10,000 images".
    public static func count(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? singular : plural ?? singular + "s")"
    }

    /// A fraction as percent: "52.31 %".
    public static func percent(_ fraction: Double, decimals: Int = 2) -> String {
        fixed(100 * fraction, decimals: decimals) + (fraction.isFinite ? " %" : "")
    }

    /// A fraction and its interval as percent, with as many decimals as the interval supports (two
    /// significant digits of it, at most two decimals): "52.31 ± 0.20 %", "52 ± 14 %".
    /// Without an interval, "52.31 %".
    public static func percent(_ fraction: Double, plusMinus interval: Double?) -> String {
        guard let interval, fraction.isFinite, interval.isFinite else { return percent(fraction) }
        let points = 100 * interval
        let decimals = points >= 9.95 ? 0 : points >= 0.995 ? 1 : 2
        let shown =
            points > 0 && points < 0.005 ? "< 0.01" : fixed(points, decimals: decimals)
        return "\(fixed(100 * fraction, decimals: decimals)) ± \(shown) %"
    }

    /// A time span in its two largest units, for a sentence: "0.8 s", "42 s", "3 min 20 s", "2 h 05 min".
    public static func duration(_ seconds: Double) -> String {
        if seconds < 9.95 { return fixed(max(seconds, 0), decimals: 1) + " s" }
        guard seconds < 1e15 else {
            return fixed(seconds, decimals: 0) + (seconds.isFinite ? " s" : "")
        }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
        return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
    }

    /// A time span where a line is short, in a terminal: "0:07", "12:30", "3:05:00"; "?" for one that
    /// has no end.
    public static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "?" }
        let all = Int(max(seconds, 0).rounded())
        let (hours, minutes) = (all / 3600, all / 60 % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, all % 60)
            : String(format: "%d:%02d", minutes, all % 60)
    }

    /// "a", "a and b", "a, b and c".
    public static func list(_ items: [String]) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Numbers up to ten as words, others as digits.
    public static func word(_ value: Int) -> String {
        let words = [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        ]
        return words.indices.contains(value) ? words[value] : count(value)
    }
}

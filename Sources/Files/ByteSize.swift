/// Sizes in bytes, as people write and read them.
public enum ByteSize {
    private static let units = [("GB", 1 << 30), ("MB", 1 << 20)]

    /// What a person typed: "4GB", "500MB", or "off" for 0.
    ///
    /// - Throws: `UserError.usage` for anything else, naming `setting`.
    public static func bytes(_ text: String, setting: String) throws -> Int {
        if text == "off" { return 0 }
        if let (unit, bytes) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Int(text.dropLast(unit.count)), (1...1 << 20).contains(number)
        {
            return number * bytes
        }
        throw UserError(
            setting: setting, "is \(text); it must be a size such as 4GB or 500MB, or off.")
    }

    /// "1.5 GB", "12.0 MB", "0.1 MB".
    public static func words(_ bytes: Int) -> String {
        let (name, unit) = units.first { bytes >= $0.1 } ?? units.last!
        let tenths = (Double(bytes) / Double(unit) * 10).rounded()
        return "\(max(tenths, bytes > 0 ? 1 : 0) / 10) \(name)"
    }
}

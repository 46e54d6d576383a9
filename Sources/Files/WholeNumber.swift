import Foundation

/// Whole numbers as people write them.
public enum WholeNumber {
    /// What `text` is wrong with where a whole number is wanted, as "is 1e4; write it as 10000.";
    /// nil for one that `Int` reads.
    public static func fault(of text: String) -> String? {
        guard Int(text) == nil else { return nil }
        if let meant = meant(by: text) { return "is \(text); write it as \(meant)." }
        return "is \(text); it must be a \(Double(text) == nil ? "" : "whole ")number."
    }

    /// The number that is written in another form than a whole number's: 10000 for "1e4",
    /// "10,000", "10_000" and "10000.0"; nil for anything else.
    public static func meant(by text: String) -> Int? {
        guard Int(text) == nil else { return nil }
        let groups = text.split(omittingEmptySubsequences: false) { ",_' ".contains($0) }
        if groups.count > 1 {
            let (first, rest) = (groups[0], groups.dropFirst())
            guard (1...3).contains(first.count), first.first != "0",
                rest.allSatisfy({ $0.count == 3 })
            else { return nil }
            return Int(groups.joined())
        }
        return Double(text).flatMap(Int.init(exactly:))
    }
}

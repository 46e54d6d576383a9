import ArgumentParser
import Files

/// Numbers among the words of the command line, which ArgumentParser alone takes for options where
/// they are negative, and refuses without saying why.
enum NumberWords {
    /// The words with every negative number behind an option joined to it: "--seed -1" as
    /// "--seed=-1". No option begins with a digit.
    static func joined(_ words: [String]) -> [String] {
        var joined: [String] = []
        var mayBeOptions = true
        for word in words {
            mayBeOptions = mayBeOptions && word != "--"
            if mayBeOptions, isNegative(word), let option = joined.last,
                option.hasPrefix("--"), !option.contains("=")
            {
                joined[joined.count - 1] = "\(option)=\(word)"
            } else {
                joined.append(word)
            }
        }
        return joined
    }

    /// What is wrong with the number that ArgumentParser's `error` is about; nil where it is about
    /// something else, or says what is allowed.
    static func fault(_ error: any Error) -> UserError? {
        let pattern = #/The value '(.*)' is invalid for '--([a-z-]+) <[^>]*>'/#
        guard let match = try? pattern.wholeMatch(in: Fewshot.message(for: error)) else {
            return nil
        }
        // Int takes it, so that it is the seed's sign or size that is wrong.
        let text = String(match.1)
        return UserError(
            setting: String(match.2),
            WholeNumber.fault(of: text) ?? "is \(text); it must be 0 or more.")
    }

    private static func isNegative(_ word: String) -> Bool {
        word.prefixMatch(of: #/-\.?[0-9]/#) != nil
    }
}

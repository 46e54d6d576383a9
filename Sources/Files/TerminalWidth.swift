import Foundation

/// The terminals that this process writes to.
public enum TerminalWidth {
    /// Columns of the terminal at `descriptor`, 80 where it does not say; nil where there is none, or
    /// one that only types.
    public static func columns(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1, ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
            return nil
        }
        var size = winsize()
        let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return known && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

extension String {
    /// Each of the lines, broken between words where it is longer than `columns`; what follows is
    /// indented. A number and its sign stay together, and a word that is longer stays whole.
    public func wrapped(to columns: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.count > columns else { return String(line) }
            var lines = [""]
            for word in line.split(separator: " ", omittingEmptySubsequences: false) {
                let isSign = word.first.map("%±×".contains) ?? false
                let isFirst = lines == [""]
                // Room stays for the sign, and a comma, that may follow.
                if isFirst || isSign || lines.last!.count + 1 + word.count <= columns - 3 {
                    lines[lines.count - 1] += (isFirst ? "" : " ") + word
                } else {
                    lines.append("    " + word)
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

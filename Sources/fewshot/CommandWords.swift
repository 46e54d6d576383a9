import ArgumentParser
import Files

/// The words of the command line, as text and as a shell takes them.
enum CommandWords {
    /// All words; names of files that are not UTF-8 are as `FileName` has them.
    static let all: [String] = (0..<Int(CommandLine.argc)).compactMap { place in
        CommandLine.unsafeArgv[place].map { FileName.text(of: UnsafePointer($0)) }
    }

    /// The command's name.
    static var name: String { all.dropFirst().first ?? "" }

    /// Throws where one of these options was given, each with whether it was.
    static func refuse(_ options: [(name: String, isGiven: Bool)], _ reason: String) throws {
        let given = options.filter(\.isGiven).map { "--\($0.name)" }
        guard given.isEmpty else {
            throw UserError(.usage, "\(given.joined(separator: ", ")): \(reason)")
        }
    }

    /// The one value of an option; nil where it was not given. Of two, the parser would take the last
    /// and say nothing.
    static func only(_ values: [String], of option: String) throws -> String? {
        guard values.count < 2 else {
            throw UserError(
                .usage,
                "--\(option) was given \(values.count) times (\(values.joined(separator: ", "))); it "
                    + "takes one file.")
        }
        return values.first
    }

    /// Throws where help is asked for on what is no command: the parser would show that of all.
    static func requireKnown() throws {
        guard name == "help", let topic = all.dropFirst(2).first, !topic.hasPrefix("-") else {
            return
        }
        let commands = Fewshot.configuration.subcommands.compactMap {
            $0.configuration.commandName
        }
        guard topic == "help" || commands.contains(topic) else {
            throw UserError(
                .usage,
                "There is no command \(topic). The commands are \(commands.joined(separator: ", "))."
            )
        }
    }

    /// Throws where a word is empty, which a path would take for the current folder: a shell makes
    /// that of a variable that is not set.
    static func requireWords() throws {
        for (place, word) in all.enumerated().dropFirst() {
            let isJoined = word.hasPrefix("--") && word.hasSuffix("=")
            guard word.isEmpty || isJoined else { continue }
            let before = all[place - 1]
            let name =
                isJoined
                ? String(word.dropLast())
                : before.hasPrefix("-") ? before : "Word \(place) of the command"
            throw UserError(
                .usage,
                "\(name) is empty. Is a variable of the shell not set? The current folder would be a "
                    + "dot.")
        }
    }

    /// The names of a command's options, as its help lists them: each begins a line, with what it
    /// means behind two spaces or more.
    static func options(of command: ParsableCommand.Type) -> Set<String> {
        let help = Fewshot.helpMessage(for: command, includeHidden: true)
        let names = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap { line in
            line.dropFirst(2).split(separator: "  ")[0]
                .matches(of: #/--([a-z0-9-]+)/#).map { String($0.1) }
        }
        return Set(names)
    }

    /// The command as it can be typed again, the program by its name alone. Whether it may replace
    /// something, how it shows it, or who does a part of it, is no part of what repeats a result.
    static var command: String {
        var words = all.dropFirst().filter { !["--overwrite", "--open", "--json"].contains($0) }
        words.removeAll { $0.hasPrefix("--only=") }
        if let only = words.firstIndex(of: "--only") {
            words.removeSubrange(only..<min(only + 2, words.endIndex))
        }
        return (["fewshot"] + words.map(quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let bytes = FileName.bytes(of: word)
        if word.visible != word || bytes != Array(word.utf8) { return quoted(bytes) }
        let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0) }
        // By scalar, as a shell reads it: a mark may combine with a quote.
        let inside = word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }
        return plain && !word.isEmpty ? word : "'\(inside.joined())'"
    }

    /// What cannot be seen, byte by byte, in the form that bash has for it.
    private static func quoted(_ bytes: [UInt8]) -> String {
        let text = bytes.map { byte in
            let isPlain = (0x20..<0x7f).contains(byte) && !"'\\".utf8.contains(byte)
            let digits = String(byte, radix: 16)
            return isPlain
                ? String(UnicodeScalar(byte)) : "\\x\(byte < 16 ? "0" : "")\(digits)"
        }
        return "$'\(text.joined())'"
    }
}

import Foundation

/// An error that a person can act on: what is wrong, with which file or value, and what to do.
///
/// Libraries throw it; only the command line turns it into an exit code.
public struct UserError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of trouble; its raw value is the exit code of sysexits(3).
    public enum Kind: Int32, Sendable {
        /// A wrong option or value.
        case usage = 64
        /// Data or a checkpoint that is damaged or does not fit.
        case badData = 65
        /// An input that does not exist or cannot be opened.
        case missingInput = 66
        /// Something that the machine does not give.
        case unavailable = 69
        /// An output that cannot be created.
        case cannotCreate = 73
        /// Reading or writing that broke off, a full disk among them.
        case inputOutput = 74
    }

    /// The kind of trouble.
    public let kind: Kind
    /// The setting that cannot be as it is ("batch-size"); nil where it is about something else.
    public let setting: String?
    /// The sentences; where it is about a setting, without the setting's name before them.
    private let text: String

    /// The sentences without the settings by which it can be mended.
    public var statement: String { text }
    /// The settings by which it can be mended.
    public let remedies: [String]

    /// An error of `kind` that says `message`, one or more full sentences for a person.
    ///
    /// - Parameter remedies: the settings by which it can be mended, in small letters with hyphens.
    public init(_ kind: Kind, _ message: String, remedies: String...) {
        self.init(kind, message, remedies: remedies)
    }

    /// The same, of remedies that depend on what is wrong.
    public init(_ kind: Kind, _ message: String, remedies: [String]) {
        self.kind = kind
        setting = nil
        text = message
        self.remedies = remedies
    }

    /// A setting that is wrong: `text` goes on after its name, "is 0; it must be at least 1."
    ///
    /// - Parameter setting: its name, in small letters with hyphens.
    public init(setting: String, kind: Kind = .usage, _ text: String) {
        self.kind = kind
        self.setting = setting
        self.text = text
        remedies = []
    }

    /// The sentences, a setting called by its words: "The batch size is 0; …".
    public var message: String { message(naming: Self.words) }

    /// The sentences, with what `name` makes of a setting's name; nil for one that whoever asks does
    /// not have, which is no remedy for them.
    public func message(naming name: (String) -> String?) -> String {
        let named = remedies.compactMap(name)
        let last = named.last.map { " See \(named.dropLast().map { $0 + ", " }.joined())\($0)." }
        guard let setting else { return text + (last ?? "") }
        let start = name(setting) ?? Self.words(setting)
        return "\(start.prefix(1).uppercased())\(start.dropFirst()) \(text)"
    }

    private static func words(_ setting: String) -> String {
        "the " + setting.replacingOccurrences(of: "-", with: " ")
    }

    /// The message.
    public var description: String { message }
}

extension Sequence<String> {
    /// The first 20 with commas between, and how many more there are: what a message can hold.
    public var fewNames: String {
        let names = Array(self)
        let rest = names.count - 20
        return names.prefix(20).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

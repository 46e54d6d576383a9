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
    /// One or more full sentences for a person.
    public let message: String

    /// An error of `kind` that says `message`.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

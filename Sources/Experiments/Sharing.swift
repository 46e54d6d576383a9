import Files
import Foundation
import Ranks
import Synchronization

/// Who does work whose pieces do not need each other: this process alone, several ranks that tell
/// each other what came out, or parts that leave it in a folder. What came out is the same.
public struct Sharing: @unchecked Sendable {
    private enum Kind {
        case alone, ranks(Communicator), part(WorkPart)
    }

    private let kind: Kind
    /// The parts that something was made of here, whose files are done with when it is kept.
    private let used: UsedParts

    private init(kind: Kind, used: UsedParts = UsedParts()) {
        (self.kind, self.used) = (kind, used)
    }

    /// All of it is done here, but for what parts have done.
    public static var alone: Sharing { Sharing(kind: .alone) }

    /// All ranks do a part each. The thread that joined them does all of the talking.
    public static func among(_ ranks: Communicator?) -> Sharing {
        Sharing(kind: ranks.map { .ranks($0) } ?? .alone)
    }

    /// One part is done, and nothing is made of it here.
    public static func only(_ part: WorkPart) -> Sharing { Sharing(kind: .part(part)) }

    /// The ranks; nil where there are none.
    var ranks: Communicator? { if case .ranks(let ranks) = kind { ranks } else { nil } }
    /// The part; nil where all is to be done.
    var part: WorkPart? { if case .part(let part) = kind { part } else { nil } }
    /// The same for what each part of the work needs all of.
    var undivided: Sharing { ranks == nil ? Sharing(kind: .alone, used: used) : self }
    /// Whether nobody else works at it.
    var isAlone: Bool { if case .alone = kind { true } else { false } }
    /// Whether results are written here.
    var isFirst: Bool { ranks?.isFirst ?? true }

    /// What the parts of a piece of work came to, in their order; nil where only one is done here.
    ///
    /// - Parameters:
    ///   - key: says all that the outcome depends on.
    ///   - folder: where parts are kept; nil where they are not.
    ///   - work: does a part.
    func outcomes(
        of key: String, in folder: URL?, _ work: (WorkPart) throws -> Data
    ) throws -> [Data]? {
        switch kind {
        case .ranks(let ranks):
            let own = try work(WorkPart(number: ranks.rank + 1, count: ranks.count))
            return try ranks.gather(own, patiently: true)
        case .part(let part):
            let parts = KeptParts(of: key, in: folder!)
            if parts.outcome(of: part) == nil { try parts.keep(try work(part), of: part) }
            return nil
        case .alone:
            guard let parts = folder.map({ KeptParts(of: key, in: $0) }), let count = parts.count
            else { return [try work(.whole)] }
            used.add(parts)
            return try (1...count).map { number in
                let part = WorkPart(number: number, count: count)
                return try parts.outcome(of: part) ?? work(part)
            }
        }
    }

    /// Removes the parts that something was made of, when it is kept: those of other work stay.
    func removeUsedParts() { used.remove() }
}

/// What was taken from files, to be removed when it is no longer needed.
private final class UsedParts: Sendable {
    private let all = Mutex<[KeptParts]>([])

    func add(_ parts: KeptParts) { all.withLock { $0.append(parts) } }

    func remove() { all.withLock { $0.forEach { $0.remove() } } }
}

/// Outcomes of the parts of one piece of work, each in a file.
struct KeptParts {
    private let folder: URL
    private let name: String

    init(of key: String, in folder: URL) {
        self.folder = folder
        name = String(Fingerprint.sha256(key).prefix(16))
    }

    /// Into how many parts the work was cut: of several ways that of which most is there; nil where
    /// nothing is.
    var count: Int? {
        var kept: [Int: Int] = [:]
        for file in files {
            let words = file.split(separator: ".")[0].split(separator: "-")
            guard words.count == 4, let number = Int(words[1]), let count = Int(words[3]),
                let part = WorkPart(number, of: count), outcome(of: part) != nil
            else { continue }
            kept[count, default: 0] += 1
        }
        return kept.max { ($0.value * $1.key, $0.key) < ($1.value * $0.key, $1.key) }?.key
    }

    private var files: [String] {
        (Folder.names(in: folder) ?? []).filter { $0.hasPrefix("\(name)-") }
    }

    /// Removes all parts, and the folder where it holds nothing else: no folder of a part's name.
    func remove() {
        for file in files { unlink(folder.appending(path: file).path) }
        rmdir(folder.path)
    }

    /// What a part came to; nil where it is not there, damaged, or another's by its name.
    func outcome(of part: WorkPart) -> Data? {
        guard let bytes = try? InputFile.read(file(of: part)), bytes.count >= 32 else { return nil }
        let outcome = Data(bytes.dropFirst(32))
        return check(outcome, of: part) == Data(bytes.prefix(32)) ? outcome : nil
    }

    /// Keeps what a part came to.
    func keep(_ outcome: Data, of part: WorkPart) throws {
        try OutputFolder.make(folder)
        try AtomicFile.write(check(outcome, of: part) + outcome, to: file(of: part))
    }

    /// What tells that a file holds this outcome of this part.
    private func check(_ outcome: Data, of part: WorkPart) -> Data {
        let name = Data(file(of: part).lastPathComponent.utf8)
        return Data(Fingerprint.digest(Array(name + outcome)).bytes)
    }

    private func file(of part: WorkPart) -> URL {
        folder.appending(path: "\(name)-\(part.number)-of-\(part.count).part")
    }
}

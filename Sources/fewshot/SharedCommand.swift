import Experiments
import Foundation
import Ranks

/// A command whose work several processes share out; under MPI, all others are refused.
protocol SharedCommand {}

extension PretrainCommand: SharedCommand {}
extension DemoCommand: SharedCommand {}
extension EvalCommand: SharedCommand {}
extension FeaturesCommand: SharedCommand {}

extension Sharing {
    /// One part of the work where `only` says so, else all of it, with the other ranks where there are
    /// some.
    ///
    /// - Throws: `UserError.usage` for a part that is none; `.unavailable` as joining does.
    static func byWords(only: String?) throws -> Sharing {
        guard let only else { return .among(try MPI.join(for: CommandWords.name)) }
        try MPI.requireAlone()
        return .only(try WorkPart(only, environment: ProcessInfo.processInfo.environment))
    }
}

import Files
import Foundation

extension Communicator {
    /// Sees to it that all ranks have the same of everything that is named here.
    ///
    /// - Parameters:
    ///   - own: by its name in the plural, as "base images", or without article.
    ///   - otherwise: what they would do together otherwise, as "train nothing that can be repeated".
    /// - Throws: `UserError.badData` on the first rank, naming one that has others.
    public func requireSame(_ own: [String: String], otherwise: String) throws {
        let all = try gather(JSONEncoder().encode(own), patiently: true).map {
            try JSONDecoder().decode([String: String].self, from: $0)
        }
        for (rank, other) in all.enumerated() where other != all[0] && isFirst {
            let different = own.keys.sorted().filter { own[$0] != other[$0] }
            throw UserError(
                .badData,
                "\(name(of: rank)) has other \(different.joined(separator: ", ")) than "
                    + "\(name(of: 0)): together they would \(otherwise). Start all processes by one "
                    + "command, over folders that all machines share.")
        }
    }
}

import ArgumentParser
import Foundation

/// The file of class vectors.
struct ClassVectorOptions: ParsableArguments {
    @Option(
        help: """
            A vector of each class, in the features' space, made of its name by a text encoder: a .npz \
            file with the arrays classes (names) and vectors (a row for each).
            """)
    var classVectors: String?

    /// It.
    var file: URL? { classVectors.map { URL(fileURLWithPath: $0) } }
}

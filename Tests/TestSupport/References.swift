import Foundation

/// The cases of a file of reference numbers, `References/NAME.json` in the folder of the test that
/// asks, where the script that made them stands as well.
public func references<Case: Decodable>(
    _ name: String, as type: Case.Type, beside test: String = #filePath
) throws -> [Case] {
    let url = URL(filePath: test).deletingLastPathComponent()
        .appending(path: "References/\(name).json")
    return try JSONDecoder().decode(ReferenceFile<Case>.self, from: Data(contentsOf: url)).cases
}

private struct ReferenceFile<Case: Decodable>: Decodable {
    let cases: [Case]
}

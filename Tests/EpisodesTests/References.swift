import Foundation

/// Numbers from the folder References, where the scripts that made them stand as well.
func references<Case: Decodable>(_ name: String, as type: Case.Type) throws -> [Case] {
    let url = Bundle.module.bundleURL.appendingPathComponent("References/\(name).json")
    return try JSONDecoder().decode(ReferenceFile<Case>.self, from: Data(contentsOf: url)).cases
}

private struct ReferenceFile<Case: Decodable>: Decodable {
    let cases: [Case]
}

import Foundation
import Images
import TestSupport

/// A JPEG of one colour.
func sample(_ level: UInt8 = 100, width: Int = 12, height: Int = 10) -> [UInt8] {
    Image(width: width, height: height, red: level, green: 255 - level, blue: 40).jpeg()
}

/// A folder with `classes` × `count` images of different colours in `split`: classes a, b, c …,
/// images 0.jpg, 1.jpg ….
func sampleFolder(split: String = "base", classes: Int, count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for label in 0..<classes {
        let name = String(UnicodeScalar(UInt8(97 + label)))
        for i in 0..<count {
            try folder.write(
                sample(UInt8((label * count + i) * 7 % 250)), to: "\(split)/\(name)/\(i).jpg")
        }
    }
    return folder
}

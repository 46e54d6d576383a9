import Files
import Foundation
import Layers
import Networks
import Tensors
import Weights

/// Weights of every program that people have them from: what the tests hold of them.
extension Reader {
    static func weights() throws -> [Reader] {
        let folder = "Tests/WeightsTests/References"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var readers: [Reader] = []
        for name in names where name.hasSuffix(".pth") || name.hasSuffix(".pt") {
            let bytes = try bytes("\(folder)/\(name)")
            readers.append(reader(of: name, bytes))
            // The same tensors as another program would have written them; some files have none.
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            if let arrays = try? StoredWeights(contentsOf: url).file.arrays {
                let ending = "w.safetensors"
                let files = try written { try arrays.write(to: $0.appending(path: ending)) }
                readers.append(reader(of: "\(name) as safetensors", files[ending]!))
            }
        }
        return readers
    }

    /// What `inspect` asks of a file.
    private static func reader(of name: String, _ bytes: [UInt8]) -> Reader {
        let device = Device(threads: 1)
        return Reader(name: name, files: ["w.pth": bytes]) { folder in
            let weights = try StoredWeights(contentsOf: folder.appending(path: "w.pth"))
            _ = weights.summary
            let backbone = try weights.backbone()
            _ = try weights.input(try InputChoice("half"), of: backbone)
            _ = weights.fit(backbone, device: device)
        }
    }
}

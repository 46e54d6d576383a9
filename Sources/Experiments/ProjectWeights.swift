import Files
import Foundation

/// The weights that the project has at hand, for those who name none.
enum ProjectWeights {
    /// Best first, as measured on photos of classes that none was trained on: `Scripts/lite0` fetches
    /// the one, the other is part of the project.
    private static let files = [
        "Weights/efficientnet-lite0-57934424.pth", "Reports/resnet12-half/baseline.safetensors",
    ]

    /// The best that there are, in the current folder, the project that the program was built in, or
    /// what was installed with it.
    ///
    /// - Throws: `UserError.usage` if there are none.
    static func best(_ setting: Setting) throws -> URL {
        // The best of any folder before another of the current one.
        for file in files {
            for folder in folders {
                let url = folder.appending(path: file)
                guard url.exists else { continue }
                setting.say("No checkpoint is named: taken are the weights \(url.relativePath).")
                return url
            }
        }
        throw UserError(
            setting: "checkpoint",
            "is missing, to compute features with. Name a run folder of fewshot pretrain "
                + "or a file of weights, or fetch EfficientNet-Lite0's by the project's Scripts/lite0 "
                + "and keep them in \(files[0]) of the current folder.")
    }

    private static var folders: [URL] {
        let current = URL(filePath: FileManager.default.currentDirectoryPath)
        guard
            let program = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe")
        else { return [current] }
        let place = URL(filePath: program).deletingLastPathComponent()
        let installed = place.deletingLastPathComponent().appending(path: "share/fewshot")
        var folder = place
        while folder.path != "/" {
            let manifest = folder.appending(path: "Package.swift").path
            if FileManager.default.fileExists(atPath: manifest) {
                return [current, folder, installed]
            }
            folder.deleteLastPathComponent()
        }
        return [current, installed]
    }
}

import Foundation
import Records
import Reports

extension EpochRecord {
    /// The epoch in one line for a terminal.
    func line(of epochs: Int) -> String {
        func percent(_ name: String, _ share: Double?) -> String? {
            share.map { "\(name) " + Format.percent($0, decimals: 1) }
        }
        let parts: [String?] = [
            "Epoch \(epoch)/\(epochs): loss " + Format.fixed(loss, decimals: 3),
            percent("classes", classAccuracy), percent("rotations", rotationAccuracy),
            percent("val 1-shot", validation1Shot), percent("5-shot", validation5Shot),
            Format.fixed(imagesPerSecond, decimals: 0) + " images/s",
            ProgressBar.duration(seconds),
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

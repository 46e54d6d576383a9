import Files
import Images

/// What a closer look at a photo found.
public struct ExaminedPicture: Sendable {
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// Bits that it shares with pictures that look alike.
    public let hash: PerceptualHash
    /// What can be told from its pixels.
    public let quality: PictureQuality
    /// Which colours lie where in it.
    public let layout: ColorLayout
}

extension LabeledImages {
    /// Decodes every image and looks at its pixels, on `threads` threads.
    ///
    /// - Parameter progress: as for a scan.
    /// - Returns: the images that can be used, what was seen of each in the order of their files, and
    ///   the files that cannot be used.
    public func examined(
        threads: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> (images: LabeledImages, pictures: [ExaminedPicture], rejected: [RejectedFile]) {
        let outcomes = inspected(threads: threads, progress: progress) { file in
            let bytes = try file.read().bytes
            // A smaller scale still reads every coefficient, so it finds all damage.
            let side = PictureQuality.side
            let image = try Image.decode(bytes, atLeast: (side, side))
            return ExaminedPicture(
                sha256: Fingerprint.sha256(bytes), hash: PerceptualHash(image),
                quality: PictureQuality(image, size: try Image.size(of: bytes)),
                layout: ColorLayout(image))
        }
        var (good, pictures, rejected) = ([ImageFile](), [ExaminedPicture](), [RejectedFile]())
        for (file, outcome) in zip(files, outcomes) {
            switch outcome {
            case .success(let picture):
                good.append(file.known(by: Fingerprint.Digest(picture.sha256)!))
                pictures.append(picture)
            case .failure(let rejection): rejected.append(rejection.file)
            }
        }
        return (LabeledImages(classes: classes, files: good), pictures, rejected)
    }
}

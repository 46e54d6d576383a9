import Datasets
import Images

extension ScannedData {
    /// The images without those that look like an earlier one of their class: a photo that was
    /// stored again or mirrored is one photo. Says which they are, and which look like one of another
    /// class.
    func withoutLookalikes(_ setting: Setting) -> ScannedData {
        let pictures = images.examined(threads: setting.threads).pictures
        // What changed since it was scanned is refused where it is read next.
        guard pictures.count == images.files.count else { return self }
        var (kept, within, across) = ([Int](), [String](), [String]())
        for (place, file) in images.files.enumerated() {
            func earlier(_ isRight: (ImageFile) -> Bool) -> String? {
                guard !pictures[place].quality.isOneColor else { return nil }
                return (0..<place).first {
                    isRight(images.files[$0])
                        && pictures[place].hash.isLike(pictures[$0].hash)
                }.map { "\(file.path) like \(images.files[$0].path)" }
            }
            if let pair = earlier({ $0.label == file.label }) {
                within.append(pair)
            } else {
                kept.append(place)
                if let pair = earlier({ $0.label != file.label }) { across.append(pair) }
            }
        }
        func say(_ pairs: [String], _ meaning: String) {
            guard let first = pairs.first else { return }
            let number = "\(pairs.count) example\(pairs.count == 1 ? " looks" : "s look")"
            setting.warn(
                "\(number) like another \(meaning) (\(pairs.count == 1 ? "" : "the first is ")"
                    + "\(first)).")
        }
        say(within, "of the same class, and counts once with it")
        say(across, "of another class: one of the two labels is wrong")
        return only(kept)
    }
}

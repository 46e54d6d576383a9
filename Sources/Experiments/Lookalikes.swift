import Datasets
import Files
import Images

extension ScannedData {
    /// What makes each image another: its hash, or of one of which `said` tells the same as of an
    /// earlier one that looks like it, or as an example in `examples` has, the hash of that one.
    func hashes(
        _ said: Corrections, beside examples: ScannedData, _ setting: Setting
    ) -> [String] {
        let places = images.files.indices.filter { said[images.files[$0].path] ?? nil != nil }
        // Every picture is decoded for this: not where nothing was said.
        guard !places.isEmpty else { return hashes }
        let own = only(places).images.examined(threads: setting.threads).pictures
        let given = examples.images.examined(threads: setting.threads).pictures
        guard own.count == places.count, given.count == examples.images.files.count
        else { return hashes }
        var seen = zip(examples.images.files, given).map { file, picture in
            (
                label: ExactText(examples.images.classes[file.label]), picture: picture.hash,
                key: picture.sha256
            )
        }
        var hashes = hashes
        for (place, picture) in zip(places, own) {
            let label = ExactText(said[images.files[place].path]!!)
            let earlier = seen.first {
                $0.label == label && $0.picture.isLike(picture.hash) && !picture.quality.isOneColor
            }
            if let earlier { hashes[place] = earlier.key }
            seen.append((label, picture.hash, hashes[place]))
        }
        return hashes
    }

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
        say(
            within,
            "of the same class, and \(within.count == 1 ? "counts" : "count") once with it")
        say(across, "of another class: one of the two labels is wrong")
        return only(kept)
    }
}

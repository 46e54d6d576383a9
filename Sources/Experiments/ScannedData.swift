import Datasets
import Files
import Foundation
import Networks
import Records
import Reports

/// The usable images of one split, after every file was read once.
struct ScannedData {
    let images: LabeledImages
    let fingerprint: String
    /// The SHA-256 of each image's bytes, in the order of the files.
    var hashes: [String] { images.files.map { $0.sha256! } }
    let rejected: [RejectedFile]
    /// How many of the images are copies of others, of their class and of another.
    let copies: ImageCopies

    /// Images of which no copies should be among those that are read.
    struct Others {
        let images: TrainedImages
        /// What a person is told that they are: "the base images".
        let name: String

        init(_ images: TrainedImages, _ name: String) { (self.images, self.name) = (images, name) }
    }

    /// What others are that a network was trained on.
    static let trainedOn = "those that were trained on"

    /// Reads every image of a split; says which are left out, and why, and which are copies of
    /// `others`.
    ///
    /// - Parameter countsOnce: whether of copies in a class one is taken, in any case.
    /// - Throws: `UserError.badData` where no image can be used.
    init(
        _ dataset: Dataset, _ split: Split, countsOnce: Bool = false,
        beside others: Others? = nil, _ setting: Setting
    ) throws {
        try self.init(
            dataset.images(of: split), "\(split.rawValue) images", in: dataset.url,
            countsOnce: countsOnce, beside: others, setting)
    }

    /// The same of images in `folder` that are listed already.
    init(
        _ listed: LabeledImages, _ name: String, in folder: URL, countsOnce: Bool = false,
        beside others: Others? = nil, _ setting: Setting
    ) throws {
        let all = listed.files.count
        let listed = setting.withoutExcluded(listed, named: name, in: folder)
        let (count, classes, unread) = (listed.files.count, listed.classes, listed.unread)
        guard count > 0 else {
            throw UserError(
                .badData,
                "All \(Format.count(all)) \(name) in \(folder.path) are left out by the list.")
        }
        let bar = ProgressBar("Reading \(name)", total: count, unit: "images")
        let report = (consume listed).scanned(
            threads: setting.threads, memory: setting.scans, name: "\(name) in \(folder.path)"
        ) { done, _ in bar.update(done) }
        bar.finish()
        let found = Copies(among: report.accepted)
        let places = report.accepted.files.indices
        let known = places.filter {
            others?.images.contains(report.accepted.files[$0].digest!) == true
        }
        // Photos to be labelled are wanted, each of them, and whatever the network saw.
        let isLabelled = classes != [""]
        let leavesOut = setting.leavesOutCopies && isLabelled
        copies = ImageCopies(
            within: found.within.count, across: found.across.count,
            areLeftOut: leavesOut,
            trainedOn: others.flatMap { $0.images.areAll || !known.isEmpty ? known.count : nil })
        let superfluous = Set(leavesOut ? known : [])
        let kept = (leavesOut ? found.kept : countsOnce ? found.once : Array(places)).filter {
            !superfluous.contains($0)
        }
        let accepted = report.accepted.only(kept)
        let empty = accepted.emptyClasses
        images = accepted.withoutEmptyClasses()
        fingerprint = images.knownFingerprint
        rejected = report.rejected
        if isLabelled { setting.warn(copies: found, countOnce: countsOnce) }
        if let others {
            setting.warn(
                known: known.map { report.accepted.files[$0].path }, others,
                areLeftOut: !superfluous.isEmpty)
        }
        setting.warn(unread: unread)
        if let first = report.stray.first {
            setting.warn(
                "\(report.stray.count) JPEG file\(report.stray.count == 1 ? " has" : "s have") bytes "
                    + "between the parts that belong to none, and a whole picture, which is used "
                    + "(the first is \(first)).")
        }
        setting.warn(leftOut: rejected.map { "\($0)" })
        setting.warn(
            leftOut: empty.filter { !$0.isEmpty }.map { "the class \($0) has no usable image" })
        setting.warn(lookalikes: classes, "classes")
        // Of two folders once, not again for each image in them.
        setting.warn(
            lookalikes: report.accepted.files.lazy.map(\.path.withFolderSpelledOut), "images")
        guard !images.files.isEmpty else {
            throw UserError(
                .badData,
                "None of the \(count) \(name) in \(folder.path) can be used.")
        }
    }

    /// Says which of these, called `name`, are `others`, byte by byte, and what that means.
    func warn(_ name: String, among others: ScannedData, _ meaning: String, _ setting: Setting) {
        let paths = Dictionary(
            zip(others.hashes, others.images.files.map(\.path)),
            uniquingKeysWith: { first, _ in first })
        let known = images.files.compactMap { file in
            paths[file.sha256!].map { "\(file.path) of \($0)" }
        }
        guard let first = known.first else { return }
        setting.warn(
            (known.count == 1
                ? "1 of the \(name) is a copy, byte by byte (\(first))"
                : "\(known.count) of the \(name) are copies, byte by byte (the first is \(first))")
                + ": \(meaning).")
    }

    /// The images at `places` alone, which ascend.
    func only(_ places: [Int]) -> ScannedData { ScannedData(self, places) }

    private init(_ whole: ScannedData, _ places: [Int]) {
        images = whole.images.only(places)
        fingerprint = images.knownFingerprint
        rejected = whole.rejected
        copies = whole.copies
    }

    /// What the record of a run says of the data.
    var part: TrainingData.Part {
        TrainingData.Part(
            classes: images.classes.count, images: images.files.count, rejected: rejected.count,
            fingerprint: fingerprint)
    }
}

extension String {
    /// The path with its folder spelled out, so that only paths in the same folder look the same.
    fileprivate var withFolderSpelledOut: String {
        // By scalars: an accent that begins a name joins the sign before it.
        guard let end = unicodeScalars.lastIndex(of: "/") else { return self }
        return ExactText(String(self[..<end])).spelledOut + self[end...]
    }
}

extension Setting {
    /// Says which images are there twice, and what that does.
    fileprivate func warn(copies found: Copies, countOnce: Bool) {
        func say(_ pairs: [Copies.Pair], _ what: String, _ meaning: String) {
            guard let first = pairs.first else { return }
            let number =
                "\(pairs.count) image\(pairs.count == 1 ? " is a copy" : "s are copies") of "
                + "\(pairs.count == 1 ? "another" : "others")"
            warn(
                "\(number) \(what) (\(pairs.count == 1 ? "" : "the first is ")\(first.copy) of "
                    + "\(first.first)): \(leavesOutCopies ? "left out" : meaning).")
        }
        if leavesOutCopies {
            leftOut.add(
                (found.within + found.across).map { "\($0.copy) is a copy of \($0.first)" })
        }
        say(
            found.within, "in its class", countOnce ? "counted once" : "an episode may hold both")
        say(
            found.across, "in another class",
            "one of the two labels is wrong")
    }

    /// Says which images are among `others`, those at `paths`, or that nobody knows it.
    fileprivate func warn(known paths: [String], _ others: ScannedData.Others, areLeftOut: Bool) {
        if let first = paths.first {
            let (number, place) =
                paths.count == 1
                ? ("1 image is", first) : ("\(paths.count) images are", "the first is \(first)")
            warn(
                "\(number) among \(others.name), byte by byte (\(place)): "
                    + (areLeftOut ? "left out." : "nothing new to the network."))
            if areLeftOut { leftOut.add(paths.map { "\($0) is among \(others.name)" }) }
        } else if !others.images.areAll {
            warn(
                "Whether images are among \(others.name) is not known: a checkpoint does not say.")
        }
    }

    /// Says what is left out, the first 20 by name.
    func warn(leftOut all: [String]) {
        leftOut.add(all)
        for one in all.prefix(20) { warn("Left out: \(one).") }
        if all.count > 20 { warn("Left out: \(all.count - 20) more like these.") }
    }

    /// Says what lies among the images and is not read, the first 20.
    func warn(unread all: [String]) {
        leftOut.add(all.map { "not read: \($0)" })
        for one in all.prefix(20) { warn("Not read: \(one).") }
        if all.count > 20 { warn("Not read: more like these in \(all.count - 20) other places.") }
    }

    /// Names those that look the same although their bytes differ: each is what it is, but nobody
    /// could tell which is meant.
    func warn(lookalikes names: some Sequence<String>, _ what: String) {
        let groups = ExactText.lookalikes(among: names)
        guard let first = groups.first else { return }
        let spelled = first.map { ExactText($0).spelledOut }.fewNames
        warn(
            "There are \(what) whose names differ only in how their accents are written, and count "
                + "as different: \(spelled)"
                + (groups.count > 1 ? ", and \(groups.count - 1) more such names." : "."))
    }
}

import Datasets
import Files

extension ScannedData {
    /// Says which of these, called `name`, are `others`, byte by byte, and what that means.
    func warn(_ name: String, among others: ScannedData, _ meaning: String, _ setting: Setting) {
        let paths = Dictionary(
            zip(others.hashes, others.paths),
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
}

extension Setting {
    /// Says what a scan found, and which images are not used, and why.
    ///
    /// - Parameter empty: the classes of which no image is used.
    func warn(of report: ScanReport, _ choice: ScannedData.Choice, empty: [String]) {
        let images = report.accepted
        if choice.areLabelled { warn(copies: choice.copies, countOnce: choice.countsOnce) }
        if let others = choice.others {
            warn(
                known: choice.known.map { images.files[$0].path }, others,
                areLeftOut: choice.leavesOut)
        }
        warn(unread: images.unread)
        if let first = report.stray.first {
            warn(
                "\(report.stray.count) JPEG file\(report.stray.count == 1 ? " has" : "s have") bytes "
                    + "between the parts that belong to none, and a whole picture, which is used "
                    + "(the first is \(first)).")
        }
        warn(leftOut: report.rejected.map { "\($0)" })
        warn(leftOut: empty.filter { !$0.isEmpty }.map { "the class \($0) has no usable image" })
        warn(lookalikes: images.classes, "classes")
        // Of two folders once, not again for each image in them.
        warn(lookalikes: images.files.lazy.map(\.path.withFolderSpelledOut), "images")
    }

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
            warn("Whether images are among \(others.name) is not known: \(others.reason).")
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

extension String {
    /// The path with its folder spelled out, so that only paths in the same folder look the same.
    fileprivate var withFolderSpelledOut: String {
        // By scalars: an accent that begins a name joins the sign before it.
        guard let end = unicodeScalars.lastIndex(of: "/") else { return self }
        return ExactText(String(self[..<end])).spelledOut + self[end...]
    }
}

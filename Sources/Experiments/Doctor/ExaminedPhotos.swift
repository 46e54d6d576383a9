import Datasets
import Files
import Images
import Records

/// All photos of a data set, looked at one by one and beside each other.
struct ExaminedPhotos {
    /// One of them.
    struct Photo {
        let file: ImageFile
        let className: String
        let split: Split
        let picture: ExaminedPicture
    }

    /// Those that can be read, split by split.
    private(set) var photos: [Photo] = []
    /// The same as images of each split.
    private(set) var images: [LabeledImages] = []
    private var rejected: [ExaminationRecord.Finding] = []
    /// The photos of each split that can be read.
    private(set) var parts: [ExaminationRecord.Part] = []

    /// A photo is tiny where its shorter side is a quarter of the folder's median, or this.
    private static let fewestPixels = 32

    /// Looks at the images of a split.
    mutating func examine(
        _ images: LabeledImages, of split: Split, threads: Int,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) {
        let examined = images.examined(threads: threads, progress: progress)
        let (accepted, classes) = (examined.images, images.classes)
        photos += zip(accepted.files, examined.pictures).map { file, picture in
            Photo(file: file, className: classes[file.label], split: split, picture: picture)
        }
        self.images.append(accepted)
        let labels = Dictionary(
            uniqueKeysWithValues: images.files.map { (ExactText($0.path), $0.label) })
        rejected += examined.rejected.map { file in
            ExaminationRecord.Finding(
                .unreadable, path: file.path, className: classes[labels[ExactText(file.path)]!],
                split: split.rawValue, measure: file.reason)
        }
        parts.append(
            ExaminationRecord.Part(
                split: split.rawValue,
                classes: zip(classes, accepted.counts).map { .init(name: $0, photos: $1) }))
    }

    /// What is wrong, kind by kind; with what networks see in the photos where there are any, and how
    /// far that tells.
    func examination(
        by features: PhotoFeatures?, threads: Int
    ) -> (findings: [ExaminationRecord.Finding], judgements: [ExaminationRecord.Judgement]) {
        let likeness = features.map {
            FeatureLikeness(
                $0.upright, dimension: $0.dimension, hashes: photos.map(\.picture.hash),
                threads: threads)
        }
        let faults = photos.map(ownFaults)
        let copies = copies(likeness, isFaulty: faults.map { !$0.isEmpty })
        var all = rejected + copies + faults.joined()
        var judgements: [ExaminationRecord.Judgement] = []
        if let features {
            // Of a copy elsewhere is known what is wrong, and of a faulty photo that it shows little.
            let known = Set(
                copies.filter { $0.relation != .class_ }.flatMap { [$0.path, $0.other ?? ""] }
                    .map(ExactText.init))
            let judged = doubtful(
                at: photos.indices.filter {
                    faults[$0].isEmpty && !known.contains(ExactText(photos[$0].file.path))
                }, by: features)
            all += judged.flatMap(\.findings)
            judgements = judged.map(\.judgement)
        }
        let order = ExaminationRecord.Fault.allCases
        return (order.flatMap { fault in all.filter { $0.fault == fault } }, judgements)
    }

    func finding(
        _ fault: ExaminationRecord.Fault, _ photo: Photo, _ measure: String,
        like other: Photo? = nil
    ) -> ExaminationRecord.Finding {
        let relation = other.map { other -> ExaminationRecord.Relation in
            other.split != photo.split
                ? .splits : other.className != photo.className ? .classes : .class_
        }
        return ExaminationRecord.Finding(
            fault, path: photo.file.path, className: photo.className,
            split: photo.split.rawValue, other: other?.file.path, relation: relation,
            measure: measure)
    }

    private func ownFaults(_ photo: Photo) -> [ExaminationRecord.Finding] {
        let quality = photo.picture.quality
        let percent = Self.percent
        var found: [ExaminationRecord.Finding] = []
        func add(_ fault: ExaminationRecord.Fault, _ measure: String) {
            found.append(finding(fault, photo, measure))
        }
        if quality.isOneColor {
            add(
                .oneColor,
                "light and dark differ by \(percent(quality.contrast))")
        } else if quality.isDark {
            add(.dark, "99 of 100 pixels are at most \(percent(quality.brightest)) of white")
        } else if quality.isBlown {
            add(.blown, "95 of 100 pixels are at least \(percent(quality.twentieth)) of white")
        }
        if quality.isBlurred, let sharpness = quality.sharpness {
            add(.blurred, "its sharpest edges rise \(percent(sharpness)) from pixel to pixel")
        }
        if min(quality.width, quality.height) < leastSide {
            add(.tiny, "\(quality.width) × \(quality.height) pixels")
        }
        if quality.isExtreme { add(.extremeShape, "\(quality.width) × \(quality.height) pixels") }
        return found
    }

    private var leastSide: Int {
        let sides = photos.map { min($0.picture.quality.width, $0.picture.quality.height) }.sorted()
        guard !sides.isEmpty else { return 0 }
        return min(max(Self.fewestPixels, sides[sides.count / 2] / 4), sides[sides.count / 2])
    }
}

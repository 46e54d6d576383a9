import Images
import Records

extension ExaminedPhotos {
    /// Each photo that is like a better one, beside the one that it is most like.
    ///
    /// Of photos that are like one another the best stays, and the others are compared with such
    /// alone. Were it the first by its path that stays, a list of all that was found would take out
    /// a good photo as the copy of its blurred one, and that for being blurred.
    func copies(
        _ likeness: FeatureLikeness?, isFaulty: [Bool]
    ) -> [ExaminationRecord.Finding] {
        let hashes = photos.map(\.picture.hash)
        var kept: [Int] = []
        var isKept = [Bool](repeating: false, count: photos.count)
        var first: [String: Int] = [:]
        var found: [Int: ExaminationRecord.Finding] = [:]
        for place in bestFirst(isFaulty) {
            let photo = photos[place]
            if let same = first[photo.picture.sha256] {
                found[place] = finding(.copy, photo, "the same bytes", like: photos[same])
                continue
            }
            // Pictures of one colour have nothing to be known by.
            let isKnown = !photo.picture.quality.isOneColor
            let matches = likeness?.matches[place]?.filter { isKept[$0.other] } ?? []
            if isKnown, let near = nearest(to: place, among: kept, hashes, matches) {
                found[place] = finding(.nearCopy, photo, near.measure, like: photos[near.other])
                continue
            }
            first[photo.picture.sha256] = place
            if isKnown {
                kept.append(place)
                isKept[place] = true
            }
        }
        return photos.indices.compactMap { found[$0] }
    }

    /// The places of all photos: what has no fault of its own, has the most pixels, is the sharpest,
    /// in this order, and last the first.
    private func bestFirst(_ isFaulty: [Bool]) -> [Int] {
        func rank(_ place: Int) -> (Int, Int, Double, Int) {
            let quality = photos[place].picture.quality
            return (
                isFaulty[place] ? 1 : 0, -quality.width * quality.height,
                -(quality.sharpness ?? 0), place
            )
        }
        return photos.indices.sorted { rank($0) < rank($1) }
    }

    /// The one of `others` that a photo is most like, by its hash or else by its features, by which it
    /// is like those of `matches`.
    private func nearest(
        to place: Int, among others: [Int], _ hashes: [PerceptualHash],
        _ matches: [FeatureLikeness.Match]
    ) -> (other: Int, measure: String)? {
        var (nearest, least) = (-1, PerceptualHash.alike + 1)
        for other in others {
            let distance = hashes[place].distance(to: hashes[other])
            if distance < least && hashes[place].isLike(hashes[other]) {
                (nearest, least) = (other, distance)
            }
        }
        if nearest >= 0 { return (nearest, "\(least) of 64 bits differ") }
        return matches.max { $0.cosine < $1.cosine }.map {
            ($0.other, "features at a cosine of \(Int(100 * $0.cosine)) in a hundred")
        }
    }
}

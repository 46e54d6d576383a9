import Datasets
import Records

extension ScannedData {
    /// Which of the images that can be read are used.
    struct Choice {
        /// Which of them are copies of each other.
        let copies: Copies
        /// Whether of copies in a class one is taken, in any case.
        let countsOnce: Bool
        /// Images of which no copies should be among them; nil for none.
        let others: Others?
        /// The places of those that are among `others`.
        let known: [Int]
        /// Whether they have classes, and are no photos to be labelled.
        let areLabelled: Bool
        /// Whether copies, and what is among `others`, are left out.
        let leavesOut: Bool
        /// The places of those that are used, which ascend.
        let places: [Int]

        /// Chooses among `images`, which were scanned.
        init(
            of images: LabeledImages, countsOnce: Bool, beside others: Others?, _ setting: Setting
        ) {
            (self.countsOnce, self.others) = (countsOnce, others)
            copies = Copies(among: images)
            let all = images.files.indices
            known = all.filter { others?.images.contains(images.files[$0].digest!) == true }
            // Photos to be labelled are wanted, each of them, and whatever the network saw.
            areLabelled = images.classes != [""]
            leavesOut = setting.leavesOutCopies && areLabelled
            let superfluous = Set(leavesOut ? known : [])
            places = (leavesOut ? copies.kept : countsOnce ? copies.once : Array(all)).filter {
                !superfluous.contains($0)
            }
        }

        /// What a record says of it.
        var counts: ImageCopies {
            ImageCopies(
                within: copies.within.count, across: copies.across.count, areLeftOut: leavesOut,
                trainedOn: others.flatMap {
                    $0.images.areAll || !known.isEmpty ? known.count : nil
                })
        }
    }
}

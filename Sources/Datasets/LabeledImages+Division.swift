import Files
import Randomness

extension LabeledImages {
    /// Which images of each class are held out, and which of the others are trained on: places in
    /// `files`, ascending.
    ///
    /// Each class has an order of its own, drawn from the substream "held out" of `generator` under
    /// the class's name: its first images are held out and those after them trained on. So what is
    /// held out depends neither on other classes nor on how many are trained on, and a smaller
    /// training set is part of a larger one.
    ///
    /// - Parameters:
    ///   - share: of each class's images, rounded, one at least; nil to hold out nothing.
    ///   - trainImages: the most that are trained on in each class; nil for all that are left.
    /// - Throws: `UserError` `.usage` for a share that is not between 0 and 1, or no image to train
    ///   on; `.badData` naming a class of which nothing would be left to train on.
    public func division(
        holdingOut share: Double?, trainImages: Int?, using generator: Generator
    ) throws -> (training: [Int], heldOut: [Int]) {
        if let share, !(share > 0 && share < 1) {
            throw UserError(setting: "holdout", "is \(share); it must be above 0 and below 1.")
        }
        if let trainImages, trainImages < 1 {
            throw UserError(setting: "train-images", "is \(trainImages); it must be 1 or more.")
        }
        if share != nil {
            try requireAtLeast(2, for: "holding some out and training on others")
        }
        var places = [[Int]](repeating: [], count: classes.count)
        for (place, file) in files.enumerated() { places[file.label].append(place) }
        var training: [Int] = []
        var heldOut: [Int] = []
        let generator = generator.stream("held out")
        for (name, own) in zip(classes, places) {
            var chance = generator.stream(name)
            let order = chance.permutation(own.count).map { own[$0] }
            let held = share.map { wanted in
                min(max(Int((wanted * Double(own.count)).rounded()), 1), own.count - 1)
            }
            heldOut += order.prefix(held ?? 0)
            training += order.dropFirst(held ?? 0).prefix(trainImages ?? own.count)
        }
        return (training.sorted(), heldOut.sorted())
    }

    /// The places of the first `count` images of each class, ascending.
    public func places(ofEach count: Int) -> [Int] {
        var taken = [Int](repeating: 0, count: classes.count)
        return files.indices.filter { place in
            taken[files[place].label] += 1
            return taken[files[place].label] <= count
        }
    }

    /// The images at `places` alone; every class stays.
    public func only(_ places: [Int]) -> LabeledImages {
        places.count == files.count && places == Array(files.indices)
            ? LabeledImages(classes: classes, files: files)
            : LabeledImages(classes: classes, files: places.map { files[$0] })
    }
}

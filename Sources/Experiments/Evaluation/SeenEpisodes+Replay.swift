import Episodes
import Features
import Records

extension SeenEpisodes {
    /// Episodes in which mistakes are counted, photos of a mistake, mistakes kept, and of each
    /// class's photos those kept that are worst and best recognised.
    private static let (looked, photosOfOne, kept, ofEach) = (1000, 2, 80, 6)

    /// Looks at episodes of `task` once more.
    ///
    /// - Parameter result: what `classifier` did over them.
    init(
        _ result: EpisodeResults, of task: EpisodeTask, by classifier: EpisodeClassifier,
        on view: FeatureView, _ evaluation: Evaluation
    ) {
        let table = view.table
        let first = evaluation.answers(
            to: 0..<min(Self.looked, task.episodes), on: view, by: classifier)
        func whole(_ indices: [Int]) -> [Whole] {
            evaluation.answers(to: indices, on: view, by: classifier).map { Whole($0, table) }
        }
        let order = result.accuracies.indices.sorted { a, b in
            let (first, second) = (result.accuracies[a], result.accuracies[b])
            return first != second ? first < second : a < b
        }
        let (mistakes, photos) = Self.counted(first, table)
        self.init(
            count: first.count, hardest: whole(Array(order.prefix(2))),
            easiest: whole(Array(order.suffix(1))), mistakes: mistakes, photos: photos)
    }

    /// The most frequent mistakes, at most some of each two classes; and each class's photos.
    private static func counted(
        _ episodes: [AnsweredEpisode], _ table: FeatureTable
    ) -> ([Mistake], [[Recognised]]) {
        struct Place: Hashable { let image, answer: Int }
        var counts: [Place: (count: Int, support: [Int])] = [:]
        var seen = [(queries: Int, right: Int)](repeating: (0, 0), count: table.count)
        for answered in episodes {
            let episode = answered.episode
            for (label, images) in episode.query.enumerated() {
                for (image, answer) in zip(images, answered.answers[label]) {
                    seen[image].queries += 1
                    if answer == label {
                        seen[image].right += 1
                    } else {
                        let place = Place(image: image, answer: episode.classes[answer])
                        counts[place, default: (0, episode.support[answer])].count += 1
                    }
                }
            }
        }
        let sorted = counts.sorted { a, b in
            a.value.count != b.value.count
                ? a.value.count > b.value.count
                : (a.key.image, a.key.answer) < (b.key.image, b.key.answer)
        }
        var taken: [[Int]: Int] = [:]
        var mistakes: [Mistake] = []
        for (place, found) in sorted where mistakes.count < kept {
            let label = table.labels[place.image]
            taken[[label, place.answer], default: 0] += 1
            guard taken[[label, place.answer]]! <= photosOfOne else { continue }
            mistakes.append(
                Mistake(
                    label: label, answer: place.answer, photo: table.paths[place.image],
                    count: found.count, support: found.support.prefix(2).map { table.paths[$0] }))
        }
        var photos = [[Recognised]](repeating: [], count: table.classes.count)
        for image in 0..<table.count where seen[image].queries > 0 {
            photos[table.labels[image]].append(
                .init(
                    photo: table.paths[image], queries: seen[image].queries,
                    right: seen[image].right))
        }
        let sortedPhotos = photos.map { own in
            own.sorted { $0.share != $1.share ? $0.share < $1.share : $0.photo < $1.photo }
        }
        return (
            mistakes,
            sortedPhotos.map { $0.prefix(ofEach) + $0.dropFirst(ofEach).suffix(ofEach) }
        )
    }
}

extension SeenEpisodes.Whole {
    fileprivate init(_ answered: AnsweredEpisode, _ table: FeatureTable) {
        func paths(_ images: [[Int]]) -> [[String]] { images.map { $0.map { table.paths[$0] } } }
        self.init(
            index: answered.index, accuracy: answered.accuracy,
            classes: answered.episode.classes.map { table.classes[$0] },
            support: paths(answered.episode.support), queries: paths(answered.episode.query),
            answers: answered.answers)
    }
}

import Randomness

/// Points in k groups around their means: Lloyd's algorithm.
public struct KMeans: Sendable {
    /// The group of each point, from 0.
    public let labels: [Int]
    /// The sum of the squared distances of points from their group's mean.
    public let inertia: Double

    /// Where groups still change after so many rounds, they are left as they are.
    private static let rounds = 300

    /// As many as scikit-learn's `n_init` was before version 1.4.
    private static let starts = 10

    /// The best of several goes from k-means++ starts (Arthur & Vassilvitskii 2007).
    /// - Parameter groups: k, at most the number of points.
    public init(of points: PointCloud, groups: Int, using generator: inout Generator) {
        precondition((1...points.count).contains(groups))
        var best: KMeans?
        for _ in 0..<Self.starts {
            let centres = Self.spread(groups, over: points, using: &generator)
            let found = KMeans(of: points, from: points.points(centres))
            if best == nil || found.inertia < best!.inertia { best = found }
        }
        self = best!
    }

    /// Groups from given starts.
    /// - Parameter centres: one point for each group.
    public init(of points: PointCloud, from centres: PointCloud) {
        var centres = centres
        var (labels, distances) = Self.nearest(points, centres)
        for _ in 0..<Self.rounds {
            centres = Self.means(points, labels, distances, groups: centres.count)
            let (moved, nearer) = Self.nearest(points, centres)
            distances = nearer
            if moved == labels { break }
            labels = moved
        }
        self.labels = labels
        inertia = distances.reduce(0, +)
    }

    /// k of the points, each drawn in proportion to its squared distance from those before it.
    private static func spread(
        _ groups: Int, over points: PointCloud, using generator: inout Generator
    ) -> [Int] {
        var chosen = [generator.integer(below: points.count)]
        var distances = [Double](repeating: .infinity, count: points.count)
        while chosen.count < groups {
            let last = points.points([chosen.last!])
            let new = points.squaredDistances(of: 0..<points.count, from: last)
            for index in distances.indices { distances[index] = min(distances[index], new[index]) }
            let sum = distances.reduce(0, +)
            var rest = generator.uniform() * sum
            // Where all points lie on chosen ones already, any is as good as another.
            var pick = generator.integer(below: points.count)
            if sum > 0 {
                for index in distances.indices where distances[index] > 0 {
                    pick = index
                    rest -= distances[index]
                    if rest < 0 { break }
                }
            }
            chosen.append(pick)
        }
        return chosen
    }

    private static func nearest(_ points: PointCloud, _ centres: PointCloud) -> ([Int], [Double]) {
        let all = points.squaredDistances(of: 0..<points.count, from: centres)
        var (labels, distances) = ([Int](), [Double]())
        for point in 0..<points.count {
            let row = all[(point * centres.count)..<((point + 1) * centres.count)]
            let least = row.indices.min { (row[$0], $0) < (row[$1], $1) }!
            labels.append(least - row.startIndex)
            distances.append(row[least])
        }
        return (labels, distances)
    }

    /// The means of the groups; an empty group moves to the point that is farthest from its own.
    private static func means(
        _ points: PointCloud, _ labels: [Int], _ distances: [Double], groups: Int
    ) -> PointCloud {
        let dimension = points.dimension
        var sums = [Double](repeating: 0, count: groups * dimension)
        var counts = [Int](repeating: 0, count: groups)
        for (point, label) in labels.enumerated() {
            counts[label] += 1
            for j in 0..<dimension {
                sums[label * dimension + j] += points.numbers[point * dimension + j]
            }
        }
        var far = distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }[...]
        for group in 0..<groups {
            let own = (group * dimension)..<((group + 1) * dimension)
            if counts[group] > 0 {
                for index in own { sums[index] /= Double(counts[group]) }
            } else {
                sums.replaceSubrange(own, with: points[far.removeFirst()])
            }
        }
        return PointCloud(sums, dimension: dimension)
    }
}

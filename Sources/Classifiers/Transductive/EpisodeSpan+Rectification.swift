import Statistics

/// Prototypes that the queries have a part in.
extension EpisodeSpan {
    /// The rectified prototypes of BD-CSPN (Liu et al. 2020, arXiv 1911.10713), as LaplacianShot's
    /// code (imtiazziko/LaplacianShot `src/train_lshot.py`, `metric_class_type`) and
    /// oveilleux/Realistic_Transductive_Few_Shot (`src/methods/bdcspn.py`) have them. Every vector,
    /// support or query, joins the class whose support mean has the highest cosine with it; its
    /// weight there is the softmax of temperature · cosine over the classes; a prototype is the
    /// mean of weight · vector over its members. The queries have been moved to the support mean.
    ///
    /// Two cases that the codes leave to chance: a vector that is equally near to several means
    /// joins them all, and a class that no vector joins keeps its mean.
    /// - Parameters:
    ///   - a: (way × count), the class means; overwritten by the rectified prototypes.
    ///   - cosines: memory for (way × count) numbers.
    func rectify(_ a: Numbers, temperature: Double, cosines: Numbers) {
        self.cosines(to: a, into: cosines)
        for vector in 0..<count {
            let own = cosines.baseAddress! + vector
            Softmax.apply(to: own, count: way, stride: count, inverse: temperature)
            var top = 0.0
            for label in 0..<way { top = max(top, own[label * count]) }
            // A billionth of a cosine is rounding.
            let least = top * (1 - 1e-9 * temperature)
            for label in 0..<way where own[label * count] <= least { own[label * count] = 0 }
        }
        for label in 0..<way {
            let row = (label * count)..<((label + 1) * count)
            let members = row.reduce(0) { $0 + (cosines[$1] > 0 ? 1 : 0) }
            guard members > 0 else { continue }
            for index in row { a[index] = cosines[index] / Double(members) }
        }
    }
}

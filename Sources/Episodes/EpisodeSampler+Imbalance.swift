import Files

/// What imbalanced queries need of the classes.
extension EpisodeSampler {
    /// Does nothing where every class has as many images as its share of the queries comes to, but
    /// for one episode in a hundred: were shares cut to what there is, the episodes would be nearer
    /// balance than their concentration says.
    ///
    /// - Parameter room: the images of each class beyond its support.
    static func require(
        _ room: [Int], of classes: [String], way: Int, query: Int, queryImbalance: Double
    ) throws {
        let need = mostQueries(way: way, query: query, queryImbalance: queryImbalance)
        guard let (left, name) = zip(room, classes).min(by: { $0.0 < $1.0 }), left < need
        else { return }
        let fitting = (1..<query).last {
            mostQueries(way: way, query: $0, queryImbalance: queryImbalance) <= left
        }
        throw UserError(
            .badData,
            "The class \(name) has \(counted(left, "image")) beyond its labelled ones, but shares of "
                + "the \(way * query) queries at the concentration \(queryImbalance) come to "
                + "\(need) of a class. Use "
                + (fitting.map { "\(counted($0, "query", "queries")) a class at most, " } ?? "")
                + "a larger concentration, which is nearer balance, or add images to the class.",
            remedies: "query", "query-imbalance")
    }

    /// The most queries of a class, but for the rarest: four standard deviations above their mean,
    /// of a share of variance m(1 − m)/(way·concentration + 1) with m = 1/way; or all there are.
    ///
    /// - Parameter queryImbalance: the concentration; nil where each class has equally many.
    public static func mostQueries(way: Int, query: Int, queryImbalance: Double?) -> Int {
        guard let queryImbalance else { return query }
        let (way, query) = (Double(way), Double(query))
        let deviation = query * ((way - 1) / (way * queryImbalance + 1)).squareRoot()
        return Int(min(way * query, query + 4 * deviation).rounded(.up))
    }
}

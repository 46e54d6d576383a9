import Files

/// What stands in the way of adapting a network to a task, in `eval` and in `classify`: what is said
/// of it, after the setting's name.
enum AdaptationObstacle: String {
    case noNetwork = "changes a network, and features of a file have none."
    case severalNetworks = "changes one network: name one checkpoint."
    case crops = "takes crops of its own: leave out those of support images and of all."
    case transforms = """
        computes features anew and divides them by their length, as l2 does: leave out other \
        transforms.
        """
    case classifier = """
        labels by a classifier and transform of its own: leave out others, and class vectors.
        """
    case corrections = """
        knows no corrections yet: put those photos into the folders of examples.
        """
    case curve = "takes too long for curves: leave them out."
    case sharing = "is not shared out: run it in one process, and name no part."
    case oneClass = "needs two classes to tell apart, and the way is 1."

    /// Says the first of these that is there.
    ///
    /// - Throws: `UserError.usage` with its sentence.
    static func refuse(_ obstacles: KeyValuePairs<AdaptationObstacle, Bool>) throws {
        for (obstacle, isThere) in obstacles where isThere {
            throw UserError(setting: "adapt", obstacle.rawValue)
        }
    }
}

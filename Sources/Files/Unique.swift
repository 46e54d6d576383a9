extension Sequence where Element: Hashable {
    /// Each element once, where it comes first.
    public var unique: [Element] {
        unique { $0 }
    }
}

extension Sequence {
    /// The first element of each key.
    public func unique(by key: (Element) -> some Hashable) -> [Element] {
        var seen: Set<AnyHashable> = []
        return filter { seen.insert(key($0)).inserted }
    }
}

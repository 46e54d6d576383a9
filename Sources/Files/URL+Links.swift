import Foundation

extension URL {
    /// The place itself, behind all links on the way to it: as far as it is there, what is missing of
    /// it below that.
    public var behindLinks: URL {
        var (place, missing) = (absoluteURL.path, [String]())
        while true {
            if let real = realpath(place) {
                return missing.reduce(URL(fileURLWithPath: real)) { $0.appending(path: $1) }
                    .standardizedFileURL
            }
            guard place != "/", !place.isEmpty else { return standardizedFileURL }
            missing.insert((place as NSString).lastPathComponent, at: 0)
            place = (place as NSString).deletingLastPathComponent
        }
    }

    /// Whether the place is the folder at `other`, or in it.
    public func isInside(_ other: URL) -> Bool {
        behindLinks.pathComponents.starts(with: other.behindLinks.pathComponents)
    }
}

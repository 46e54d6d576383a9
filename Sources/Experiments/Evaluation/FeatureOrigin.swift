import Foundation

/// Where the features that are evaluated come from.
public enum FeatureOrigin: Sendable {
    /// Images, and the networks that see them.
    case images(ImageFeatures)
    /// Features that any program computed.
    case file(FeatureFiles)

    var images: ImageFeatures? {
        if case .images(let images) = self { images } else { nil }
    }
    /// The random crops that an image's features are the mean of, where there are any.
    var crops: Int? { images?.crops }
    /// The same of support images.
    var supportCrops: Int? { images?.supportCrops }
}

/// Images, and the networks that compute their features.
public struct ImageFeatures: Sendable {
    /// Where the images are.
    public var data: URL
    /// Run folders or files of weights, whose features are put together; the project's best where
    /// there are none.
    public var checkpoints: [URL]
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// Where the base images are, if not in the data folder.
    public var baseData: URL?
    /// Other checkpoints, each by itself on the same images.
    public var versus: [URL] = []
    /// Files of any program's features of the same images, put together with those of the
    /// checkpoints; their paths say which image is which.
    public var joined: FeatureFiles?
    /// What a person says of the networks.
    public var network = NetworkChoice()
    /// The random crops that an image's features are the mean of; nil for the whole image.
    public var crops: Int?
    /// The same of support images alone.
    public var supportCrops: Int?
    /// How many there are, the project's best among them where none is named.
    var networks: Int { max(1, checkpoints.count) + versus.count }
    /// Where what several processes compute of the features is kept until it is put together.
    var parts: URL?

    /// The features of whole images in a folder.
    public init(_ data: URL, by checkpoints: [URL]) {
        self.data = data
        self.checkpoints = checkpoints
    }
}

/// Files of features.
public struct FeatureFiles: Sendable {
    /// The features of the evaluated classes.
    public var features: URL
    /// Their labels, where they are in a file of their own.
    public var labels: URL?
    /// The features of base classes, for transforms that learn from them.
    public var base: URL?

    /// Features with their labels in one file, or beside each other.
    public init(_ features: URL) { self.features = features }
}

/// What `fewshot analyze` measured of one network on some classes.
public struct AnalysisMeasures: Codable, Sendable, Equatable {
    /// A measure of each class.
    public struct OverClasses: Codable, Sendable, Equatable {
        /// The value of each class.
        public var values: [Double]
        /// Their mean, and the half width of its 95 % interval over classes by Student's t.
        public var mean, ci95: Double

        /// Values with their mean.
        public init(values: [Double], mean: Double, ci95: Double) {
            self.values = values
            self.mean = mean
            self.ci95 = ci95
        }
    }

    /// Hidden states at one layer.
    public struct Layer: Codable, Sendable, Equatable {
        /// "image", "layer 1" and so on for the mixing layers, and "features".
        public var name: String
        /// The extents of one state: channels, height and width, or one number.
        public var shape: [Int]
        /// The numbers of the shortened states that the angle is of.
        public var shortSize: Int
        /// The standard deviations of a class's states along their principal directions, over the
        /// distance of class means, as means over classes.
        public var deviations: [Double]
        /// Directions of each class with a standard deviation above 0.05 of that distance, and
        /// above 0.1.
        public var directions, wideDirections: OverClasses
        /// The effective rank of each class's states, which forgets how large the spread is.
        public var effectiveRank: OverClasses
        /// The mean squared distance of a state from the mean of its class.
        public var within: Double
        /// The mean squared distance of a class's mean from the mean of all.
        public var between: Double
        /// The angle in degrees between the leading directions of the two; nil where there are none.
        public var angle: Double?

        /// The share of all variance that lies between classes; nil where nothing varies.
        public var betweenShare: Double? {
            within + between > 0 ? between / (within + between) : nil
        }

        /// A layer; all values as the properties say.
        public init(
            name: String, shape: [Int], shortSize: Int, deviations: [Double],
            directions: OverClasses, wideDirections: OverClasses, effectiveRank: OverClasses,
            within: Double, between: Double, angle: Double?
        ) {
            self.name = name
            self.shape = shape
            self.shortSize = shortSize
            self.deviations = deviations
            self.directions = directions
            self.wideDirections = wideDirections
            self.effectiveRank = effectiveRank
            self.within = within
            self.between = between
            self.angle = angle
        }
    }

    /// The features, scaled to length one.
    public struct Features: Codable, Sendable, Equatable {
        /// Roth et al.'s spectral decay ρ.
        public var decay: Double
        /// The directions with anything in them, and as many as there could be.
        public var directions, possibleDirections: Int
        /// The sum of each class's singular values over that of all points (Verma et al. 2019).
        public var sumShare: OverClasses
        /// Roth et al.'s π_intra, π_inter and π_ratio.
        public var intra, inter, ratio: Double
        /// Recall@1 of each class; nil for seen classes.
        public var recall: OverClasses?
        /// The normalised mutual information of k-means with the classes; nil for seen classes.
        public var mutualInformation: Double?

        /// Features; all values as the properties say.
        public init(
            decay: Double, directions: Int, possibleDirections: Int, sumShare: OverClasses,
            intra: Double, inter: Double,
            ratio: Double, recall: OverClasses?, mutualInformation: Double?
        ) {
            self.decay = decay
            self.directions = directions
            self.possibleDirections = possibleDirections
            self.sumShare = sumShare
            self.intra = intra
            self.inter = inter
            self.ratio = ratio
            self.recall = recall
            self.mutualInformation = mutualInformation
        }
    }

    /// Some classes' features in two dimensions.
    public struct Picture: Codable, Sendable, Equatable {
        /// Which of the part's classes are in it, in the order of their colours.
        public var classes: [Int]
        /// The class of each point, a place in `classes`.
        public var labels: [Int]
        /// x and y of each point along the two leading principal directions, and the shares of the
        /// variance along them.
        public var principal: [[Double]]
        /// The shares of the variance along the two.
        public var principalShares: [Double]
        /// x and y of each point by t-SNE, and the divergence that is left, in nats.
        public var neighbours: [[Double]]
        /// The Kullback–Leibler divergence that t-SNE left.
        public var divergence: Double

        /// A picture; all values as the properties say.
        public init(
            classes: [Int], labels: [Int], principal: [[Double]], principalShares: [Double],
            neighbours: [[Double]], divergence: Double
        ) {
            self.classes = classes
            self.labels = labels
            self.principal = principal
            self.principalShares = principalShares
            self.neighbours = neighbours
            self.divergence = divergence
        }
    }

    /// The layers, the image first and the features last.
    public var layers: [Layer]
    /// The features.
    public var features: Features
    /// The features in two dimensions.
    public var picture: Picture

    /// Measures; all values as the properties say.
    public init(layers: [Layer], features: Features, picture: Picture) {
        self.layers = layers
        self.features = features
        self.picture = picture
    }
}

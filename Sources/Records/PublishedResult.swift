/// A number that others have published, with its source, to stand beside one of ours.
public struct PublishedResult: Codable, Sendable, Equatable {
    /// An accuracy and its 95 % interval, both in percent as printed.
    public struct Score: Codable, Sendable, Equatable {
        /// The accuracy in percent.
        public var accuracy: Double
        /// The half width of the interval in percent; nil where none was printed.
        public var ci95: Double?

        /// A score as printed.
        public init(_ accuracy: Double, _ ci95: Double? = nil) {
            self.accuracy = accuracy
            self.ci95 = ci95
        }
    }

    /// The method, and its variant.
    public var method: String
    /// What the paper calls its backbone.
    public var backbone: String
    /// How many networks' features were put together.
    public var networks = 1
    /// The data set: mini-imagenet, tiered-imagenet, cifar-fs or cub.
    public var dataset: String
    /// 5-way accuracies on the novel classes.
    public var oneShot, fiveShot: Score
    /// Whether it uses all queries of an episode together, which ours do not.
    public var transductive = false
    /// Where the number was read, and the paper.
    public var source, url: String
    /// Whether the number was compared with that source; false where it is quoted from memory of
    /// others' tables.
    public var verified = true

    /// Whether it is of a network with this title: "a Conv-4 (no last ReLU)". Papers do not tell
    /// apart by name what differs in brackets.
    public func isOf(backbone title: String) -> Bool {
        ["a \(backbone)", "an \(backbone)"].contains { title == $0 || title.hasPrefix("\($0) (") }
    }

    /// The 5-way 1-shot or 5-shot score; nil for other shots.
    public func score(shot: Int) -> Score? { shot == 1 ? oneShot : shot == 5 ? fiveShot : nil }
}

extension PublishedResult {
    /// All numbers known here, by source; a data set that a source does not give is absent.
    public static let all: [PublishedResult] = s2m2 + simpleShot + ccRotation + easy + ptMap

    /// Mangla et al., WACV 2020: the table in the README of their code.
    private static let s2m2: [PublishedResult] = {
        func row(_ method: String, _ dataset: String, _ one: Score, _ five: Score, _ source: String)
            -> PublishedResult
        {
            PublishedResult(
                method: method, backbone: "WideResNet-28-10", dataset: dataset, oneShot: one,
                fiveShot: five, source: source, url: "https://arxiv.org/abs/1907.12087")
        }
        let readme = "Mangla et al. 2020, README of nupurkmr9/S2M2_fewshot"
        let mixup = "Manifold Mixup"
        let rotation = "Rotation"
        return [
            row(mixup, "mini-imagenet", Score(57.6, 0.17), Score(75.89, 0.13), readme),
            row(mixup, "cifar-fs", Score(69.20, 0.2), Score(83.42, 0.15), readme),
            row(mixup, "cub", Score(73.47, 0.89), Score(85.42, 0.53), readme),
            row(rotation, "mini-imagenet", Score(63.9, 0.18), Score(81.03, 0.11), readme),
            row(rotation, "cifar-fs", Score(70.66, 0.2), Score(84.15, 0.14), readme),
            row(rotation, "cub", Score(77.61, 0.86), Score(89.32, 0.46), readme),
            row("S2M2_R", "mini-imagenet", Score(64.93, 0.18), Score(83.18, 0.11), readme),
            row(
                "S2M2_R", "tiered-imagenet", Score(73.71, 0.22), Score(88.52, 0.14),
                "Mangla et al. 2020"),
            row("S2M2_R", "cifar-fs", Score(74.81, 0.19), Score(87.47, 0.13), readme),
            row("S2M2_R", "cub", Score(80.68, 0.81), Score(90.85, 0.44), readme),
        ]
    }()

    /// Wang et al. 2019, Conv-4: quoted.
    private static let simpleShot: [PublishedResult] = [
        ("mini-imagenet", Score(49.69, 0.19), Score(66.92, 0.17)),
        ("tiered-imagenet", Score(51.02), Score(68.98)),
    ].map {
        PublishedResult(
            method: "SimpleShot CL2N", backbone: "Conv-4", dataset: $0.0, oneShot: $0.1,
            fiveShot: $0.2, source: "Wang et al. 2019", url: "https://arxiv.org/abs/1911.04623",
            verified: false)
    }

    /// Gidaris et al., ICCV 2019: quoted.
    private static let ccRotation = [
        PublishedResult(
            method: "CC + rotation", backbone: "Conv-4", dataset: "mini-imagenet",
            oneShot: Score(54.83, 0.43), fiveShot: Score(71.86, 0.33),
            source: "Gidaris et al. 2019", url: "https://arxiv.org/abs/1906.05186",
            verified: false)
    ]

    /// Bendou et al. 2022, inductive, features of three networks.
    private static let easy: [PublishedResult] = [
        ("mini-imagenet", Score(71.75, 0.19), Score(87.15, 0.12)),
        ("tiered-imagenet", Score(74.71, 0.22), Score(88.33, 0.14)),
        ("cifar-fs", Score(76.20, 0.20), Score(89.00, 0.14)),
        ("cub", Score(78.56, 0.19), Score(91.93, 0.10)),
    ].map {
        PublishedResult(
            method: "EASY", backbone: "ResNet-12", networks: 3, dataset: $0.0, oneShot: $0.1,
            fiveShot: $0.2, source: "Bendou et al. 2022", url: "https://arxiv.org/abs/2201.09699")
    }

    /// Hu et al. 2020.
    private static let ptMap: [PublishedResult] = [
        ("mini-imagenet", Score(82.92, 0.26), Score(88.82, 0.13)),
        ("tiered-imagenet", Score(85.41, 0.25), Score(90.44, 0.14)),
        ("cifar-fs", Score(87.69, 0.23), Score(90.68, 0.15)),
        ("cub", Score(91.55, 0.19), Score(93.99, 0.10)),
    ].map {
        PublishedResult(
            method: "PT-MAP", backbone: "WideResNet-28-10", dataset: $0.0, oneShot: $0.1,
            fiveShot: $0.2, transductive: true, source: "Hu et al. 2021",
            url: "https://arxiv.org/abs/2006.03806")
    }
}

/// What one epoch of pretraining came to; fractions are in 0…1.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// The epoch, counted from 1 through all phases.
    public var epoch: Int
    /// The phase, counted from 1.
    public var phase: Int
    /// The learning rate at the epoch's first step.
    public var learningRate: Double
    /// The mean over steps of what the optimiser made smaller.
    public var loss: Double
    /// The mean cross entropy of the classes; nil where it is not a part of its own.
    public var classLoss: Double?
    /// The mean cross entropy of the angles; nil where none are predicted.
    public var rotationLoss: Double?
    /// The share of training images whose class was scored highest, weighted by λ where mixed.
    public var classAccuracy: Double
    /// The share of angles that were scored highest; nil where none are predicted.
    public var rotationAccuracy: Double?
    /// The 5-way 1-shot accuracy on the val episodes; nil where there are none.
    public var validation1Shot: Double?
    /// The 5-way 5-shot accuracy on the val episodes; nil where there are none.
    public var validation5Shot: Double?
    /// Base images trained on per second.
    public var imagesPerSecond: Double
    /// Wall time of training and validation, in seconds.
    public var seconds: Double

    /// An epoch; all values as the properties say.
    public init(
        epoch: Int, phase: Int, learningRate: Double, loss: Double, classLoss: Double? = nil,
        rotationLoss: Double? = nil, classAccuracy: Double, rotationAccuracy: Double? = nil,
        validation1Shot: Double? = nil, validation5Shot: Double? = nil, imagesPerSecond: Double,
        seconds: Double
    ) {
        self.epoch = epoch
        self.phase = phase
        self.learningRate = learningRate
        self.loss = loss
        self.classLoss = classLoss
        self.rotationLoss = rotationLoss
        self.classAccuracy = classAccuracy
        self.rotationAccuracy = rotationAccuracy
        self.validation1Shot = validation1Shot
        self.validation5Shot = validation5Shot
        self.imagesPerSecond = imagesPerSecond
        self.seconds = seconds
    }
}

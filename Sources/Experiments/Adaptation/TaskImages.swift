import Datasets
import Images
import Networks
import Randomness

/// Reads a task's images as a network takes them.
public struct TaskImages: Sendable {
    /// All images that tasks are made of.
    let images: LabeledImages
    /// What the network takes for an image.
    let input: InputDescription
    /// The least part of an image's area that a random crop covers.
    let leastCrop: Double
    /// The threads that read.
    let threads: Int

    /// A reader; all values as the properties say.
    public init(images: LabeledImages, input: InputDescription, leastCrop: Double, threads: Int) {
        self.images = images
        self.input = input
        self.leastCrop = leastCrop
        self.threads = threads
    }

    /// The whole images at these places, (places, 3, size, size), normalised.
    public func whole(_ places: [Int]) throws -> [Float] {
        try read(places, .evaluation(input.view))
    }

    /// A random crop of each, mirrored or not, in its own colours.
    public func crops(_ places: [Int], using generator: Generator) throws -> [Float] {
        try read(
            places,
            .training(
                TrainingTransform(
                    size: input.view.size, leastScale: leastCrop, jitter: ColorJitter(0)),
                generator))
    }

    private func read(_ places: [Int], _ view: View) throws -> [Float] {
        guard !places.isEmpty else { return [] }
        return try BatchLoader(
            files: images, order: places, batchSize: places.count, transform: view,
            normalization: input.normalization, threads: threads, readers: 0
        ).next()!.images
    }
}

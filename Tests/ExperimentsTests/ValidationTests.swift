import Datasets
import Experiments
import Files
import Foundation
import Images
import Networks
import Recipes
import Tensors
import TestSupport
import Testing
import TrainingSupport

@Suite("Validation")
struct ValidationTests {
    /// Names of images that nobody reads: `counts[i]` of class i.
    static func named(_ counts: [Int]) -> LabeledImages {
        let files = counts.enumerated().flatMap { label, count in
            (0..<count).map { number in
                let path = "val/class\(label)/\(number).jpg"
                return ImageFile(url: URL(fileURLWithPath: "/" + path), path: path, label: label)
            }
        }
        return LabeledImages(classes: counts.indices.map { "class\($0)" }, files: files)
    }

    @Test("The list of episodes is fixed: the same network scores the same twice")
    func fixed() throws {
        let images = try DrawnImages(classes: 5, count: 20)
        let training = try images.training(.tiny("baseline"))
        let extractor = FeatureExtractor(training.network)
        let validation = try Validation(images.base, seed: 1, threads: 1)
        let score = try validation.score(extractor)
        #expect(try validation.score(extractor) == score)
        #expect(try Validation(images.base, seed: 1, threads: 2).score(extractor) == score)
        #expect(try Validation(images.base, seed: 2, threads: 1).score(extractor) != score)
        #expect((0...1).contains(score.oneShot) && (0...1).contains(score.fiveShot))
        #expect(score.mean == (score.oneShot + score.fiveShot) / 2)
        // Scoring is no part of training.
        let undisturbed = try images.training(.tiny("baseline"))
        #expect(try images.saved(training) == images.saved(undisturbed))
    }

    @Test("Training on the very classes raises the score, and five shots say more than one")
    func learning() throws {
        let images = try DrawnImages(classes: 5, count: 20)
        let recipe = try Recipe.tiny(
            "baseline",
            RecipeOverrides(epochs: 16, imageSize: 32, optimizer: .adam, learningRate: 1e-3))
        let training = try images.training(recipe)
        let extractor = FeatureExtractor(training.network)
        let validation = try Validation(images.base, seed: 1, threads: 1)
        let fresh = try validation.score(extractor)
        try training.run()
        let trained = try validation.score(extractor)
        #expect(trained.fiveShot > fresh.fiveShot + 0.05, "from \(fresh) to \(trained)")
        #expect(trained.fiveShot > trained.oneShot, "\(trained)")
    }

    @Test("A network whose weights were lost has no score, and no image is blamed")
    func lost() throws {
        let images = try DrawnImages(classes: 5, count: 20)
        var wild = try Recipe.tiny("baseline")
        wild.phases[0].optimizer.learningRate = 1e300
        let training = try images.training(wild)
        #expect(userError { try training.run() } != nil)
        let validation = try Validation(images.base, seed: 1, threads: 1)
        let extractor = FeatureExtractor(training.network)
        let error = userError { _ = try validation.score(extractor) }
        #expect(error?.message.hasPrefix("The network's features") == true, "\(error)")
        let told = userError {
            _ = try validation.score(extractor) { training.divergence("After epoch 1: \($0)") }
        }
        #expect(
            told?.message.hasSuffix("of usable size. Use a smaller learning rate.") == true,
            "\(told)")
    }

    @Test("At most a hundred images of each class are looked at")
    func oneHundred() throws {
        let validation = try Validation(Self.named([150, 20, 100, 101, 30]), seed: 1, threads: 1)
        #expect(validation.images.counts == [100, 20, 100, 100, 30])
    }

    @Test("Too few classes or images are errors that name them, their number and the need")
    func tooFew() throws {
        func error(_ counts: [Int]) -> UserError? {
            userError { _ = try Validation(Self.named(counts), seed: 1, threads: 1) }
        }
        #expect(error([20, 20, 20, 20, 20]) == nil)
        let classes = error([20, 20, 20, 20])
        #expect(classes?.kind == .badData)
        #expect(classes?.message.contains("4 classes") == true)
        #expect(classes?.message.contains("at least 5") == true)
        let images = error([20, 20, 19, 20, 20])
        #expect(images?.kind == .badData)
        #expect(images?.message.contains("class2 has 19 usable images") == true)
        #expect(images?.message.contains("at least 20") == true)
        #expect(error([])?.kind == .badData)
    }
}

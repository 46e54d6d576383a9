import Datasets
import Files
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Division of images")
struct DivisionTests {
    /// Images without files: a division looks at names only.
    static func images(_ counts: [String: Int]) -> LabeledImages {
        let classes = counts.keys.sorted()
        return LabeledImages(
            classes: classes,
            files: classes.enumerated().flatMap { label, name in
                (0..<counts[name]!).map {
                    let path = "\(name)/\($0).jpg"
                    return ImageFile(
                        url: URL(fileURLWithPath: "/\(path)"), path: path, label: label)
                }
            })
    }

    static let some = images(["a": 20, "b": 7, "c": 2])
    static let generator = Generator(seed: 5)

    @Test("A share of every class is held out, one at least, and all others are trained on")
    func shares() throws {
        let (training, heldOut) = try Self.some.division(
            holdingOut: 0.1, trainImages: nil, using: Self.generator)
        #expect(Self.some.only(heldOut).counts == [2, 1, 1])
        #expect((training + heldOut).sorted() == Array(Self.some.files.indices))
        #expect(training == training.sorted() && heldOut == heldOut.sorted())
        // However large the share, one is left.
        let most = try Self.some.division(
            holdingOut: 0.99, trainImages: nil, using: Self.generator)
        #expect(Self.some.only(most.training).counts == [1, 1, 1])
        let all = try Self.some.division(holdingOut: nil, trainImages: nil, using: Self.generator)
        #expect(all.heldOut.isEmpty && all.training == Array(Self.some.files.indices))
    }

    @Test("The seed chooses; other classes and the size of the training set do not")
    func chosen() throws {
        func paths(
            _ images: LabeledImages, seed: UInt64 = 5, trainImages: Int? = nil
        ) throws -> (training: Set<String>, heldOut: Set<String>) {
            let (training, heldOut) = try images.division(
                holdingOut: 0.3, trainImages: trainImages, using: Generator(seed: seed))
            return (
                Set(training.map { images.files[$0].path }),
                Set(heldOut.map { images.files[$0].path })
            )
        }
        let first = try paths(Self.some)
        #expect(try paths(Self.some).heldOut == first.heldOut)
        #expect(try paths(Self.some, seed: 6).heldOut != first.heldOut)
        let alone = try paths(Self.images(["a": 20]))
        #expect(alone.heldOut == first.heldOut.filter { $0.hasPrefix("a/") })
        let few = try paths(Self.some, trainImages: 3)
        let more = try paths(Self.some, trainImages: 4)
        #expect(few.heldOut == first.heldOut && more.heldOut == first.heldOut)
        #expect(few.training.count == 7 && more.training.count == 9)
        #expect(few.training.isStrictSubset(of: more.training))
        #expect(more.training.isStrictSubset(of: first.training))
    }

    @Test("What cannot be is refused with its value")
    func refused() {
        func error(_ share: Double?, _ count: Int?, _ images: LabeledImages = Self.some)
            -> UserError?
        {
            do {
                _ = try images.division(
                    holdingOut: share, trainImages: count, using: Self.generator)
                return nil
            } catch { return error as? UserError }
        }
        for share in [0, 1, -0.5, .nan] as [Double] {
            #expect(error(share, nil)?.kind == .usage)
            #expect(error(share, nil)?.message.contains("holdout is \(share)") == true)
        }
        #expect(error(nil, 0)?.message.contains("train images is 0") == true)
        let single = Self.images(["a": 20, "lonely": 1])
        #expect(error(0.1, nil, single)?.kind == .badData)
        #expect(error(0.1, nil, single)?.message.contains("lonely") == true)
        #expect(error(nil, 5, single) == nil)
    }
}

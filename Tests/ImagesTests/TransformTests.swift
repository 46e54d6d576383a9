import Images
import Randomness
import Testing

@Suite struct TransformTests {
    @Test(
        "Crops lie inside pictures of every shape, and have the areas and shapes asked for",
        arguments: [(84, 84), (500, 375), (1, 1), (1, 200), (300, 2)])
    func crops(width: Int, height: Int) {
        let transform = TrainingTransform(size: 84)
        var generator = Generator(seed: 5)
        for _ in 0..<300 {
            let part = transform.crop(width: width, height: height, using: &generator)
            #expect(part.width > 0 && part.height > 0 && part.x >= 0 && part.y >= 0)
            #expect(part.x + part.width <= width && part.y + part.height <= height)
            guard min(width, height) >= 84 else { continue }
            let ratio = Double(part.width) / Double(part.height)
            let scale = Double(part.width * part.height) / Double(width * height)
            #expect(ratio > 0.72 && ratio < 1.39)
            #expect(scale > 0.07)
        }
    }

    @Test("Crops vary in area from a small part to nearly all, and reach every corner")
    func variety() {
        var generator = Generator(seed: 6)
        let parts = (0..<2_000).map { _ in
            TrainingTransform(size: 84).crop(width: 84, height: 84, using: &generator)
        }
        let scales = parts.map { Double($0.width * $0.height) / (84 * 84) }
        #expect(scales.min()! < 0.1 && scales.max()! > 0.9)
        #expect(parts.contains { $0.x == 0 && $0.y == 0 && $0.width < 80 })
        #expect(parts.contains { $0.x + $0.width == 84 && $0.y + $0.height == 84 && $0.x > 4 })
    }

    @Test("The same draws give the same view; others another")
    func repeatable() {
        let image = ResizeTests.picture
        let transform = TrainingTransform(size: 12)
        func view(_ seed: UInt64) -> ColorPlanes {
            var generator = Generator(seed: seed)
            return transform.apply(image, using: &generator)
        }
        #expect(view(1).width == 12 && view(1).height == 12)
        #expect(view(1) == view(1))
        #expect(Set((0..<50).map { view($0).values }).count == 50)
    }

    @Test("A transform without chance only resizes; flip 1 mirrors always")
    func plain() {
        let image = ResizeTests.picture.resized(width: 8, height: 8)
        let still = ColorJitter(0)
        var generator = Generator(seed: 1)
        let keep = TrainingTransform(size: 8, leastScale: 1, leastRatio: 1, flip: 0, jitter: still)
        #expect(keep.apply(image, using: &generator) == ColorPlanes(image))
        let mirror = TrainingTransform(
            size: 8, leastScale: 1, leastRatio: 1, flip: 1, jitter: still)
        #expect(mirror.apply(image, using: &generator) == ColorPlanes(image.flipped()))
    }

    @Test("A crop of the smallest scale still has the network's size where decoding is reduced")
    func decodingSize() {
        let side = TrainingTransform(size: 84).decodingSize.width
        #expect(side == 297)
        #expect(Double(side * side) * 0.08 >= 84 * 84)
    }

    @Test("Evaluation scales to 1.15 times the size and takes the centre")
    func evaluation() {
        let image = placePicture(width: 96, height: 96)
        let view = EvaluationTransform(size: 84).apply(image)
        #expect(view == image.cropped(x: 6, y: 6, width: 84, height: 84))
        let wide = EvaluationTransform(size: 32).apply(
            Image(width: 300, height: 20, red: 5, green: 6, blue: 7))
        #expect(wide == Image(width: 32, height: 32, red: 5, green: 6, blue: 7))
    }

    @Test("Normalisation writes (byte / 255 − mean) / deviation")
    func normalization() {
        var image = Image(width: 3, height: 2, red: 0, green: 0, blue: 0)
        image[1, 0] = (255, 51, 102)
        var planes = [Float](repeating: .nan, count: 18)
        planes.withUnsafeMutableBufferPointer {
            Normalization.imageNet.write(ColorPlanes(image), to: $0)
        }
        #expect(abs(planes[0] - (0 - 0.485) / 0.229) < 1e-5)
        #expect(abs(planes[1] - (1 - 0.485) / 0.229) < 1e-5)
        #expect(abs(planes[7] - (0.2 - 0.456) / 0.224) < 1e-5)
        #expect(abs(planes[13] - (0.4 - 0.406) / 0.225) < 1e-5)
        #expect(abs(planes[17] - (0 - 0.406) / 0.225) < 1e-5)
    }
}

import Layers
import Randomness
import Tensors
import TestSupport
import Testing
import Training

@Suite("Cutout and CutMix")
struct PixelBoxTests {
    @Test(
        "A square around a pixel loses what hangs over the edge",
        arguments: [
            (3, 5, 5, 4..<7, 4..<7), (4, 5, 5, 3..<7, 3..<7), (4, 0, 9, 0..<2, 7..<10),
            (1, 0, 0, 0..<1, 0..<1), (0, 5, 5, 5..<5, 5..<5), (20, 0, 9, 0..<10, 0..<10),
        ])
    func squares(side: Int, row: Int, column: Int, rows: Range<Int>, columns: Range<Int>) {
        let box = PixelBox(side: side, aroundRow: row, column: column, in: 10)
        #expect(box == PixelBox(rows: rows, columns: columns))
        #expect(box.area == rows.count * columns.count)
    }

    @Test("Cutout erases squares of its share around any pixel, in all three colours")
    func cutout() {
        var generator = Generator(seed: 4)
        let (size, count) = (12, 600)
        let cutout = Cutout(share: 0.25, size: size, count: count, using: &generator)
        #expect(cutout.boxes.count == count)
        // A square of three pixels; at an edge two are left, in a corner four of nine.
        #expect(Set(cutout.boxes.map(\.area)) == [4, 6, 9])
        let places = Set(cutout.boxes.map { "\($0)" })
        // 144 pixels, 600 draws: a pixel is missed with probability 1.5 %.
        #expect(places.count > 130)

        let some = Cutout(boxes: Array(cutout.boxes.prefix(2)))
        let device = Device(threads: 1)
        let images = Pattern.values("images", count: 2 * 3 * size * size, offset: 5)
        let erased = some.erase(Tensor(device, images, shape: [2, 3, size, size]), on: device)
        var expected = images
        for place in images.indices {
            let (column, row) = (place % size, place / size % size)
            let box = some.boxes[place / (3 * size * size)]
            if box.rows.contains(row) && box.columns.contains(column) { expected[place] = 0 }
        }
        #expect(erased.values() == expected && expected != images)
        var again = Generator(seed: 4)
        #expect(Cutout(share: 0.25, size: size, count: count, using: &again) == cutout)
    }

    @Test("λ of CutMix is the share of its own pixels that an image keeps")
    func area() {
        let device = Device(threads: 1)
        let (size, count) = (10, 3)
        // Each image is of one number, its place.
        let images = (0..<count).flatMap { [Float](repeating: Float($0), count: 300) }
        var generator = Generator(seed: 2)
        var shares: Set<Float> = []
        for _ in 0..<40 {
            let cutmix = CutMix(alpha: 1, size: size, count: count, using: &generator)
            let tensor = Tensor(device, images, shape: [count, 3, size, size])
            let pasted = cutmix.paste(tensor, on: device).values()
            for (place, value) in pasted.enumerated() {
                let image = place / 300
                #expect(value == Float(image) || value == Float(cutmix.partner[image]))
            }
            guard let moved = cutmix.partner.indices.first(where: { cutmix.partner[$0] != $0 })
            else { continue }
            let own = pasted[moved * 300..<(moved + 1) * 300].count { $0 == Float(moved) }
            expectClose(cutmix.lambda, Double(own) / 300)
            shares.insert(cutmix.lambda)
        }
        #expect(shares.count > 10 && shares.allSatisfy { (0...1).contains($0) })
    }

    @Test("Without a box images and loss are their own, with a full one those of the partners")
    func ends() {
        let device = Device(threads: 1)
        let partner = [1, 2, 0]
        let images = Pattern.values("images", count: 3 * 3 * 16)
        let others = partner.flatMap { images[$0 * 48..<($0 + 1) * 48] }
        let labels = [0, 2, 1]
        let scores = Pattern.values("scores", count: 9, scale: 2)
        for (side, pixels, targets) in [
            (0, images, labels), (8, others, partner.map { labels[$0] }),
        ] {
            let box = PixelBox(side: side, aroundRow: 2, column: 2, in: 4)
            let cutmix = CutMix(box: box, size: 4, partner: partner)
            #expect(cutmix.lambda == (side == 0 ? 1 : 0))
            let tensor = Tensor(device, images, shape: [3, 3, 4, 4])
            #expect(cutmix.paste(tensor, on: device).values() == pixels)
            let pass = Pass(device, .training(Generator(seed: 0)), precision: .f32)
            let loss = cutmix.loss(for: labels, in: pass) {
                pass.tape.crossEntropy(Tensor(device, scores, shape: [3, 3]), labels: $0).loss
            }
            expectClose(loss.scalar, Plain.crossEntropy(scores.map(Double.init), labels: targets))
        }
    }
}

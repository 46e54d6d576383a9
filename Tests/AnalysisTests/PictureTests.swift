import Analysis
import TestSupport
import Testing

@Suite("Pictures of features")
struct PictureTests {
    @Test("The principal plane is scikit-learn's")
    func plane() throws {
        for reference in try References.read().embeddings {
            let plane = PrincipalPlane(of: reference.blobs.points)
            let places = plane.points.flatMap { [$0.x, $0.y] }
            expectClose(places, reference.plane, relative: 1e-7, absolute: 1e-9, reference.name)
            expectClose([plane.shares.x, plane.shares.y], reference.shares, relative: 1e-9)
        }
    }

    @Test("Equal points are one place in both pictures, which are numbers")
    func equalPoints() {
        let same = PointCloud([Double](repeating: 1, count: 12), dimension: 2)
        let plane = PrincipalPlane(of: same)
        #expect(plane.points.allSatisfy { $0 == .zero } && plane.shares == .zero)
        let picture = TSNE().picture(of: same, from: plane.points)
        #expect(picture.points.allSatisfy { $0 == .zero } && picture.divergence.isFinite)
    }

    @Test("t-SNE takes scikit-learn's steps, and loses as little")
    func neighbours() throws {
        let references = try References.read().neighbours
        #expect(references.count == 3)
        for reference in references {
            let blobs = Blobs(
                reference.name, classes: reference.classes, count: reference.count,
                dimension: reference.dimension, apart: reference.apart)
            let start = Pattern.values(
                reference.name + " start", count: 2 * blobs.labels.count)
            var tsne = TSNE()
            tsne.perplexity = reference.perplexity
            tsne.firstSteps = reference.first
            tsne.lastSteps = reference.last
            let picture = tsne.picture(
                of: blobs.points,
                from: blobs.labels.indices.map {
                    SIMD2(Double(start[2 * $0]), Double(start[2 * $0 + 1]))
                })
            if reference.last > 100 {
                // So many steps multiply the single precision of theirs: the loss must agree.
                expectClose(picture.divergence, reference.divergence, relative: 0.05)
            } else {
                let places = picture.points.flatMap { [$0.x, $0.y] }
                let reach = reference.places.map(abs).max()!
                expectClose(places, reference.places, relative: 0, absolute: 0.001 * reach)
                expectClose(picture.divergence, reference.divergence, relative: 1e-3)
            }
        }
    }

    @Test("t-SNE keeps classes together that lie apart")
    func groups() {
        let blobs = Blobs("apart", classes: 4, count: 15, dimension: 20, apart: 5)
        let plane = PrincipalPlane(of: blobs.points)
        let picture = TSNE().picture(of: blobs.points, from: plane.points)
        let places = PointCloud(picture.points.flatMap { [$0.x, $0.y] }, dimension: 2)
        #expect(Recall(of: places, labels: blobs.labels).classes == [1, 1, 1, 1])
    }
}

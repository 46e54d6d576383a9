import Analysis
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Features as an embedding")
struct EmbeddingTests {
    @Test("Spectral decay and density are those of NumPy and SciPy by Roth et al.'s formulas")
    func roth() throws {
        for reference in try References.read().embeddings {
            let blobs = reference.blobs
            let spectrum = blobs.points.spectrum
            let found = try #require(spectrum.decay)
            expectClose(found, reference.decay, relative: 1e-7, reference.name)
            expectClose(
                try #require(spectrum.effectiveRank), reference.rank, relative: 1e-7,
                reference.name)
            let density = Density(of: blobs.points, labels: blobs.labels)
            expectClose(
                [density.intra, density.inter, density.ratio],
                [reference.intra, reference.inter, reference.ratio], relative: 1e-10,
                reference.name)
        }
    }

    @Test("Recall@1 and k-means from given centres are scikit-learn's")
    func scikitLearn() throws {
        for reference in try References.read().embeddings {
            let blobs = reference.blobs
            let points = blobs.points
            #expect(Recall(of: points, labels: blobs.labels).classes == reference.recall)
            let starts = points.points((0..<reference.classes).map { $0 * reference.count })
            let groups = KMeans(of: points, from: starts)
            #expect(groups.labels == reference.groups, "\(reference.name)")
            expectClose(groups.inertia, reference.inertia, relative: 1e-9, reference.name)
            let information = MutualInformation.normalized(groups.labels, blobs.labels)
            expectClose(information, reference.information, relative: 1e-9, reference.name)
        }
    }

    @Test("k-means from ten drawn starts comes close to fifty of scikit-learn's, and repeats")
    func drawnStarts() throws {
        for reference in try References.read().embeddings {
            var (one, same) = (Generator(seed: 4), Generator(seed: 4))
            let points = reference.blobs.points
            let found = KMeans(of: points, groups: reference.classes, using: &one)
            let again = KMeans(of: points, groups: reference.classes, using: &same)
            #expect(found.labels == again.labels && found.inertia == again.inertia)
            // Where classes overlap, many groupings are nearly as good.
            #expect(found.inertia < reference.best * (reference.apart < 1 ? 1.06 : 1.01))
            #expect(found.inertia > reference.best * 0.999999)
        }
    }

    @Test("Mutual information is scikit-learn's")
    func information() throws {
        for reference in try References.read().information {
            let found = MutualInformation.normalized(reference.a, reference.b)
            expectClose(found, reference.value, relative: 1e-12, absolute: 1e-12)
        }
    }

    @Test("A direction with nothing in it is left out of the decay, which is zero when even")
    func emptyDirection() throws {
        let even = Spectrum([2, 2, 2])
        #expect(try abs(#require(even.decay)) < 1e-12)
        #expect(Spectrum([2, 2, 2, 0]).decay == even.decay)
        #expect(Spectrum([2, 2, 2, 0]).directions == 3)
        #expect(try #require(Spectrum([5, 2, 1]).decay) > 0.1)
        // Dead features, as of a rectifier that never opens.
        let points = PointCloud(unit: [1, 0, 0, 0, 1, 2, 1, 0, 1, 2, 0, 0], dimension: 3)
        #expect(points.spectrum.directions == 3)
        let dead = PointCloud(unit: [1, 0, 0, 3, 0, 2, 1, 0, 1, 2, 0, 0], dimension: 3)
        #expect(dead.spectrum.directions == 2)
    }

    @Test("Features of zeros stay, and points on one another are in some group")
    func degenerate() {
        #expect(PointCloud(unit: [0, 0, 3, 4], dimension: 2).numbers == [0, 0, 0.6, 0.8])
        let same = PointCloud([Double](repeating: 1, count: 8), dimension: 2)
        var generator = Generator(seed: 1)
        let groups = KMeans(of: same, groups: 3, using: &generator)
        #expect(groups.inertia == 0 && groups.labels.allSatisfy { (0..<3).contains($0) })
        #expect(Recall(of: same, labels: [0, 0, 1, 1]).classes == [1, 0])
        let zeros = PointCloud([Double](repeating: 0, count: 8), dimension: 2)
        let density = Density(of: zeros, labels: [0, 0, 1, 1])
        #expect(density.intra == 1 && density.inter == 1)
    }
}

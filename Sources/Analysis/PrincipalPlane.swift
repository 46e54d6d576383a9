import Matrices

/// Points seen from where they spread most: their principal component analysis in two dimensions.
public struct PrincipalPlane: Sendable {
    /// Where each point lies: x along the direction of most variance, y along the next.
    public let points: [SIMD2<Double>]
    /// The shares of the points' variance along the two.
    public let shares: SIMD2<Double>

    /// The plane of at least two points; zeros where all are one.
    public init(of cloud: PointCloud) {
        precondition(cloud.count > 1, "a plane is of two points or more")
        let gram = cloud.centred.gram
        let trace = (0..<cloud.count).reduce(0) { $0 + gram[$1 * cloud.count + $1] }
        guard trace > 0 else {
            points = [SIMD2<Double>](repeating: .zero, count: cloud.count)
            shares = .zero
            return
        }
        let pairs = LinearAlgebra.leadingEigenvectors(of: gram, size: cloud.count, count: 2)
        let lengths = pairs.values.map { max(0, $0).squareRoot() }
        points = (0..<cloud.count).map {
            SIMD2(lengths[0] * pairs.vectors[$0], lengths[1] * pairs.vectors[cloud.count + $0])
        }
        shares = SIMD2(max(0, pairs.values[0]), max(0, pairs.values[1])) / trace
    }
}

import Foundation
import Tensors

/// Positions of squares as angles, in DINOv3's way (Siméoni et al. 2025, "DINOv3";
/// facebookresearch/dinov3 `rope_position_encoding.py`): squares' centres lie in −1…1 along both
/// axes, whatever the image's size, and periods go from 1 to nearly 100. Periods are in full
/// precision, as timm has them; the published weights rounded them to bfloat16.
final class RotaryPositions {
    private let base = 100.0
    /// Half of a head's width.
    private let half: Int
    private var known: (grid: [Int], turns: Tensor)?

    /// Angles for heads of `width` numbers.
    init(width: Int) {
        precondition(width % 4 == 0, "rows and columns each turn pairs")
        half = width / 2
    }

    /// The cosines and sines of squares in `grid` rows and columns: (squares, 2, width / 2).
    func turns(_ grid: [Int], on device: Device) -> Tensor {
        if let known, known.grid == grid, known.turns.device === device { return known.turns }
        let quarter = half / 2
        let numbers = (0..<grid[0] * grid[1]).flatMap { square -> [Float] in
            let places = [square / grid[1], square % grid[1]]
            let angles = (0..<half).map { i -> Double in
                let axis = i / quarter
                let center = 2 * (Double(places[axis]) + 0.5) / Double(grid[axis]) - 1
                return 2 * .pi * center / pow(base, Double(i % quarter) / Double(quarter))
            }
            return angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
        }
        let turns = Tensor(device, numbers, shape: [grid[0] * grid[1], 2, half])
        known = (grid, turns)
        return turns
    }
}

import Documents

/// What networks look like while they learn: their input plane and their hidden plane at some forty
/// steps, of the first seed.
final class SpiralFilm {
    /// The steps at which a state is kept, the first weights and the last among them.
    let steps: [Int]
    private let points: [SpiralPoints]
    private var input, hidden: [Film.Panel]
    private var (inputs, hiddens): ([Film.State], [Film.State]) = ([], [])

    /// Cells along a side of a plane.
    private static let side = 24

    /// A film of trainings of so many steps on `points`, of each network.
    init(of points: [SpiralPoints], steps: Int) {
        let count = min(40, steps)
        self.steps = (0...count).map { $0 * steps / count }
        self.points = points
        (input, hidden) = ([], [])
    }

    /// Keeps the state after `step` steps, where it is one to keep.
    func watch(_ step: Int, _ networks: SpiralNetworks) {
        guard steps.contains(step) else { return }
        let grids = points.map { PlaneGrid(around: $0.places, side: Self.side) }
        inputs.append(
            state(
                grids[0], points[0].places,
                networks.probabilities(atInputs: grids.map(\.coordinates))[0]))
        let places = networks.hidden(points.map(\.coordinates)).map(\.places)
        let inside = places.map { PlaneGrid(around: $0, side: Self.side) }
        hiddens.append(
            state(
                inside[0], places[0],
                networks.probabilities(atHidden: inside.map(\.coordinates))[0]))
    }

    /// Ends the part of one method.
    func cut(_ name: String) {
        input.append(Film.Panel("\(name): input plane", inputs))
        hidden.append(Film.Panel("\(name): hidden plane", hiddens))
        (inputs, hiddens) = ([], [])
    }

    /// All that was kept: the input planes and then the hidden planes.
    var film: Film {
        Film(
            title: "The first seed's networks while they learn: what they say, the paler the less "
                + "sure, and the labelled points",
            steps: steps, labels: points[0].labels, panels: input + hidden)
    }

    private func state(
        _ grid: PlaneGrid, _ places: [(x: Double, y: Double)], _ probabilities: [Double]
    ) -> Film.State {
        let wide = grid.high.x - grid.low.x
        return Film.State(
            probabilities: probabilities,
            points: places.map { (($0.x - grid.low.x) / wide, ($0.y - grid.low.y) / wide) })
    }
}

import Images
import Randomness

extension DrawnClass {
    /// A random picture of this class, `size` × `size` pixels.
    ///
    /// Place, scale, turn, stretch, wobble, colours, background, clutter and grain vary; what the
    /// class fixes is the shape, its texture and the arrangement. Light comes from above and
    /// shadows fall down, so that a turned picture can be told from an upright one.
    func picture(size: Int, hue: Float, using generator: inout Generator) -> Image {
        let palette = Palette(hue: hue, using: &generator)
        let side = Float(size)
        var canvas = Canvas(size: size)
        paintBackground(&canvas, palette, using: &generator)
        for _ in 0..<(1 + generator.integer(below: 5)) {
            paintClutter(&canvas, palette, using: &generator)
        }
        var style = Style(size: side, using: &generator)
        for place in arrangement.places(using: &generator) {
            style.vary(using: &generator)
            paint(place, style, palette, on: &canvas)
        }
        if generator.happens(0.5) { paintClutter(&canvas, palette, thin: true, using: &generator) }
        return canvas.image(grain: generator.float(0.005...0.045), using: &generator)
    }

    /// How the shapes of one picture are drawn.
    private struct Style {
        let size: Float
        /// The first column of a linear map from the picture to the shape, and the second.
        var right = Point(1, 0)
        var down = Point(0, 1)
        /// The texture's direction and its offset in pixels.
        var grainDirection: Point
        var phase: Point
        /// Distance between a texture's parts, in parts of the picture's side.
        let period: Float
        /// How far edges wander, in parts of the shape's radius.
        let wobble: Float
        let noise: ValueNoise
        /// The second ink lets the background through.
        let isOpen: Bool
        let shadow: Float
        private let turn: Float
        private let stretch: Float
        private let shear: Float

        init(size: Float, using generator: inout Generator) {
            self.size = size
            turn = generator.float(-0.45...0.45)
            stretch = generator.float(0.8...1.25)
            shear = generator.float(-0.2...0.2)
            grainDirection = generator.direction()
            phase = Point(generator.float(0...40), generator.float(0...40))
            period = generator.float(0.06...0.09)
            wobble = generator.float(0...0.12)
            noise = ValueNoise(key: generator.next())
            isOpen = generator.happens(0.35)
            shadow = generator.happens(0.7) ? generator.float(0.15...0.5) : 0
        }

        /// Turns the next shape a little differently.
        mutating func vary(using generator: inout Generator) {
            let t = turn + generator.float(-0.2...0.2)
            // The rotation by 2·arctan(t / 2), without trigonometry.
            let q = t * t / 4
            let (c, s) = ((1 - q) / (1 + q), t / (1 + q))
            right = Point(c, -s) / stretch
            down = Point(s + shear * c, c - shear * s) * stretch
            phase += Point(generator.float(0...20), generator.float(0...20))
        }
    }

    private func paint(
        _ place: Arrangement.Place, _ style: Style, _ palette: Palette, on canvas: inout Canvas
    ) {
        let radius = place.radius * style.size
        let center = place.center * style.size
        let period = max(style.period * style.size * (radius / style.size < 0.13 ? 0.7 : 1), 3)
        let (first, second) =
            place.isInner ? (palette.second, palette.first) : (palette.first, palette.second)
        let corners = shape.corners
        func distance(_ pixel: Point) -> Float {
            let p = (pixel - center) / radius
            let local = p.x * style.right + p.y * style.down
            let bend = Point(
                style.noise.value(local * 2.2 + 9), style.noise.value(local * 2.2 + 71))
            let wandering = local + style.wobble * (2 * bend - 1)
            return shape.distance(wandering, corners: corners) * radius
        }
        // An outline would show its own shadow inside.
        if style.shadow > 0 && !place.isInner && fill != .outlined {
            let drop = Point(0.05, 0.16) * radius
            canvas.paint(around: center + drop, radius: radius * 1.75) { pixel, ink in
                // A soft edge: the cover of a distance scaled down.
                let depth = cover(distance(pixel - drop) / (0.12 * radius))
                return ink * (1 - style.shadow * depth)
            }
        }
        canvas.paint(around: center, radius: radius * 1.7) { pixel, ink in
            let distance = distance(pixel)
            let inside = cover(distance)
            if inside == 0 { return ink }
            let p = pixel - center
            let turned = Point(
                p.x * style.grainDirection.x + p.y * style.grainDirection.y,
                p.y * style.grainDirection.x - p.x * style.grainDirection.y)
            let shift = fill == .halved ? Point.zero : style.phase
            let amount = fill.ink(
                at: turned + shift, distance: distance, period: period, noise: style.noise)
            let isOpen = (style.isOpen || fill == .outlined) && !place.isInner
            let under = isOpen ? ink : second
            // Light from above.
            let light = 1 - 0.12 * (p.y / radius)
            return ink.mixed(with: under.mixed(with: first, amount) * light, inside)
        }
    }

    private func paintBackground(
        _ canvas: inout Canvas, _ palette: Palette, using generator: inout Generator
    ) {
        let side = Float(canvas.size)
        let noise = ValueNoise(key: generator.next())
        let scale = generator.float(2...9) / side
        let strength = generator.float(0.02...0.18)
        let horizon = generator.float(0.3...0.8) * side
        let softness = generator.float(0.1...0.8) * side
        canvas.paint { pixel, _ in
            let depth = min(max((pixel.y - horizon) / softness + 0.5, 0), 1)
            let cloud = noise.value(pixel * scale) + 0.5 * noise.value(pixel * (2.7 * scale)) - 0.75
            return palette.sky.mixed(with: palette.ground, depth) + strength * cloud
        }
    }

    /// A stroke or a small spot of a colour of its own; nothing that a class is told by.
    private func paintClutter(
        _ canvas: inout Canvas, _ palette: Palette, thin: Bool = false,
        using generator: inout Generator
    ) {
        let side = Float(canvas.size)
        let ink = palette.clutter[generator.integer(below: palette.clutter.count)]
        let start = generator.center(margin: 0) * side
        let isSpot = !thin && generator.happens(0.4)
        let reach = isSpot ? Float(0.01) : generator.float(0.1...0.5)
        let end = start + generator.direction() * (reach * side)
        let width = generator.float(thin ? 0.004...0.012 : 0.008...(isSpot ? 0.05 : 0.025)) * side
        let strength = generator.float(0.35...0.9)
        let edge = end - start
        let span = edge.x * edge.x + edge.y * edge.y
        canvas.paint(around: (start + end) / 2, radius: reach * side / 2 + width + 1) {
            pixel, old in
            let w = pixel - start
            let t = min(max((w.x * edge.x + w.y * edge.y) / span, 0), 1)
            return old.mixed(with: ink, strength * cover(length(w - t * edge) - width))
        }
    }
}

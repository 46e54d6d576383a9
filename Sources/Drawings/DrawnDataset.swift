import Datasets
import Files
import Foundation
import Randomness
import Synchronization

/// A small data set of drawn pictures, for a first try and for tests: real JPEG files in the layout
/// base/val/novel, every class a combination of a shape, a texture and an arrangement, as in
/// "striped-star-row". Colour, place, turn, background and clutter vary inside a class.
///
/// The same values draw the same files, byte for byte, on every machine and any number of cores.
public struct DrawnDataset: Sendable, Codable, Equatable {
    /// Number of classes to train on.
    public let base: Int
    /// Number of classes to watch training on.
    public let val: Int
    /// Number of classes to measure on.
    public let novel: Int
    /// Images of each class.
    public let imagesPerClass: Int
    /// Side of each image in pixels.
    public let size: Int
    /// What all chance is drawn from.
    public let seed: UInt64

    /// The most classes there can be, of all splits together.
    public static let mostClasses = DrawnClass.all.count

    /// A data set of these numbers.
    ///
    /// - Throws: `UserError` `.usage` if a number is out of range.
    public init(
        base: Int = 20, val: Int = 5, novel: Int = 10, imagesPerClass: Int = 60, size: Int = 84,
        seed: UInt64 = 1
    ) throws {
        guard [base, val, novel].allSatisfy({ (0...Self.mostClasses).contains($0) }),
            (1...Self.mostClasses).contains(base + val + novel)
        else {
            throw UserError(
                .usage,
                "A drawn data set has 1 to \(Self.mostClasses) classes; asked for \(base) base, "
                    + "\(val) val and \(novel) novel ones.")
        }
        guard (1...100_000).contains(imagesPerClass) else {
            throw UserError(
                .usage, "A drawn class has 1 to 100000 images; asked for \(imagesPerClass).")
        }
        guard (16...1024).contains(size) else {
            throw UserError(
                .usage, "Drawn images are 16 to 1024 pixels wide; asked for \(size).")
        }
        self.base = base
        self.val = val
        self.novel = novel
        self.imagesPerClass = imagesPerClass
        self.size = size
        self.seed = seed
    }

    /// The classes' names by split, sorted.
    package var classNames: [Split: [String]] {
        classes.mapValues { $0.map(\.name).sorted(by: precedes) }
    }

    /// The number of images of all classes together.
    public var imageCount: Int { (base + val + novel) * imagesPerClass }

    /// Draws the images into the folder at `url`, on all cores.
    ///
    /// A folder that holds exactly this data set is left as it is; one in which drawing it was
    /// broken off is completed; any other folder that is not empty is refused.
    ///
    /// - Parameter progress: called now and then with the number of images done and of all, never by
    ///   two threads at once.
    /// - Throws: `UserError` `.cannotCreate` if the folder cannot be made or holds something else,
    ///   `.inputOutput` if writing breaks off.
    public func draw(
        to url: URL, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws {
        let note = DrawnNote(folder: url, dataset: self)
        if try note.begin() { return }
        let jobs = try classFolders(in: url)
        let done = Mutex(0)
        let threads = ProcessInfo.processInfo.activeProcessorCount
        try (0..<imageCount).forEach(threads: threads) { place in
            let (drawn, folder) = jobs[place / imagesPerClass]
            try draw(drawn, place % imagesPerClass, into: folder)
            done.withLock {
                $0 += 1
                if $0 % 25 == 0 || $0 == imageCount { progress?($0, imageCount) }
            }
        }
        try note.end()
    }

    private var classes: [Split: [DrawnClass]] {
        var generator = Generator(seed: seed).stream("classes")
        return DrawnClass.choose([.base: base, .val: val, .novel: novel], using: &generator)
    }

    private func classFolders(in url: URL) throws -> [(DrawnClass, URL)] {
        let classes = classes
        var folders: [(DrawnClass, URL)] = []
        for split in Split.allCases {
            for drawn in classes[split] ?? [] {
                let folder = url.appending(path: "\(split.rawValue)/\(drawn.name)")
                try OutputFolder.make(folder)
                folders.append((drawn, folder))
            }
        }
        return folders
    }

    private func draw(_ drawn: DrawnClass, _ number: Int, into folder: URL) throws {
        // A stream of the class's name: its pictures do not depend on the other classes.
        var generator = Generator(seed: seed).stream(drawn.name, number)
        // Colour is a weak hint: in a quarter of the images a class has its own hue.
        var own = Generator(seed: seed).stream("hue " + drawn.name)
        let classHue = Float(own.uniform())
        let hue = generator.happens(0.25) ? classHue : Float(generator.uniform())
        let image = drawn.picture(size: size, hue: hue, using: &generator)
        let digits = String(number + 1)
        let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        // A drawing that breaks off is repeated as a whole, so a file need not reach the disk first.
        try OpenFile.write(
            Data(image.jpeg(quality: 90)), to: folder.appending(path: "\(padded).jpg"))
    }
}

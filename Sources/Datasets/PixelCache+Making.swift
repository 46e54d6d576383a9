import Files
import Foundation
import Images

extension PixelCache {
    /// The cache of `files` in the file at `url`: the one that is there, or a new one.
    ///
    /// - Parameters:
    ///   - hashes: the SHA-256 of each file's bytes, as the scan found them.
    ///   - limit: the bytes that it may take; nil is returned where the pictures need more.
    ///   - threads: how many decode.
    ///   - progress: called now and then with the pictures done; returning false ends the work.
    /// - Returns: nil where the pictures do not fit or the work was ended.
    /// - Throws: `UserError` where a file changed since it was scanned, or the cache cannot be
    ///   written.
    public static func make(
        of files: LabeledImages, hashes: [String], transform: TrainingTransform, at url: URL,
        limit: Int, threads: Int, progress: (_ done: Int) -> Bool = { _ in true }
    ) throws -> PixelCache? {
        precondition(files.files.count == hashes.count, "every file has a hash")
        let key = key(hashes: hashes, transform: transform)
        if let known = PixelCache(url, key: key) { return known }
        let least = transform.decodingSize
        guard let sizes = try sizes(of: files, least, limit: limit) else { return nil }
        let header = PixelCacheHeader(key: key, sizes: sizes)
        guard header.total <= limit else { return nil }
        do {
            try AtomicFile.write(to: url) { file in
                var hasher = Fingerprint.SHA256()
                hasher.update(header.bytes)
                try file.write(header.bytes)
                // So many pictures at a time that memory stays small and threads find work.
                let share = 16 * threads
                for start in stride(from: 0, to: sizes.count, by: share) {
                    guard progress(start) else { throw CancellationError() }
                    let range = start..<min(start + share, sizes.count)
                    let pictures = try decoded(
                        Array(files.files[range]), Array(hashes[range]), least, threads: threads)
                    for (index, pixels) in zip(range, pictures) {
                        guard pixels.count == header.places[index].count else {
                            throw files.files[index].unusable(ReadError.changed)
                        }
                        hasher.update(pixels)
                        try file.write(Data(pixels))
                    }
                }
                try file.write(Data(hasher.finish().utf8))
            }
        } catch is CancellationError {
            return nil
        }
        _ = progress(sizes.count)
        return PixelCache(url, key: key, isNew: true)
    }

    /// The cache in the file at `url`, where another process has just made it of the same pictures, or
    /// read it through.
    ///
    /// - Parameter hashes: the SHA-256 of each file's bytes, as the scan found them.
    public static func made(
        ofHashes hashes: [String], transform: TrainingTransform, at url: URL
    ) -> PixelCache? {
        PixelCache(url, key: key(hashes: hashes, transform: transform), isNew: true)
    }

    /// The size of every picture as it is decoded; nil as soon as they are more than `limit` bytes.
    private static func sizes(
        of files: LabeledImages, _ least: (width: Int, height: Int), limit: Int
    ) throws -> [(width: Int, height: Int)]? {
        var sizes: [(width: Int, height: Int)] = []
        var total = 0
        for file in files.files {
            let size = try read(file) { try Image.size(of: $0, atLeast: least) }
            total += size.width * size.height * 3
            guard total <= limit else { return nil }
            sizes.append(size)
        }
        return sizes
    }

    private static func decoded(
        _ files: [ImageFile], _ hashes: [String], _ least: (width: Int, height: Int), threads: Int
    ) throws -> [[UInt8]] {
        let pixels = Gathered<[UInt8]>(count: files.count)
        try files.indices.forEach(threads: threads) { index in
            let own = try read(files[index]) { bytes in
                guard Fingerprint.sha256(bytes) == hashes[index] else {
                    throw files[index].unusable(ReadError.changed)
                }
                return try Image.decode(bytes, atLeast: least).pixels
            }
            pixels.put([own], at: index)
        }
        return pixels.all
    }

    private static func read<Value>(
        _ file: ImageFile, _ body: ([UInt8]) throws -> Value
    ) throws -> Value {
        do {
            return try body(file.read().bytes)
        } catch let error as UserError {
            throw error
        } catch {
            throw file.unusable(error)
        }
    }
}

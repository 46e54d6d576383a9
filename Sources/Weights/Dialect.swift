import Files
import Foundation

/// How one program names the tensors of an architecture, and how its names become ours:
/// torchvision's for ResNets, timm's for everything else.
struct Dialect: Sendable {
    typealias Arrays = [String: Safetensors.Entry]

    /// Whose names these are.
    let name: String
    /// The names that tell it, behind any prefix.
    let anchors: [String]
    /// Parts of names and what stands for them, in the order in which they are exchanged.
    var exchanges: [(from: String, to: String)] = []
    /// What is more than other names: rows put together, axes added. `all` are the file's tensors
    /// under their own names, with the prefix that this dialect has there.
    var reform: @Sendable (_ arrays: inout Arrays, _ all: Arrays, _ prefix: String) -> Void = {
        _, _, _ in
    }

    /// The dialects, those whose anchors say most first.
    static let all: [Dialect] =
        [.resNet, .efficientNetPyTorch, .timmMobile, .torchvisionMobileNet]
        + [.timmConvNeXt, .originalConvNeXt, .torchvisionConvNeXt]
        + [.huggingFaceTower, .huggingFaceViT, .openCLIP, .timmViT]

    /// The prefixes under which a file has this dialect, the one to take first: what methods of two
    /// networks evaluate, then averages of training, then the shortest.
    func prefixes(in arrays: Arrays) -> [String] {
        let anchor = anchors[0]
        let found = arrays.keys.filter { $0 == anchor || $0.hasSuffix("." + anchor) }
            .map { String($0.dropLast(anchor.count)) }
            .filter { prefix in anchors.allSatisfy { arrays[prefix + $0] != nil } }
        func order(_ prefix: String) -> (Int, Int, String) {
            let words = Set(prefix.split { $0 == "." || $0 == "_" }.map(String.init))
            let place = Self.preferred.firstIndex { !$0.isDisjoint(with: words) }
            return (place ?? Self.preferred.count, prefix.count, prefix)
        }
        return found.sorted { order($0) < order($1) }
    }

    /// Words of prefixes, those to take first: MoCo evaluates encoder_q, the encoder of queries
    /// (facebookresearch/moco, `main_lincls.py`), BYOL the online network (Grill et al. 2020, arXiv
    /// 2006.07733); averages are what other papers evaluate.
    private static let preferred: [Set<String>] = [["q", "query", "online"], ["teacher", "ema"]]

    /// The tensors under `prefix` by our names.
    func canonical(_ all: Arrays, prefix: String) -> Arrays {
        var arrays: Arrays = [:]
        for (name, entry) in all where name.hasPrefix(prefix) {
            let own = String(name.dropFirst(prefix.count))
            arrays[exchanges.reduce(own) { $0.replacingOccurrences(of: $1.from, with: $1.to) }] =
                entry
        }
        reform(&arrays, all, prefix)
        return arrays
    }
}

extension Dialect.Arrays {
    /// Gives the array another shape of as many elements, where it is there.
    mutating func reshape(_ name: String, _ shape: (Int) -> [Int]) {
        guard let entry = self[name], let width = entry.shape.last else { return }
        let new = shape(width)
        guard new.reduce(1, *) == entry.shape.reduce(1, *) else { return }
        self[name] = .init(element: entry.element, shape: new, data: entry.data)
    }

    /// Puts arrays below each other as one, where all of them are there.
    mutating func stack(_ names: [String], as name: String) {
        let parts = names.compactMap { self[$0] }
        guard parts.count == names.count, let first = parts.first, !first.shape.isEmpty,
            parts.allSatisfy({
                $0.element == first.element && $0.shape.dropFirst() == first.shape.dropFirst()
            })
        else { return }
        for name in names { self[name] = nil }
        self[name] = .init(
            element: first.element,
            shape: [parts.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst(),
            data: parts.reduce(Data()) { $0 + $1.data })
    }

    /// The rows of an array as one of their own.
    func rows(_ range: Range<Int>, of name: String) -> Safetensors.Entry? {
        guard let entry = self[name], let count = entry.shape.first, count > 0,
            range.upperBound <= count
        else { return nil }
        let size = entry.data.count / count
        let start = entry.data.startIndex + range.lowerBound * size
        return .init(
            element: entry.element, shape: [range.count] + entry.shape.dropFirst(),
            data: entry.data[start..<(start + range.count * size)])
    }

    /// The transpose of a matrix; nil for anything else.
    func transposed(_ name: String) -> Safetensors.Entry? {
        guard let entry = self[name], entry.shape.count == 2 else { return nil }
        let (rows, columns, size) = (entry.shape[0], entry.shape[1], entry.element.size)
        return .init(
            element: entry.element, shape: [columns, rows],
            data: entry.data.rowMajor(
                [columns, rows], strides: [size, columns * size], size: size))
    }
}

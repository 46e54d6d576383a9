import Files
import Foundation

/// Named tensors in a file of any of the programs that people have weights from: safetensors, and
/// both forms of what `torch.save` writes.
///
/// Nothing in a file is trusted: none of it is executed, and no allocation exceeds its size.
public struct WeightFile: Sendable {
    /// What the tensors lie in.
    public enum Container: String, Sendable {
        /// The format of Hugging Face.
        case safetensors
        /// A zip archive, as PyTorch writes since 1.6.
        case zip = "PyTorch"
        /// Pickles before raw storages, as PyTorch wrote until 1.6.
        case legacy = "PyTorch before 1.6"
    }

    /// A value that is not understood.
    public struct Unread: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// The class or function that it would have called.
        public let wanted: String

        /// A value called `name` that would have called `wanted`.
        public init(name: String, wanted: String) {
            (self.name, self.wanted) = (name, wanted)
        }
    }

    /// What the tensors lie in.
    public let container: Container
    /// The tensors by name.
    public var arrays: Safetensors
    /// The SHA-256 of the bytes that were read; nil for tensors that lay in no file.
    public private(set) var sha256: String?
    /// The keys of the file's nested dictionaries that lead to them; empty if they are on top.
    public var path: [String] = []
    /// What lay among them and is not understood.
    public var unread: [Unread] = []

    /// Reads the file at `url`, told by its first bytes.
    ///
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.badData` naming the file and
    ///   what is wrong in it, `.inputOutput` if reading breaks off.
    public init(contentsOf url: URL) throws {
        let start = try InputFile.start(of: url, 512)
        if start.starts(with: [0x50, 0x4b]) {
            let bytes = try InputFile.read(url)
            try self.init(try TorchFile(zip: bytes, origin: url.path))
            sha256 = Fingerprint.sha256(bytes)
        } else if start.first == 0x80, start.dropFirst(2).starts(with: TorchFile.legacyMagic) {
            let bytes = try InputFile.read(url)
            try self.init(try TorchFile(legacy: bytes, origin: url.path))
            sha256 = Fingerprint.sha256(bytes)
        } else {
            if let kind = Self.foreign(start) { throw Self.unreadable(url, kind) }
            self.init(.safetensors, try Safetensors(contentsOf: url))
            sha256 = arrays.sha256
        }
    }

    /// Tensors as if they were read from safetensors.
    public init(arrays: Safetensors) { self.init(.safetensors, arrays) }

    private init(_ container: Container, _ arrays: Safetensors) {
        (self.container, self.arrays) = (container, arrays)
    }

    private init(_ file: TorchFile) throws {
        let state = try StateDict(in: file)
        self.init(
            file.container,
            Safetensors(entries: try state.arrays(of: file), origin: file.origin))
        (path, unread) = (state.path, state.unread)
    }

    /// What else people take for weights, with what to do; nil if `start` is none of it.
    private static func foreign(_ start: Data) -> String? {
        if start.dropFirst(257).starts(with: "ustar".utf8) {
            return "in the tar form of PyTorch before 0.1.10. Save it again in Python: "
                + "torch.save(torch.load(FILE, \"cpu\", weights_only=False), \"weights.pth\"), if you "
                + "trust it, since that runs what is in it"
        }
        if start.first == 0x80, start.count > 1, start[1] <= 5 {
            return
                "a pickle of Python's, not one of torch.save. Save its tensors as safetensors or "
                + "by torch.save"
        }
        if start.starts(with: "version https://git-lfs".utf8) {
            return "a pointer of Git LFS in place of the weights. Fetch them with git lfs pull"
        }
        let words = start.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
        if words.first == UInt8(ascii: "<") {
            return "a web page, not weights: its download went wrong"
        }
        if start.starts(with: [0x89] + Array("HDF".utf8)) {
            return "HDF5, which is not read. Save the weights as safetensors"
        }
        return nil
    }

    private static func unreadable(_ url: URL, _ kind: String) -> UserError {
        UserError(.badData, "The file \(url.path) is \(kind).")
    }
}

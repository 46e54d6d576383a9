import Foundation

/// Swift arrays in and out of the file's arrays.
extension Safetensors {
    /// The numbers of the array `name` in row-major order; those of 16 bits are widened
    /// exactly, those of 64 rounded.
    ///
    /// - Parameter shape: what the shape must be; nil accepts any.
    /// - Throws: `UserError` `.badData` if there is no such array, or one of another shape or type.
    public func floats(_ name: String, shape: [Int]? = nil) throws -> [Float] {
        let entry = try entry(name, shape: shape, elements: [.f32, .bf16, .f16, .f64])
        switch entry.element {
        case .f64: return entry.data.elements(of: Double.self).map { Float($0) }
        case .f16: return entry.data.elements(of: Float16.self).map { Float($0) }
        case .bf16:
            return entry.data.elements(of: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
        default: return entry.data.elements()
        }
    }

    /// The integers of the array `name`, of 32 or 64 bits; errors as of `floats`.
    public func integers(_ name: String, shape: [Int]? = nil) throws -> [Int64] {
        let entry = try entry(name, shape: shape, elements: [.i64, .i32])
        guard entry.element == .i32 else { return entry.data.elements() }
        return entry.data.elements(of: Int32.self).map(Int64.init)
    }

    /// The bytes of the array `name`; errors as of `floats`.
    public func bytes(_ name: String) throws -> [UInt8] {
        try entry(name, shape: nil, elements: [.u8]).data.elements()
    }

    /// Stores single-precision numbers of `shape` in row-major order.
    public mutating func set(_ name: String, floats: [Float], shape: [Int]) {
        store(name, .f32, floats, shape)
    }

    /// Stores double-precision numbers of `shape` in row-major order.
    package mutating func set(_ name: String, doubles: [Double], shape: [Int]) {
        store(name, .f64, doubles, shape)
    }

    /// Stores 64-bit integers of `shape` in row-major order.
    public mutating func set(_ name: String, integers: [Int64], shape: [Int]) {
        store(name, .i64, integers, shape)
    }

    /// Stores bytes of `shape` in row-major order.
    public mutating func set(_ name: String, bytes: [UInt8], shape: [Int]) {
        store(name, .u8, bytes, shape)
    }

    /// Rounds the single-precision array `name` to half precision (float16, 11 binary digits).
    ///
    /// - Throws: `UserError.badData` for a number beyond 65,504, the largest that there is.
    public mutating func halve(_ name: String) throws {
        let entry = try entry(name, shape: nil, elements: [.f32])
        let halves = entry.data.elements(of: Float.self).map { Float16($0) }
        guard halves.allSatisfy(\.isFinite) else {
            throw UserError(
                .badData,
                "In \(place), the array \"\(name)\" has numbers that half precision does not hold.")
        }
        store(name, .f16, halves, entry.shape)
    }

    /// The metadata under `key`.
    ///
    /// - Throws: `UserError` `.badData` if there is none.
    public func text(_ key: String) throws -> String {
        guard let text = metadata[key] else { throw lacks("metadata \"\(key)\"") }
        return text
    }

    private func entry(_ name: String, shape: [Int]?, elements: [Element]) throws -> Entry {
        guard let entry = entries[name] else { throw lacks("array \"\(name)\"") }
        guard elements.contains(entry.element) else {
            throw UserError(
                .badData,
                "In \(place), the array \"\(name)\" is of type \(entry.element.rawValue), "
                    + "but \(elements.map(\.rawValue).joined(separator: " or ")) is needed.")
        }
        if let shape, shape != entry.shape {
            throw UserError(
                .badData,
                "In \(place), the array \"\(name)\" has the shape \(entry.shape), "
                    + "but \(shape) is needed.")
        }
        return entry
    }

    private var place: String { origin.isEmpty ? "these arrays" : origin }

    private func lacks(_ what: String) -> UserError {
        UserError(.badData, "There is no \(what) in \(place).")
    }

    private mutating func store<T>(
        _ name: String, _ element: Element, _ values: [T], _ shape: [Int]
    ) {
        // The header keeps its metadata under this one name.
        guard name != "__metadata__" else { fatalError("No array may be called \(name).") }
        let data = values.withUnsafeBytes { Data($0) }
        entries[name] = Entry(element: element, shape: shape, data: data)
    }
}

extension Data {
    /// The bytes as values of a plain number type, little-endian as every machine we run on.
    fileprivate func elements<T>(of type: T.Type = T.self) -> [T] where T: Numeric {
        let count = self.count / MemoryLayout<T>.stride
        return [T](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = count
            _ = self.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

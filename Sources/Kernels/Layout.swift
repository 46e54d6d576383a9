import COneDNN

#if canImport(Glibc)
    import Glibc
#endif

/// The number format of stored values.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// IEEE single precision.
    case f32
    /// bfloat16: single precision's exponent, eight bits of significand.
    case bf16

    var dataType: dnnl_data_type_t { self == .f32 ? dnnl_f32 : dnnl_bf16 }
    var bytes: Int { self == .f32 ? 4 : 2 }
}

/// How the numbers of a shape lie in memory; interned by the device, so that equal layouts are
/// the same object.
final class Layout {
    var descriptor: dnnl_memory_desc_t
    let shape: [Int]
    let byteCount: Int
    /// As our own loops go through images of this layout; nil where they cannot.
    private(set) lazy var planes = Planes(self)

    init(_ descriptor: dnnl_memory_desc_t) {
        var copy = descriptor
        byteCount = dnnl_memory_desc_get_size(&copy)
        shape = withUnsafeBytes(of: descriptor.dims) { bytes in
            bytes.bindMemory(to: Int64.self).prefix(Int(descriptor.ndims)).map(Int.init)
        }
        self.descriptor = descriptor
    }

    var precision: Precision { descriptor.data_type == dnnl_bf16 ? .bf16 : .f32 }

    /// The distance in elements between consecutive indices of the first axis, where each of its
    /// indices owns one contiguous run of memory (padding included); nil for any other layout.
    var rowStride: Int? {
        guard descriptor.format_kind == dnnl_blocked, descriptor.ndims > 0 else { return nil }
        let blocking = descriptor.format_desc.blocking
        let blocksFirstAxis = withUnsafeBytes(of: blocking.inner_idxs) { bytes in
            bytes.bindMemory(to: Int64.self).prefix(Int(blocking.inner_nblks)).contains(0)
        }
        let strides = withUnsafeBytes(of: blocking.strides) { bytes in
            Array(bytes.bindMemory(to: Int64.self).prefix(Int(descriptor.ndims)))
        }
        guard !blocksFirstAxis, strides[0] == strides.max() else { return nil }
        let rows = Int(descriptor.dims.0)
        let stride = rows > 1 ? Int(strides[0]) : byteCount / precision.bytes
        return stride * rows * precision.bytes == byteCount ? stride : nil
    }

    /// What names a layout without a descriptor.
    struct Name: Hashable {
        let shape: [Int]
        let precision: Precision
        let tag: UInt32
    }

    /// A descriptor's bytes: what makes two layouts the same.
    struct Identity: Hashable {
        let descriptor: dnnl_memory_desc_t

        static func == (a: Self, b: Self) -> Bool {
            withUnsafeBytes(of: a.descriptor) { a in
                withUnsafeBytes(of: b.descriptor) { b in
                    memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0
                }
            }
        }

        // Not byte by byte: a descriptor has hundreds.
        func hash(into hasher: inout Hasher) {
            withUnsafeBytes(of: descriptor) { hasher.combine(bytes: $0) }
        }
    }
}

extension Device {
    func layout(_ descriptor: dnnl_memory_desc_t) -> Layout {
        let identity = Layout.Identity(descriptor: descriptor)
        if let known = layouts[identity] { return known }
        // Equal descriptors may differ in bytes that mean nothing.
        var descriptor = descriptor
        let equal = layouts.values.first { other in
            withUnsafePointer(to: other.descriptor) { dnnl_memory_desc_equal(&descriptor, $0) != 0 }
        }
        let layout = equal ?? Layout(descriptor)
        layouts[identity] = layout
        return layout
    }

    /// The row-major layout of `shape`.
    func plainLayout(_ shape: [Int], _ precision: Precision = .f32) -> Layout {
        layout(shape, precision, plainTags[shape.count - 1])
    }

    /// The layout of `shape` whose memory format is `tag`. Every operation asks for some.
    func layout(
        _ shape: [Int], _ precision: Precision, _ tag: dnnl_format_tag_t
    ) -> Layout {
        let name = Layout.Name(shape: shape, precision: precision, tag: tag.rawValue)
        if let known = namedLayouts[name] { return known }
        let layout = layout(descriptor(shape, precision, tag))
        namedLayouts[name] = layout
        return layout
    }

    /// A descriptor of `shape` whose memory format is `tag`, or left to the primitive (`any`).
    func descriptor(
        _ shape: [Int], _ precision: Precision, _ tag: dnnl_format_tag_t = dnnl_format_tag_any
    ) -> dnnl_memory_desc_t {
        var descriptor = dnnl_memory_desc_t()
        check(
            dnnl_memory_desc_init_by_tag(
                &descriptor, Int32(shape.count), shape.map(Int64.init), precision.dataType, tag),
            "describe \(shape)")
        return descriptor
    }
}

private let plainTags = [dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd, dnnl_abcde]

import COpenBLAS

/// Numbers that OpenBLAS multiplies matrices of.
public protocol MatrixNumber: BinaryFloatingPoint {
    /// OpenBLAS's product of two matrices of these numbers.
    static var gemm: Gemm<Self> { get }
}

/// c = scale · op(a) · op(b) + keeping · c, as BLAS asks for it: order, op of a and of b, rows,
/// columns, depth, scale, a and b with the length of their rows, keeping, c with the length of its.
public typealias Gemm<Number> = (
    CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Number,
    UnsafePointer<Number>?, Int32, UnsafePointer<Number>?, Int32, Number,
    UnsafeMutablePointer<Number>?, Int32
) -> Void

extension Float: MatrixNumber {
    /// In single precision.
    public static var gemm: Gemm<Float> { cblas_sgemm }
}

extension Double: MatrixNumber {
    /// In double precision.
    public static var gemm: Gemm<Double> { cblas_dgemm }
}

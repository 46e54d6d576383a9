/// A picture that parts can be taken from: an `Image`, or a JPEG that decodes no more than the part.
protocol Picture {
    /// Why a part cannot be had.
    associatedtype Failure: Error
    /// Pixels in a row.
    var width: Int { get }
    /// Rows.
    var height: Int { get }
    /// A part at another size, see `Image.resized`.
    func resized(
        x: Int, y: Int, width: Int, height: Int, toWidth: Int, toHeight: Int, mirrored: Bool
    ) throws(Failure) -> Image
}

extension Image: Picture {
    typealias Failure = Never
}

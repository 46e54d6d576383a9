/// The numbers behind a drawing, place by place along it: a page says those where one points, goes
/// through them by the arrow keys, and has them as a table for whoever sees no drawing.
public struct Readings: Sendable, Equatable {
    /// Where each row of the table lies, in the drawing's pixels from the left, ascending.
    public let places: [Double]
    /// Between which heights a line shows the place, in the drawing's pixels from the top.
    public let span: ClosedRange<Double>
    /// A row for each place; its first column says what lies along the drawing.
    public let table: Table

    /// All values as the properties say; as many places as rows.
    public init(places: [Double], span: ClosedRange<Double>, table: Table) {
        precondition(places.count == table.rows.count, "a row for each place")
        self.places = places
        self.span = span
        self.table = table
    }
}

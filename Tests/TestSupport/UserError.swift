import Files

/// The `UserError` that `body` throws; nil if it throws none or another kind of error.
public func userError(_ body: () throws -> Void) -> UserError? {
    do {
        try body()
        return nil
    } catch { return error as? UserError }
}

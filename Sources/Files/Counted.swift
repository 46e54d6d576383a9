/// "1 image", "3 images", "2 classes": a number with what is counted, for a sentence.
public func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}

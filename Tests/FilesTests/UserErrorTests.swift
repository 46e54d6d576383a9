import Files
import Testing

@Suite("Errors for people")
struct UserErrorTests {
    @Test("A wrong setting is called by its words, or as the asker names it")
    func setting() {
        let error = UserError(setting: "batch-size", "is 0; it must be at least 1.")
        #expect(error.kind == .usage && error.setting == "batch-size")
        #expect(error.message == "The batch size is 0; it must be at least 1.")
        #expect(error.message { "--\($0)" } == "--batch-size is 0; it must be at least 1.")
    }

    @Test("What is about no setting says the same to all")
    func plain() {
        let error = UserError(.badData, "The file is damaged.")
        #expect(error.setting == nil && error.message == "The file is damaged.")
        #expect(error.message { "--\($0)" } == error.message)
    }

    @Test("what mends an error is named as data too, after its sentences")
    func remedies() {
        let error = UserError(
            .cannotCreate, "There is a run.", remedies: "output", "image-size", "resume")
        #expect(error.statement == "There is a run.")
        #expect(
            error.message == "There is a run. See the output, the image size, the resume.")
        #expect(
            error.message { "--\($0)" }
                == "There is a run. See --output, --image-size, --resume.")
        // A setting that whoever asks does not have mends nothing, and is called by its words.
        #expect(
            error.message { $0 == "output" ? "--\($0)" : nil } == "There is a run. See --output.")
        #expect(error.message { _ in nil } == "There is a run.")
        #expect(
            UserError(setting: "batch-size", "is 0.").message { _ in nil } == "The batch size is 0."
        )
        let limit = UserError(setting: "threads", kind: .unavailable, "is 9.")
        #expect(limit.kind == .unavailable && limit.message == "The threads is 9.")
    }
}

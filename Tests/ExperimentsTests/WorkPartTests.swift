import Experiments
import Files
import Testing

@Suite("Parts of work")
struct WorkPartTests {
    private func part(_ text: String, _ environment: [String: String] = [:]) throws -> WorkPart {
        try WorkPart(text, environment: environment)
    }

    @Test("every piece is in exactly one part", arguments: [1, 2, 3, 7])
    func whole(_ count: Int) throws {
        let parts = try (1...count).map { try part("\($0)/\(count)") }
        for place in 0..<20 { #expect(parts.count { $0.has(place) } == 1) }
        #expect(try part("2/3").description == "2/3")
    }

    @Test(
        "anything but K/N is refused",
        arguments: ["", "0/3", "4/3", "1", "1/0", "1/3/3", "a/3", "1/-1", "-1/3", "1/100001"])
    func refused(_ text: String) {
        #expect(throws: UserError.self) { try part(text) }
    }

    @Test("a job array's tasks are parts, from whichever number and by whichever step")
    func jobArray() throws {
        func task(_ id: String, of count: String, from first: String, by step: String? = nil) throws
            -> String
        {
            var environment = [
                "SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_COUNT": count,
                "SLURM_ARRAY_TASK_MIN": first,
            ]
            environment["SLURM_ARRAY_TASK_STEP"] = step
            return try part("slurm", environment).description
        }
        #expect(try task("3", of: "8", from: "1") == "3/8")
        #expect(try task("0", of: "4", from: "0") == "1/4")
        #expect(try task("12", of: "4", from: "4", by: "4") == "3/4")
        // 1, 2, 7: --array=1,2,7.
        #expect(throws: UserError.self) { try task("7", of: "3", from: "1") }
        #expect(throws: UserError.self) { try task("5", of: "4", from: "4", by: "4") }
        #expect(throws: UserError.self) { try task("\(Int.min)", of: "2", from: "1") }
        #expect(throws: UserError.self) { try task("3", of: "200000", from: "1") }
        #expect(throws: UserError.self) { try part("slurm") }
        // Set, but not asked for.
        #expect(try part("1/2", ["SLURM_ARRAY_TASK_ID": "9"]).description == "1/2")
    }
}

import Recipes
import Testing

@Suite("Schedules")
struct ScheduleTests {
    static func course(_ schedule: Schedule, stepsPerEpoch: Int, epochs: Int) -> [Double] {
        (0..<stepsPerEpoch * epochs).map {
            schedule.multiplier(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
        }
    }

    @Test(
        "Every course starts at the full rate, never rises and stays above nothing",
        arguments: [Schedule.constant, .cosine, .step], [(1, 1), (1, 7), (13, 1), (5, 12)])
    func properties(schedule: Schedule, size: (Int, Int)) {
        let course = Self.course(schedule, stepsPerEpoch: size.0, epochs: size.1)
        // A phase of a single epoch has its milestones at once.
        if schedule.kind != .step || size.1 > 1 { #expect(course[0] == 1) }
        for (before, after) in zip(course, course.dropFirst()) { #expect(after <= before) }
        #expect(course.allSatisfy { $0 > 0 })
    }

    @Test("The cosine is half down at half time, and symmetric about it")
    func cosine() {
        let course = Self.course(.cosine, stepsPerEpoch: 10, epochs: 4)
        #expect(abs(course[20] - 0.5) < 1e-12)
        for step in 1..<40 { #expect(abs(course[step] + course[40 - step] - 1) < 1e-12) }
        #expect(course[39] < 0.01)
    }

    @Test("Steps fall with whole epochs, by the factor at each milestone")
    func steps() {
        let schedule = Schedule(.step, milestones: [0.75, 0.25], factor: 0.5)
        let course = Self.course(schedule, stepsPerEpoch: 2, epochs: 4)
        #expect(course == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
    }

    @Test("Warm-up rises in a line to the full rate, and the course follows in what is left")
    func warmUp() {
        var schedule = Schedule.cosine
        schedule.warmUp = 0.1
        let course = Self.course(schedule, stepsPerEpoch: 10, epochs: 5)
        #expect(course[..<5].elementsEqual([0.2, 0.4, 0.6, 0.8, 1]))
        // 45 steps are left.
        let rest = Self.course(.cosine, stepsPerEpoch: 45, epochs: 1)
        #expect(Array(course[5...]) == rest)
        // Too short for any.
        #expect(schedule.multiplier(step: 0, stepsPerEpoch: 3, epochs: 1) == 1)
    }

    @Test("A step beyond the end changes nothing more, and no steps divide by nothing")
    func outside() {
        #expect(Schedule.cosine.multiplier(step: 50, stepsPerEpoch: 10, epochs: 4) == 0)
        #expect(Schedule.cosine.multiplier(step: 0, stepsPerEpoch: 0, epochs: 0) == 1)
        #expect(Schedule.constant.multiplier(step: 0, stepsPerEpoch: 0, epochs: 0) == 1)
    }
}

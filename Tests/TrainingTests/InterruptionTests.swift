import Foundation
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Interruption")
struct InterruptionTests {
    @Test("It is asked for by asking, and each on its own")
    func asking() {
        let (asked, other) = (Interruption(), Interruption())
        #expect(!asked.isAsked)
        asked.ask()
        #expect(asked.isAsked && !other.isAsked)
    }

    @Test("Signals ask those who hear them while they work, also where they were blocked before")
    func signals() async {
        // In processes of their own: what came stays noted.
        await #expect(processExitsWith: .success) { try InterruptionTests.expectHearing(SIGTERM) }
        await #expect(processExitsWith: .success) { try InterruptionTests.expectHearing(SIGHUP) }
        await #expect(processExitsWith: .success) { try InterruptionTests.expectHearing(SIGPIPE) }
    }

    private static func expectHearing(_ number: Int32) throws {
        var every = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_SETMASK, &every, nil)
        let (hearing, deaf) = (Interruption(hearsSignals: true), Interruption())
        hearing.hearing {
            #expect(!hearing.isAsked)
            raise(number)
            #expect(hearing.isAsked && !deaf.isAsked)
            // A terminal that closes, and an output that is lost, are told of more than once.
            if number != SIGTERM { raise(number) }
        }
        #expect(hearing.isAsked)
    }

    @Test("What nohup ignores asks for nothing, and before and after the work a signal ends it all")
    func ignoring() async {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            let hearing = Interruption(hearsSignals: true)
            hearing.hearing { _ = raise(SIGHUP) }
            raise(SIGHUP)
            #expect(!hearing.isAsked)
        }
        await #expect(processExitsWith: .signal(SIGTERM)) {
            Interruption(hearsSignals: true).hearing {}
            raise(SIGTERM)
        }
    }

    @Test("Training stops after the step in which it was asked", arguments: [1, 2])
    func stops(step: Int) throws {
        let images = try DrawnImages()
        let training = try images.training(.tiny("baseline"))
        let interruption = Interruption()
        var steps: [Int] = []
        let epoch = try training.trainEpoch(until: interruption) {
            steps.append($0)
            if $0 == step { interruption.ask() }
        }
        #expect(epoch == nil)
        #expect(steps == Array(1...step))
        #expect(training.progress.steps == step && training.progress.epochs == 0)
        #expect(training.note.hasPrefix("loss 1."))
        // Asked still: one step at a time.
        let next = try training.trainEpoch(until: interruption) { steps.append($0) }
        #expect((next == nil) == (step == 1))
        #expect(steps == Array(1...step + 1))
    }

    @Test("Asked in an epoch's last step, the epoch is finished")
    func lastStep() throws {
        let images = try DrawnImages()
        let training = try images.training(.tiny("baseline"))
        let interruption = Interruption()
        let epoch = try training.trainEpoch(until: interruption) {
            if $0 == 3 { interruption.ask() }
        }
        #expect(epoch?.epoch == 1)
        #expect(training.progress.epochs == 1 && training.progress.steps == 0)
    }

    @Test("An error after a step comes through and keeps the step")
    func errors() throws {
        struct Trouble: Error {}
        let images = try DrawnImages()
        let training = try images.training(.tiny("baseline"))
        #expect(throws: Trouble.self) {
            _ = try training.trainEpoch(until: Interruption()) { _ in throw Trouble() }
        }
        #expect(training.progress.steps == 1)
    }
}

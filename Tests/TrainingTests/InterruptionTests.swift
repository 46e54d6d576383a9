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

    @Test("A termination signal asks those who listen, also where signals were blocked before")
    func signals() {
        var every = sigset_t()
        var before = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_SETMASK, &every, &before)
        defer {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            signal(SIGINT, SIG_DFL)
        }
        let (listening, deaf) = (Interruption(), Interruption())
        listening.listen()
        #expect(!listening.isAsked)
        raise(SIGTERM)
        #expect(listening.isAsked && !deaf.isAsked)
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

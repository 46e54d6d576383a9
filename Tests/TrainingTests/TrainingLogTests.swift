import Files
import Foundation
import Records
import TestSupport
import Testing
import Training

@Suite("The training log")
final class TrainingLogTests {
    let folder: URL
    var file: URL { folder.appending(path: "log.csv") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path:
                "fewshot-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func row(_ epoch: Int) -> EpochRecord {
        var row = EpochRecord(
            epoch: epoch, phase: 1, learningRate: 0.1 / Double(epoch), loss: 4.1 / 3,
            classAccuracy: 1e-7, imagesPerSecond: 512.25, seconds: 75)
        if epoch > 1 {
            (row.rotationLoss, row.rotationAccuracy, row.classLoss) = (0.1, 0.9, 3)
            (row.validation1Shot, row.validation5Shot) = (0.5, 2.0 / 3)
        }
        return row
    }

    @Test("Rows come back equal, those without some numbers too")
    func roundTrip() throws {
        var log = TrainingLog(at: file)
        for epoch in 1...3 { try log.append(Self.row(epoch)) }
        #expect(try TrainingLog.read(file) == (1...3).map(Self.row))
        let lines = try InputFile.readText(file).split(separator: "\n")
        #expect(
            lines[0] == "epoch,phase,learning_rate,loss,class_loss,rotation_loss,class_accuracy,"
                + "rotation_accuracy,val_1shot,val_5shot,images_per_second,seconds")
        #expect(lines[1] == "1,1,0.1,1.3666666666666665,,,1e-07,,,,512.25,75.0")
    }

    @Test("A resumed log ends with the checkpoint's epoch and goes on from there")
    func resuming() throws {
        var log = TrainingLog(at: file)
        for epoch in 1...5 { try log.append(Self.row(epoch)) }
        var resumed = try TrainingLog(resuming: file, afterEpoch: 3)
        #expect(resumed.rows == (1...3).map(Self.row))
        try resumed.append(Self.row(4))
        #expect(try TrainingLog.read(file) == (1...4).map(Self.row))
        #expect(try TrainingLog(resuming: file, afterEpoch: 0).rows.isEmpty)
    }

    @Test("No file is an empty log, and a missing folder keeps the row out")
    func missing() throws {
        let nowhere = folder.appending(path: "none/log.csv")
        var log = try TrainingLog(resuming: nowhere, afterEpoch: 3)
        #expect(userError { try log.append(Self.row(1)) }?.kind == .cannotCreate)
        #expect(log.rows.isEmpty)
        #expect(userError { _ = try TrainingLog.read(nowhere) }?.kind == .missingInput)
    }

    @Test(
        "A damaged line is named",
        arguments: ["x", "1,1,0.1", "1,1,0.1,2,,,0.5,,,,512,", "1,1,0.1,2,y,,0.5,,,,512,75"])
    func damage(line: String) throws {
        var log = TrainingLog(at: file)
        try log.append(Self.row(1))
        try AtomicFile.write(try InputFile.readText(file) + line + "\n", to: file)
        let error = userError { _ = try TrainingLog(resuming: self.file, afterEpoch: 9) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("Line 3 of \(file.path)") == true)
        try AtomicFile.write("other,columns\n", to: file)
        let other = userError { _ = try TrainingLog.read(self.file) }
        #expect(other?.message.contains("Line 1 of") == true)
    }
}

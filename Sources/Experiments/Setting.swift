import Datasets
import Features
import Files
import Foundation
import Images
import Matrices
import Ranks
import Records
import Reports
import Tensors

/// Where and how a command computes: what every command asks for in the same words.
public struct Setting: Sendable {
    /// This program's version.
    public static let version = "0.2.0"

    /// The version with the revision that the program was built from, for the record.
    let program: String
    /// The command as it was typed, for the record.
    public let command: String
    /// Compute threads.
    public let threads: Int
    /// Threads that read images on processors that computing leaves over.
    private let readers: Int
    /// The precision of activations and convolutions, as it was asked for.
    public private(set) var precision: PrecisionChoice
    /// What was measured of this machine before.
    let precisions: PrecisionMemory
    /// Where features are kept for other commands.
    private(set) var features: FeatureCache
    /// Where is kept what scans of images found.
    let scans: ScanMemory
    /// Who does the work of an evaluation.
    public var sharing = Sharing.alone
    /// The seed of everything random.
    public private(set) var seed: UInt64
    /// Whether a report that another command wrote may be replaced.
    public let overwrites: Bool
    /// Whether images that are copies of others are left out.
    public let leavesOutCopies: Bool
    /// Photos that a person took out.
    let excluded: ExcludedPhotos
    /// What is left out of the images.
    let leftOut = LeftOut()
    /// Where a line of results for people goes.
    public let say: @Sendable (String) -> Void
    /// Where a line about something that a person should know goes.
    public let warn: @Sendable (String) -> Void
    /// What shows a page to the person at this machine, where that was asked for.
    let show: @Sendable (URL) -> Void

    /// A setting, checked.
    ///
    /// - Parameters:
    ///   - program: the version with the revision that the program was built from, where known.
    ///   - threads: nil for as many as the machine has for this process and OpenMP gives.
    ///   - precisions: where the precision `auto` looks what was measured before.
    ///   - featureCache: how many bytes of features are kept in the user's cache; 0 keeps none, and
    ///     nothing of what scans found.
    /// - Throws: `UserError.usage` for threads below one; `.unavailable` for more threads than
    ///   OpenMP gives.
    public init(
        command: String, program: String = Setting.version, threads: Int? = nil,
        precision: PrecisionChoice = .auto, seed: UInt64 = 0,
        overwrites: Bool = false, leavesOutCopies: Bool = false,
        excluded: ExcludedPhotos = ExcludedPhotos(),
        precisions: PrecisionMemory = PrecisionMemory(in: nil), featureCache: Int = 0,
        say: @escaping @Sendable (String) -> Void,
        warn: @escaping @Sendable (String) -> Void,
        show: @escaping @Sendable (URL) -> Void = { _ in }
    ) throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let own = Launch.ofThisProcess.threads(
            ofCores: cores, of: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        self.threads = threads ?? min(own, Device.threadLimit)
        readers = min(2, max(0, own - self.threads))
        guard (1...1024).contains(self.threads) else {
            throw UserError(setting: "threads", "is \(self.threads); it must be from 1 to 1024.")
        }
        try Self.checkThreads(self.threads)
        if precision == .bf16 && !Device.supportsBFloat16 {
            warn("This CPU has no AVX-512: bf16 is emulated, which takes longer than f32.")
        }
        self.precision = precision
        self.precisions = precisions
        features = FeatureCache(
            in: UserCache.folder?.appending(path: "features"), limit: featureCache)
        scans = ScanMemory(
            in: featureCache > 0 ? UserCache.folder?.appending(path: "scans") : nil,
            readBy: program)
        self.command = command
        self.program = program
        self.seed = seed
        self.overwrites = overwrites
        self.leavesOutCopies = leavesOutCopies
        self.excluded = excluded
        self.say = say
        self.warn = warn
        self.show = show
    }

    /// With fewer threads than were asked for, part of the work would never be done.
    private static func checkThreads(_ threads: Int) throws {
        let given = Device.threadsGiven(asking: threads)
        guard given != threads else { return }
        let environment = ProcessInfo.processInfo.environment
        let limits = ["OMP_THREAD_LIMIT", "OMP_DYNAMIC", "OMP_MAX_ACTIVE_LEVELS"].compactMap {
            name in environment[name].map { "\(name)=\($0)" }
        }
        throw UserError(
            setting: "threads", kind: .unavailable,
            "is \(threads), but OpenMP gives this program \(given)"
                + (limits.isEmpty ? "" : " (the environment has \(limits.joined(separator: ", ")))")
                + ". Ask for \(given), or change the limit.")
    }

    /// The same in a precision that is settled.
    func with(_ precision: Precision) -> Setting {
        var other = self
        other.precision = precision == .bf16 ? .bf16 : .f32
        return other
    }

    /// The same where parts of one work, on machines that need not be alike, must compute alike:
    /// nothing is measured.
    var inOnePrecision: Setting { precision == .auto ? with(.f32) : self }

    /// The same with features kept in another folder, as much of them.
    func keepingFeatures(in folder: URL) -> Setting {
        var other = self
        other.features = FeatureCache(in: folder, limit: features.limit)
        return other
    }

    /// The same with another seed.
    func with(seed: UInt64) -> Setting {
        var other = self
        other.seed = seed
        return other
    }

    /// A device with the setting's threads.
    public func makeDevice() -> Device { Device(threads: threads, readers: readers) }

    /// This machine with the versions of what computes.
    public var machine: Machine { .current(fewshot: program, libraries: Self.libraries) }

    /// The versions of what numbers depend on, by name.
    public static var libraries: [String: String] {
        [
            "oneDNN": "\(Device.libraryVersion) (\(Device.instructions))",
            "OpenBLAS": "\(LinearAlgebra.libraryVersion) (\(LinearAlgebra.instructions))",
            "decoders": Image.decoders,
        ]
    }
}

extension Setting {
    /// Sees to it, before the work, that a report, its page and its record can be written, and
    /// refuses to replace what another command wrote: one that is there must name this very command,
    /// or a person must have said that it may go. Of `tables`, which name nobody, one of these beside
    /// them must, and nobody may have changed them since.
    ///
    /// - Throws: `UserError.cannotCreate` or `.inputOutput` naming the file or folder; `.usage` for a
    ///   report that is called as what goes beside it.
    public func requireReplaceable(
        report: URL, record: URL? = nil, tables: [URL] = []
    ) throws {
        try OutputFolder.require(file: report, makingFolder: true)
        // Nothing goes beside a device.
        guard try !OutputFolder.isDevice(report) else { return }
        let own = [RenderedReport.page(of: report)] + (record.map { [$0] } ?? [])
        for file in own + tables {
            guard file.standardizedFileURL != report.standardizedFileURL else {
                throw UserError(
                    setting: "report",
                    "is \(report.relativePath), the name of what goes beside the report. Give the "
                        + "report another one, such as report.md.")
            }
            try OutputFolder.require(file: file, makingFolder: true)
        }
        let figures = RenderedReport.figures(of: report)
        if !OutputMark.isThere(figures), Folder.names(in: figures)?.isEmpty == false {
            throw UserError(
                .cannotCreate,
                "The report's figures would go into \(figures.relativePath), which somebody else "
                    + "made. Give the report another name or place.", remedies: "report", "output")
        }
        guard !overwrites else { return }
        func isMade(_ file: URL) -> Bool {
            (try? InputFile.readText(file)).map { RenderedReport.isMade(by: command, $0) } ?? false
        }
        func require(_ file: URL, _ isOwn: Bool) throws {
            guard try OutputFolder.holdsFile(file), !isOwn else { return }
            throw OutputFolder.occupied(file, new: "report", goingBy: "report", "output")
        }
        for file in [report] + own { try require(file, isMade(file)) }
        // Of a command that was killed between two files the report may be missing.
        let isOwn = ([report] + own).contains(where: isMade)
        for table in tables {
            try require(table, isOwn)
            guard try OutputFolder.holdsFile(table),
                !RenderedReport.isUnchanged(table, since: report)
            else { continue }
            throw UserError(
                .cannotCreate,
                "\(RenderedReport.page(of: report).lastPathComponent) does not say that it was made with "
                    + "\(table.relativePath) as it is: somebody changed it, the command was ended while "
                    + "it wrote, or an older version wrote both. Give the new report another place, or "
                    + "say that it may be overwritten.",
                remedies: "report", "output", "overwrite")
        }
        let list = LeftOut.list(beside: report)
        try require(list, LeftOut.isList(list))
    }

    /// Says where a report lies, and shows its page where that was asked for.
    public func present(_ report: URL, as name: String = "Report") {
        say("\(name): \(report.relativePath)")
        guard (try? OutputFolder.isDevice(report)) != true else { return }
        show(RenderedReport.page(of: report))
    }
}

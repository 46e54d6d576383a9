import Foundation

/// Where something ran, and with which versions: what a number may depend on beside its seed.
public struct Machine: Codable, Sendable, Equatable {
    /// The processor's name as the kernel gives it.
    public var cpu: String
    /// Which instructions that matter here the processor has, as the kernel names them.
    public var instructions: [String]
    /// Logical cores that this process may use.
    public var cores: Int
    /// Memory in bytes.
    public var memory: UInt64
    /// The operating system and its version.
    public var system: String
    /// The Swift compiler's version.
    public var swift: String
    /// The version of this program.
    public var fewshot: String
    /// The versions of the numeric libraries by name, each with the instructions that it took:
    /// those need not be the processor's best.
    public var libraries: [String: String]

    /// A machine; all values as the properties say.
    public init(
        cpu: String, instructions: [String] = [], cores: Int, memory: UInt64, system: String,
        swift: String, fewshot: String, libraries: [String: String]
    ) {
        self.cpu = cpu
        self.instructions = instructions
        self.cores = cores
        self.memory = memory
        self.system = system
        self.swift = swift
        self.fewshot = fewshot
        self.libraries = libraries
    }
}

extension Machine {
    /// This machine, running `fewshot` of this version with `libraries` (versions by name).
    public static func current(fewshot: String, libraries: [String: String]) -> Machine {
        let flags = flags
        let process = ProcessInfo.processInfo
        return Machine(
            cpu: value(of: "model name", in: description) ?? "unknown",
            instructions: ["avx2", "avx512f", "avx512_bf16", "amx_bf16"].filter(flags.contains),
            cores: process.activeProcessorCount, memory: process.physicalMemory,
            system: process.operatingSystemVersionString, swift: compiler, fewshot: fewshot,
            libraries: libraries)
    }

    /// The processor's instructions, as the kernel names them.
    public static var flags: Set<String> {
        Set(value(of: "flags", in: description)?.split(separator: " ").map(String.init) ?? [])
    }

    /// What the kernel says of the processors.
    private static var description: String {
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    }

    /// The first value of `key` in lines of "key : value".
    static func value(of key: String, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key else {
                continue
            }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }

    /// Known while compiling only, and there only by comparison.
    private static var compiler: String {
        #if compiler(>=6.4)
            return "6.4 or later"
        #elseif compiler(>=6.3.2)
            return "6.3.2 or later"
        #elseif compiler(>=6.3.1)
            return "6.3.1"
        #elseif compiler(>=6.3)
            return "6.3"
        #else
            return "before 6.3"
        #endif
    }
}

import Foundation
import TestSupport
import Testing

@Suite("Scripts/install")
struct InstallTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Scripts/install").standardizedFileURL.path
    private static let isDebian = FileManager.default.fileExists(atPath: "/usr/bin/dpkg-query")

    @Test(
        "a relative prefix is of the folder that it was named in",
        .enabled(if: isDebian, "the script asks Debian's packages"))
    func relative() throws {
        let folder = try TemporaryFolder()
        // In place of a toolchain, what ends the script before it builds.
        try folder.write("#!/bin/sh\nexit 7\n", to: "tools/swift")
        chmod(folder.file("tools/swift").path, 0o755)
        let run = try Command(
            [],
            shell: """
                cd '\(folder.url.path)'; PATH="$PWD/tools:$PATH"; unset DESTDIR
                set -- '\(Self.script)' own; 
                """)
        #expect(run.status == 7, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.file("own").path))
    }

    @Test("a package names the licence of the weights that are in it, and of no others")
    func copyright() throws {
        let folder = try TemporaryFolder()
        let script = URL(filePath: Self.script).deletingLastPathComponent()
            .appending(path: "copyright")
        func text() throws -> String {
            let run = try Command(
                [], shell: "set -- '\(script.path)' '\(folder.url.path)'; ")
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        #expect(try !text().contains("weights"))
        try folder.write("", to: "share/fewshot/Reports/resnet12-half/baseline.safetensors")
        let own = try text()
        #expect(own.contains("for research only") && !own.contains("EfficientNet"))
        try folder.write("", to: "share/fewshot/Weights/efficientnet-lite0-57934424.pth")
        #expect(try text().contains("EfficientNet-Lite0's weights"))
    }
}

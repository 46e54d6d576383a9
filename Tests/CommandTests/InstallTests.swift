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
}

import Foundation
import PackagePlugin

/// Writes down before each build which revision of the project this is.
@main
struct Revision: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folder = context.pluginWorkDirectoryURL.appending(path: "Revision")
        let script = context.package.directoryURL.appending(path: "Scripts/revision")
        return [
            .prebuildCommand(
                displayName: "Which revision this is", executable: script,
                arguments: [folder.path], outputFilesDirectory: folder)
        ]
    }
}

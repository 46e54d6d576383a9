import ArgumentParser

@main
struct Fewshot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fewshot", abstract: "Few-shot learning on images.")
}

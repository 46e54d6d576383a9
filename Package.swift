// swift-tools-version: 6.0
import PackageDescription

/// A source target, the modules of ours that it may import, and the tests beside it.
/// `Tests/ArchitectureTests` holds every source file's imports against this table.
let package = Package(
    name: "fewshot",
    products: [
        .executable(name: "fewshot", targets: ["fewshot"]),
        // For Benchmarks/, a package of its own.
        .library(
            name: "Engine",
            targets: [
                "Backbones", "Layers", "Tensors", "Randomness", "Training", "Datasets", "Images",
                "Records", "Reports", "Files",
            ]),
        .library(name: "Evaluator", targets: ["Episodes", "Randomness"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // The system libraries: module maps, and one shim where a C macro or setjmp needs C; our own
        // C loops, and the published class splits as bytes.
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CLoops"),
        .target(name: "CPixels"),
        .target(name: "CSplits"),

        // The engine.
        .target(name: "Randomness"),
        .target(name: "Kernels", dependencies: ["COneDNN", "COpenBLAS", "CLoops"]),
        .target(name: "Tensors", dependencies: ["Kernels"]),
        .target(name: "Layers", dependencies: ["Tensors", "Randomness"]),
        .target(name: "Backbones", dependencies: ["Layers", "Tensors", "Randomness"]),

        // The data.
        .target(name: "Files", dependencies: ["CCrypto", "CZlib"]),
        .target(name: "Records"),
        .target(name: "Weights", dependencies: ["Files"]),
        .target(name: "Images", dependencies: ["CJPEG", "CPixels", "Randomness"]),
        .target(name: "Datasets", dependencies: ["CSplits", "Images", "Files", "Randomness"]),

        // The work.
        .target(
            name: "Training",
            dependencies: [
                "Backbones", "Layers", "Tensors", "Datasets", "Images", "Files", "Records",
                "Episodes", "Randomness",
            ]),
        .target(name: "Episodes", dependencies: ["Kernels", "Files", "Randomness"]),
        .target(name: "Analysis", dependencies: ["Kernels", "Randomness"]),
        .target(name: "Reports", dependencies: ["Records", "Files"]),
        .target(
            name: "Experiments",
            dependencies: [
                "Kernels", "Training", "Backbones", "Layers", "Tensors", "Datasets", "Images",
                "Episodes", "Analysis",
                "Reports", "Records", "Files", "Randomness",
            ]),
        .executableTarget(
            name: "fewshot",
            dependencies: [
                "Experiments", "Reports", "Records", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // The tests.
        .target(
            name: "TestSupport", dependencies: ["Files", "Randomness"], path: "Tests/TestSupport"),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(name: "ArchitectureTests"),
        .testTarget(
            name: "RandomnessTests", dependencies: ["Randomness", "TestSupport"],
            exclude: ["golden.py"]),
        .testTarget(
            name: "FilesTests", dependencies: ["Files", "TestSupport"],
            exclude: ["safetensors_check.py"], resources: [.copy("References")]),
        .testTarget(
            name: "WeightsTests", dependencies: ["Weights", "Files", "Randomness", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "TestSupport"]),
        .testTarget(
            name: "TensorsTests", dependencies: ["Tensors", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "LayersTests", dependencies: ["Layers", "Tensors", "Randomness", "TestSupport"]),
        .testTarget(
            name: "BackbonesTests",
            dependencies: ["Backbones", "Layers", "Tensors", "Randomness", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "TestSupport"], exclude: ["References"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"]),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "TestSupport"]),
        .testTarget(
            name: "EpisodesTests", dependencies: ["Episodes", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "AnalysisTests", dependencies: ["Analysis", "Randomness", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "Records", "Files", "Randomness", "TestSupport"]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: ["Experiments", "Files", "Images", "TestSupport"]),
        .testTarget(name: "CommandTests", dependencies: ["fewshot", "TestSupport"]),
    ]
)

// swift-tools-version: 6.0
import PackageDescription

/// The targets, and what each of them may import: the table stands here and nowhere else.
/// `Tests/ArchitectureTests` holds every source file and ARCHITECTURE.md's picture to it.
let package = Package(
    name: "fewshot",
    products: [
        .executable(name: "fewshot", targets: ["fewshot"]),
        // For Benchmarks/, a package of its own.
        .library(
            name: "Engine",
            targets: [
                "Backbones", "Layers", "Tensors", "Randomness", "Recipes", "Networks", "Training",
                "Experiments", "Datasets", "Images", "Records", "Reports", "Files", "Ranks",
            ]),
        .library(
            name: "Evaluator",
            targets: ["Episodes", "Classifiers", "Features", "Matrices", "Randomness"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // The system libraries: module maps, and shims where a macro, `setjmp` or `dlopen` needs C;
        // our own C loops, and the published class splits as bytes.
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(
            name: "CPictures",
            linkerSettings: [
                .linkedLibrary("png"), .linkedLibrary("webp"), .linkedLibrary("heif"),
            ]),
        .target(name: "CLoops"),
        .target(name: "CVectors", dependencies: ["CLoops"]),
        .target(name: "CPixels"),
        .target(name: "CSplits"),
        .target(name: "CMPI"),

        // The engine.
        .target(name: "Randomness"),
        .target(name: "Kernels", dependencies: ["COneDNN", "CLoops"]),
        .target(name: "Tensors", dependencies: ["Kernels"]),
        .target(name: "Layers", dependencies: ["Tensors", "Randomness"]),
        .target(name: "Backbones", dependencies: ["Layers", "Tensors"]),

        // The data.
        .target(name: "Files", dependencies: ["CCrypto", "CZlib"]),
        .target(name: "Recipes", dependencies: ["Files"]),
        .target(name: "Records", dependencies: ["Recipes"]),
        .target(name: "Weights", dependencies: ["Images", "Files"]),
        .target(name: "Images", dependencies: ["CJPEG", "CPictures", "CPixels", "Randomness"]),
        .target(name: "Datasets", dependencies: ["CSplits", "Images", "Files", "Randomness"]),
        .target(name: "Drawings", dependencies: ["Datasets", "Images", "Files", "Randomness"]),

        // Several processes.
        .target(name: "Ranks", dependencies: ["CMPI", "Files"]),

        // Features and what is made of them.
        .target(name: "Matrices", dependencies: ["COpenBLAS", "CVectors"]),
        .target(name: "Features", dependencies: ["Matrices", "Files"]),
        .target(name: "Statistics", dependencies: ["Matrices"]),
        .target(
            name: "Classifiers", dependencies: ["CVectors", "Statistics", "Matrices", "Randomness"]),
        .target(
            name: "Episodes",
            dependencies: [
                "Classifiers", "Features", "Statistics", "Matrices", "Files", "Randomness",
            ]),
        .target(name: "Analysis", dependencies: ["Statistics", "Matrices", "Randomness"]),

        // The work.
        .target(
            name: "Networks",
            dependencies: [
                "Backbones", "Layers", "Tensors", "Datasets", "Images", "Features", "Recipes",
                "Weights", "Files", "Randomness",
            ]),
        .target(
            name: "Training",
            dependencies: [
                "Networks", "Backbones", "Layers", "Tensors", "Datasets", "Images", "Recipes",
                "Records", "Ranks", "Files", "Randomness",
            ]),
        .target(name: "Documents", dependencies: ["Files"]),
        .target(name: "Reports", dependencies: ["Documents", "Records", "Recipes", "Files"]),
        .target(
            name: "Experiments",
            dependencies: [
                "Training", "Networks", "Backbones", "Tensors", "Datasets", "Drawings",
                "Images", "Episodes", "Classifiers", "Features", "Statistics", "Analysis",
                "Matrices", "Reports", "Records", "Recipes", "Weights", "Ranks", "Files",
                "Randomness",
            ]),
        .target(
            name: "Illustrations",
            dependencies: [
                "Experiments", "Training", "Layers", "Tensors", "Drawings", "Statistics",
                "Reports", "Documents", "Records", "Recipes", "Files", "Randomness",
            ]),
        .executableTarget(
            name: "fewshot",
            dependencies: [
                "Illustrations", "Experiments", "Matrices", "Recipes", "Records", "Ranks", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], plugins: ["Revision"]),
        .plugin(name: "Revision", capability: .buildTool()),

        // The tests.
        .target(
            name: "TestSupport", dependencies: ["Classifiers", "Features", "Files", "Randomness"],
            path: "Tests/TestSupport"),
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
        .testTarget(name: "KernelsTests", dependencies: ["CLoops", "Kernels", "TestSupport"]),
        .testTarget(
            name: "TensorsTests", dependencies: ["Tensors", "Kernels", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "LayersTests", dependencies: ["Layers", "Tensors", "Randomness", "TestSupport"]),
        .testTarget(
            name: "BackbonesTests",
            dependencies: ["Backbones", "Layers", "Tensors", "Randomness", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "TestSupport"], exclude: ["References"]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"],
            exclude: ["References"]),
        .testTarget(name: "DrawingsTests", dependencies: ["Drawings", "TestSupport"]),
        .target(name: "RanksSupport", dependencies: ["Ranks"], path: "Tests/RanksSupport"),
        .testTarget(name: "RanksTests", dependencies: ["RanksSupport", "TestSupport"]),
        .testTarget(name: "RecipesTests", dependencies: ["Recipes", "Networks", "TestSupport"]),
        .target(
            name: "TrainingSupport", dependencies: ["Training", "Drawings", "TestSupport"],
            path: "Tests/TrainingSupport"),
        .testTarget(
            name: "NetworksTests", dependencies: ["Networks", "Weights", "TrainingSupport"],
            exclude: ["References"]),
        .testTarget(
            name: "TrainingTests", dependencies: ["Training", "TrainingSupport", "RanksSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "MatricesTests", dependencies: ["Matrices", "Randomness", "TestSupport"]),
        .testTarget(
            name: "FeaturesTests", dependencies: ["Features", "Episodes", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "Randomness", "TestSupport"],
            exclude: ["References"]),
        .testTarget(
            name: "ClassifiersTests", dependencies: ["Classifiers", "Randomness", "TestSupport"],
            exclude: ["References"]),
        .testTarget(
            name: "EpisodesTests", dependencies: ["Episodes", "TestSupport"],
            exclude: ["References"]),
        .testTarget(
            name: "AnalysisTests",
            dependencies: ["Analysis", "Statistics", "Randomness", "TestSupport"],
            resources: [.copy("References")]),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Documents", "Records", "Recipes", "Files", "Randomness", "TestSupport",
            ], exclude: ["fontwidths.py"]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: [
                "Experiments", "Episodes", "Classifiers", "Features", "Networks", "Records",
                "Files", "Images", "Datasets", "Drawings", "Randomness", "TrainingSupport",
            ]),
        .testTarget(
            name: "CommandTests", dependencies: ["fewshot", "Records", "Recipes", "TestSupport"],
            exclude: ["References"]),
    ]
)

// swift-tools-version: 6.0
import PackageDescription

/// Measurements of the engine, apart from the project's own targets: `make bench`, `make profile`.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "fewshot", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "Engine", package: "fewshot"),
                .product(name: "Evaluator", package: "fewshot"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // Every reader of ours on damaged files: fuzz/README.md.
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "Engine", package: "fewshot"),
                .product(name: "Evaluator", package: "fewshot"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)

import Classifiers
import Episodes
import Features
import Files
import Foundation

extension Evaluate {
    /// The classifiers that go by class vectors, to choose from, for help.
    public static var classVectorChoices: String {
        ClassVectorMethod.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// Those chosen, for features that this transform makes of a table; none without vectors.
    func classifiers(
        by vectors: ClassVectors?, of table: FeatureTable, _ transform: FeatureTransform,
        base: FeatureTable?
    ) throws -> [EpisodeClassifier] {
        guard let vectors else { return [] }
        let rows = try vectors.rows(
            of: table.classes, dimension: table.dimension, by: transform, base: base)
        return classVectorMethods.map {
            switch $0.classifier(rows.features, dimension: rows.dimension) {
            case .inductive(let classifier): .inductive(classifier)
            case .transductive(let classifier): .transductive(classifier)
            }
        }
    }

    /// Sets the file of class vectors, and takes the classifiers that go by it out of the names of
    /// those that a person chose; all that answer each query by itself, where none of them was named.
    ///
    /// - Returns: the other names.
    /// - Throws: `UserError.usage` where one is named and there is no file, or where there are several
    ///   networks, in whose spaces one file's vectors cannot all lie.
    public mutating func choose(
        classVectors file: URL?, classifiers names: [String]
    ) throws -> [String] {
        try requireArchive(file)
        let named = names.compactMap(ClassVectorMethod.init(rawValue:))
        if let method = named.first, file == nil {
            throw UserError(
                setting: "class-vectors",
                "must be given for \(method.rawValue): a file with a vector of each class, made of "
                    + "its name by a text encoder.")
        }
        if case .images(let origin) = origin, file != nil, !origin.versus.isEmpty {
            throw UserError(
                setting: "class-vectors",
                "lie in the features' space of one network: evaluate the others by themselves.")
        }
        classVectors = file
        if !named.isEmpty { classVectorMethods = named }
        let others = names.filter { ClassVectorMethod(rawValue: $0) == nil }
        if !named.isEmpty, others.isEmpty { classifiers = [] }
        return others
    }
}

extension Classify {
    /// The classifiers that go by class vectors, to choose from, for help.
    public static var classVectorChoices: String {
        ClassVectorMethod.inductive.map(\.rawValue).joined(separator: ", ")
    }

    /// Sets the file of class vectors and the classifier that goes by it.
    ///
    /// - Returns: whether there is one; without, the classifier is one of the others.
    /// - Throws: `UserError.usage` where one is there and not the other, or where it sees all images
    ///   together.
    public mutating func choose(classVectors file: URL?, classifier name: String) throws -> Bool {
        try requireArchive(file)
        classVectorMethod = ClassVectorMethod(rawValue: name)
        if let method = classVectorMethod, !ClassVectorMethod.inductive.contains(method) {
            throw UserError(
                setting: "classifier",
                "is \(name), which sees all images together, and they are labelled one by one: "
                    + "\(Self.classVectorChoices) go by class vectors, too.")
        }
        classVectors = file
        guard (file == nil) == (classVectorMethod == nil) else {
            throw UserError(
                setting: file == nil ? "class-vectors" : "classifier",
                file == nil
                    ? "must be given for \(name): a file with a vector of each class, made of its "
                        + "name by a text encoder."
                    : "is \(name), which knows nothing of class vectors: "
                        + "\(Self.classVectorChoices) do.")
        }
        return file != nil
    }

    /// The same with the classifier that goes by class vectors of these examples' classes, where one
    /// was chosen.
    ///
    /// - Parameters:
    ///   - classes: of the examples, in their order.
    ///   - dimension: the numbers of the features, before the transform.
    func informed(of classes: [String], dimension: Int, _ setting: Setting) throws -> Classify {
        guard let classVectors, let method = classVectorMethod else { return self }
        let vectors = try ClassVectors(contentsOf: classVectors)
        setting.warn(superfluous: vectors, beside: classes)
        let rows = try vectors.rows(of: classes, dimension: dimension, by: transform)
        var classify = self
        if case .inductive(let own) = method.classifier(
            rows.features, dimension: rows.dimension)
        {
            classify.classifier = own
        }
        return classify
    }
}

/// Does nothing where class vectors are in a file of the kind that they are read from.
private func requireArchive(_ file: URL?) throws {
    guard let file, file.pathExtension.lowercased() != "npz" else { return }
    throw UserError(
        setting: "class-vectors",
        "is \(file.relativePath); its name must end in .npz: write it by "
            + "numpy.savez(path, classes=names, vectors=vectors).")
}

extension Setting {
    /// Says which class vectors are of no class that is asked about.
    func warn(superfluous vectors: ClassVectors, beside classes: [String]) {
        let others = vectors.superfluous(beside: classes)
        guard !others.isEmpty else { return }
        warn(
            "\(vectors.file.relativePath) has vectors of "
                + "\(counted(others.count, "class", "classes")) beside those asked about: "
                + "\(others.fewNames).")
    }
}

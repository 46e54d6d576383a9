import Documents
import Files
import Records

extension ClassificationRecord {
    /// What the probabilities rest on.
    var basis: String {
        let tasks =
            "tasks of other classes (\(learnt?.classes ?? 0) \(learnt?.split ?? "") classes)"
        return switch (leftOut, learnt) {
        case (nil, nil) where hasSingle:
            "With one example of \(areSingle ? "each" : "a") class there is nothing to calibrate it "
                + "by, so it says only which class is likelier."
        case (nil, _) where hasSingle:
            "How sure to be with one example of \(areSingle ? "each" : "a") class was learnt on "
                + "\(tasks)."
        case (_, nil):
            "It is calibrated on the examples alone, each left out in turn."
        case (_, _):
            "It is calibrated on the examples, each left out in turn, and on \(tasks)."
        }
    }

    /// Whether classes have one example, of which nothing can be left out, and whether all have.
    private var hasSingle: Bool { examples.contains(1) }
    private var areSingle: Bool { examples.allSatisfy { $0 == 1 } }

    /// What was found and what to expect, in a few sentences.
    public var summary: String {
        let unknown = answers.count { $0.label == nil }
        var text =
            "\(Format.count(answers.count - unknown)) of \(Format.count(answers.count, "image")) "
            + "got one of \(Format.word(classes.count)) labels; "
            + (unknown == 0
                ? "none was put aside. "
                : "\(Format.count(unknown)) \(unknown == 1 ? "was" : "were") put aside as none of these. ")
        if let trainedOn, trainedOn > 0 {
            text +=
                "The network was trained on \(Format.count(trainedOn)) of the images; what it says of "
                + "these is no measure of what it says of new ones. "
        }
        let said = answers.count { $0.isSaid }
        if said > 0 {
            text += "You said what \(Format.count(said)) of them \(said == 1 ? "is" : "are")"
            if answers.contains(where: { $0.isSaid && $0.label != nil }) {
                text += ", and what got a label from you is an example now, each photo once"
            }
            text += ". "
        }
        guard answers.contains(where: { !$0.isSaid && $0.label != nil }) else {
            return text
                + "No \(said > 0 ? "other " : "")image got a label, so that nothing is to be "
                + "expected." + (ofKnown.map { " \($0)" } ?? "")
        }
        if said > 0 { text += "What is expected is about the others. " }
        if let leftOut { return text + promise(leftOut) + others }
        if hasSingle { return text + ofSingles }
        if let ofKnown { return text + ofKnown + ofOthers }
        return text + ofUnequal + others
    }

    /// Why nothing is promised where classes have one example.
    private var ofSingles: String {
        if areSingle {
            return "With one example per class nothing can be left out, so that neither an "
                + "accuracy nor “none of these” can be told\(ofBackground). Add a second example of "
                + "each class."
        }
        let singles = zip(classes, examples).filter { $0.1 == 1 }.map(\.0)
        let (number, these) =
            singles.count == 1
            ? ("One class has", "such a class")
            : ("\(Format.count(singles.count)) classes have", "such classes")
        return "\(number) one example: \(singles.fewNames). One cannot be left out, so that "
            + "nothing is known of how photos of \(these) differ, and what the other examples show "
            + "holds for their own classes alone: neither an accuracy nor “none of these” can be "
            + "told\(ofBackground). Add a second example of each."
    }

    /// That a background has told nothing, where nothing is put aside.
    private var ofBackground: String {
        guard let background, background.images > 0 else { return "" }
        return ", and \(Format.count(background.images, "background image")) "
            + "\(background.images == 1 ? "tells" : "tell") nothing of it"
    }

    /// Why nothing is promised where the network was trained on examples; nil where on none.
    private var ofKnown: String? {
        guard let trainedExamples, trainedExamples > 0 else { return nil }
        return "The network was trained on \(Format.count(trainedExamples)) of the "
            + "\(Format.count(examples.reduce(0, +), "example")) and may know them by heart: how "
            + "well they name each other, and how near they lie, says nothing of new images. How "
            + "many labels are right cannot be told, nor how many images of these classes are put "
            + "aside, nor how many labelled ones are of other things, and probabilities may be far "
            + "too high. Take examples that it was not trained on."
    }

    /// Why nothing is promised where a class of many examples draws photos of the others.
    private var ofUnequal: String {
        "How many labels are right cannot be told: classes have \(examples.min() ?? 0) to "
            + "\(examples.max() ?? 0) examples, and this classifier may take photos of those with few "
            + "for those with many. Give each class as many, or take the classifier logistic, which "
            + "takes all classes for equal."
    }

    private func promise(_ leftOut: LeftOut) -> String {
        func percent(_ share: Double) -> String { Format.percent(share, decimals: 0) }
        let interval = "95 % interval \(percent(leftOut.low)) to \(percent(leftOut.high))"
        let all = examples.reduce(0, +)
        // As many of each class as the smallest has: what one shows holds for no other.
        let chosen =
            leftOut.count < all
            ? " (\(Format.word(examples.min() ?? 0)) of each class, as many as the smallest has; labels "
                + "rest on all \(Format.count(all)))" : ""
        let counted =
            "of \(Format.count(leftOut.count, "example"))\(chosen), each left out in turn, "
            + "\(Format.count(leftOut.right)) were named rightly by the others"
        let start =
            "Expect \(percent(leftOut.accuracy)) of the labels to be right (\(interval)): \(counted)"
        guard let learnt else {
            let teacher =
                areFeatures == true
                ? "of features (what tasks teach of it stays in a network's checkpoint)"
                : isTeachable == false
                    ? "(tasks teach it of one network, with the classifier and the transform that are "
                        + "taken unless others are named)"
                    : "of these weights (fewshot calibrate learns it)"
            return start
                + ". One example of each class was missing each time; how much that matters is not "
                + "known \(teacher), nor what new images change: this is about images of these classes, like the examples. Whatever else got a "
                + "label has a wrong one."
        }
        return start
            + ", and what the missing one adds was learnt on tasks of "
            + "\(Format.count(learnt.classes)) \(learnt.split) classes. It is about images of these "
            + "classes, like the examples: of images of another day, place or camera fewer are "
            + "right, and how many fewer cannot be known from the examples. Whatever else got a "
            + "label has a wrong one."
    }

    /// What becomes of images of other things, as the background alone tells.
    private var ofOthers: String {
        guard let background, background.images > 0 else {
            return
                " How many images of other things are put aside is not known without some of them."
        }
        let share = Double(background.putAside) / Double(background.images)
        return " Of \(Format.count(background.images, "background image")) "
            + "\(Format.count(background.putAside)) would be put aside: expect "
            + "\(Format.percent(1 - share, decimals: 0)) of such images to get a label."
    }

    /// What becomes of images of other things.
    private var others: String {
        var text = ""
        if outsiders > 0, answers.contains(where: { $0.typicality != nil }) {
            text +=
                " Of images of these classes about \(Format.percent(outsiders, decimals: 0)) are put "
                + "aside, too."
        }
        if (background?.images ?? 0) == 0, let caught = learnt?.caught {
            text +=
                " Of images of other things \(Format.percent(caught, decimals: 0)) were put aside in "
                + "those tasks; of yours only some of them, as background, could tell."
        } else {
            text += ofOthers
        }
        guard let estimate = labeledOutsiders else {
            guard let background, background.images > 0, !answers.isEmpty else { return text }
            return text
                + " That is too little more than of these classes for telling by it how many of the "
                + "labelled images are of other things."
        }
        func number(_ count: Double) -> String { Format.count(Int(count.rounded())) }
        return text
            + " By how many were put aside, expect \(number(estimate.expected)) "
            + "(\(number(estimate.low)) to \(number(estimate.high))) of the labelled images to be of "
            + "other things."
    }
}

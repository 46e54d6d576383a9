import Records
import Reports
import Testing

@Suite("What a labelling promises")
struct ClassificationWordsTests {
    private func summary(
        _ examples: [Int], _ leftOut: ClassificationRecord.LeftOut?,
        background: ClassificationRecord.Background? = nil, trainedExamples: Int? = nil,
        label: String? = "fox"
    ) -> String {
        var record = ClassificationRecord(
            command: "fewshot classify", classes: ["fox", "hare", "owl"], examples: examples,
            background: background,
            answers: [
                .init(path: "1.jpg", label: label, probabilities: [1, 0, 0], typicality: 0.5)
            ], leftOut: leftOut)
        record.trainedExamples = trainedExamples
        return record.summary
    }

    @Test("is nothing where a class has one example, and says which")
    func singles() {
        let one = summary([5, 1, 5], nil)
        #expect(one.contains("One class has one example: hare."))
        #expect(one.contains("photos of such a class differ"))
        let two = summary([5, 1, 1], nil)
        #expect(two.contains("2 classes have one example: hare, owl."))
        #expect(two.contains("Add a second example of each."))
        for text in [one, two] {
            #expect(!text.contains("Expect ") && !text.contains("are put aside, too"))
        }
        #expect(summary([1, 1, 1], nil).contains("With one example per class"))
        for examples in [[5, 1, 5], [1, 1, 1]] {
            let text = summary(examples, nil, background: .init(images: 60, putAside: 0))
            #expect(text.contains("can be told, and 60 background images tell nothing of it. Add"))
        }
    }

    @Test("is nothing where a class of many examples draws photos of others, and says what to do")
    func unequal() {
        let text = summary([9, 2, 2], nil)
        #expect(text.contains("classes have 2 to 9 examples") && !text.contains("Expect "))
        #expect(text.contains("take the classifier logistic"))
    }

    @Test("is nothing where the network was trained on examples, and says so")
    func known() {
        let text = summary([3, 2, 2], nil, trainedExamples: 4)
        #expect(text.contains("The network was trained on 4 of the 7 examples"))
        #expect(!text.contains("Expect ") && !text.contains("classes have 2 to 3 examples"))
        #expect(text.contains("nor how many images of these classes are put aside"))
        let other = summary(
            [3, 2, 2], nil, background: .init(images: 60, putAside: 2), trainedExamples: 4)
        #expect(other.hasSuffix("expect 97 % of such images to get a label."))
        for text in [text, other] { #expect(!text.contains("are put aside, too")) }
        #expect(summary([9, 2, 2], nil).contains("about 5 % are put aside, too"))
        let none = summary([3, 2, 2], nil, trainedExamples: 4, label: nil)
        #expect(none.contains("No image got a label") && none.contains("Take examples that it was"))
        #expect(!summary([9, 2, 2], nil, trainedExamples: 0).contains("trained on"))
    }

    @Test("is nothing where no image got a label")
    func unlabeled() {
        let text = summary([2, 2, 2], nil, label: nil)
        #expect(text.hasSuffix("No image got a label, so that nothing is to be expected."))
    }

    @Test("says so where too few of the background are put aside to tell of others by")
    func background() {
        let leftOut = ClassificationRecord.LeftOut(
            count: 6, right: 5, accuracy: 0.8, low: 0.5, high: 0.9)
        let words = "That is too little more than of these classes"
        #expect(
            summary([2, 2, 2], leftOut, background: .init(images: 60, putAside: 2)).contains(words))
        #expect(!summary([2, 2, 2], leftOut).contains(words))
    }

    @Test("rests on as many examples of each class, and says so where there are more")
    func even() {
        let leftOut = ClassificationRecord.LeftOut(
            count: 6, right: 5, accuracy: 0.8, low: 0.5, high: 0.9)
        #expect(
            summary([9, 2, 2], leftOut).contains(
                "of 6 examples (two of each class, as many as the smallest has; labels rest on all 13)"
            ))
        #expect(summary([2, 2, 2], leftOut).contains("of 6 examples, each left out in turn"))
    }
}

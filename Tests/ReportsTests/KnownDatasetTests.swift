import Records
import Reports
import Testing

@Suite struct KnownDatasetTests {
    @Test("miniImageNet's val classes are recognised in any order, and no set but the whole")
    func recognise() throws {
        let found = try #require(KnownDataset.recognise(classes: Samples.names.reversed()))
        #expect(found.dataset.name == "mini-imagenet" && found.split == "val")
        #expect(KnownDataset.recognise(classes: Array(Samples.names.dropLast())) == nil)
        #expect(KnownDataset.recognise(classes: Samples.names + ["cat"]) == nil)
        #expect(KnownDataset.recognise(classes: []) == nil)
    }

    @Test("Published numbers are plausible, sourced, and the one that all know is right")
    func published() throws {
        for row in PublishedResult.all {
            #expect(
                (40...95).contains(row.oneShot.accuracy)
                    && row.oneShot.accuracy < row.fiveShot.accuracy)
            #expect(row.url.hasPrefix("https://") && !row.source.isEmpty)
            #expect(row.score(shot: 3) == nil)
        }
        let row = try #require(
            PublishedResult.all.first { $0.method == "S2M2_R" && $0.dataset == "mini-imagenet" })
        #expect(row.oneShot == .init(64.93, 0.18) && row.fiveShot == .init(83.18, 0.11))
    }
}

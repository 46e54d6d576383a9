import Kernels
import Testing

@Suite("Buffer pool")
struct BufferPoolTests {
    private let device = Device(threads: 1)

    private func use(_ count: Int) { _ = Memory(device, repeating: 1, shape: [count]) }

    @Test("a buffer that nobody holds is used again")
    func reuse() {
        use(1000)
        let (buffers, bytes) = (device.freshBuffers, device.bytesHeld)
        #expect(buffers > 0 && bytes >= 4000)
        for _ in 0..<100 { use(1000) }
        #expect(device.freshBuffers == buffers)
        #expect(device.bytesHeld == bytes)
    }

    @Test("two arrays that live together never share a buffer")
    func distinct() {
        let arrays = (0..<50).map { Memory(device, repeating: Float($0), shape: [17]) }
        #expect(device.freshBuffers >= 50)
        for (i, array) in arrays.enumerated() {
            #expect(array.values() == [Float](repeating: Float(i), count: 17))
        }
    }

    @Test(
        "nearly equal sizes share a class: four to a power of two",
        arguments: [
            (10, 64, true), (64, 65, false), (900, 1024, true), (768, 900, false),
            (1025, 1280, true), (1280, 1281, false), (590_000, 655_360, true),
            (655_360, 655_361, false),
        ])
    func classes(_ first: Int, _ second: Int, _ shared: Bool) {
        use(first)
        let buffers = device.freshBuffers
        use(second)
        #expect((device.freshBuffers == buffers) == shared)
    }

    @Test("no class takes more than a quarter beyond what is asked for")
    func waste() {
        for count in stride(from: 100, to: 2_000_000, by: 4999) {
            let device = Device(threads: 1)
            _ = Memory(device, repeating: 0, shape: [count])
            let bytes = count * 4
            #expect(device.bytesHeld >= bytes)
            #expect(device.bytesHeld <= bytes + bytes / 4 || bytes <= 512)
        }
    }

    @Test("what is not in use can be given back; what is in use stays")
    func release() {
        let kept = Memory(device, [1, 2, 3], shape: [3])
        use(100_000)
        device.releaseUnused()
        #expect(device.bytesHeld < 100_000 * 4)
        #expect(device.bytesHeld > 0)
        #expect(kept.values() == [1, 2, 3])
        let (buffers, bytes) = (device.freshBuffers, device.bytesHeld)
        use(100_000)
        #expect(device.freshBuffers == buffers + 1)
        #expect(device.bytesHeld >= bytes + 400_000)
    }

    @Test("an array outlives its device's other users, and a device its arrays")
    func lifetimes() {
        var device: Device? = Device(threads: 1)
        weak let gone = device
        var array: Memory? = Memory(device!, [4, 5], shape: [2])
        device = nil
        #expect(array?.values() == [4, 5])
        array = nil
        #expect(gone == nil)
    }
}

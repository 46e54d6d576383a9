/// The operations of Python's pickle format that a state dict or a training checkpoint needs
/// (CPython's `Lib/pickletools.py` describes them all): those of protocol 2, which PyTorch writes,
/// with the strings of Python 2 and what protocol 4 says shorter.
///
/// What is not here is not read: persistent text ids, instances of old classes, extension codes,
/// buffers out of band.
enum PickleOperation: UInt8 {
    // The pickle.
    case proto = 0x80
    case frame = 0x95
    case stop = 0x2e  // .

    // Plain values.
    case none = 0x4e  // N
    case newTrue = 0x88
    case newFalse = 0x89
    case binInt = 0x4a  // J
    case binInt1 = 0x4b  // K
    case binInt2 = 0x4d  // M
    case long1 = 0x8a
    case binFloat = 0x47  // G

    // Text and bytes.
    case binUnicode = 0x58  // X
    case shortBinUnicode = 0x8c
    case binUnicode8 = 0x8d
    case binString = 0x54  // T
    case shortBinString = 0x55  // U
    case binBytes = 0x42  // B
    case shortBinBytes = 0x43  // C
    case binBytes8 = 0x8e

    // Containers.
    case mark = 0x28  // (
    case emptyTuple = 0x29  // )
    case tuple = 0x74  // t
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case emptyList = 0x5d  // ]
    case append = 0x61  // a
    case appends = 0x65  // e
    case emptyDict = 0x7d  // }
    case setItem = 0x73  // s
    case setItems = 0x75  // u
    case emptySet = 0x8f
    case addItems = 0x90

    // The memo.
    case binPut = 0x71  // q
    case longBinPut = 0x72  // r
    case binGet = 0x68  // h
    case longBinGet = 0x6a  // j
    case memoize = 0x94

    // What a loader would call; here a name and its arguments.
    case global = 0x63  // c
    case stackGlobal = 0x93
    case reduce = 0x52  // R
    case build = 0x62  // b
    case newObject = 0x81
    case newObjectKeywords = 0x92
    case persistentID = 0x51  // Q
}

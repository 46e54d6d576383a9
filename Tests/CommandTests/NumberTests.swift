import Testing

@Suite("Numbers on the command line")
struct NumberTests {
    @Test(
        "a wrong one gets one sentence that says what is allowed",
        arguments: [
            ("--seed -1", "--seed is -1; it must be 0 or more."),
            ("--seed=-1", "--seed is -1; it must be 0 or more."),
            ("--seed 1e4", "--seed is 1e4; write it as 10000."),
            ("--threads -1", "--threads is -1; it must be from 1 to 1024."),
            ("--threads=-1", "--threads is -1; it must be from 1 to 1024."),
            ("--threads 1.5", "--threads is 1.5; it must be a whole number."),
            ("--epochs 10,000", "--epochs is 10,000; write it as 10000."),
            ("--epochs -3", "--epochs is -3; it must be from 2 to 1000000, one at least"),
            ("--learning-rate -0.1", "--learning-rate is -0.1; it must be above 0, at most 100."),
            ("--learning-rate -.1", "--learning-rate is -0.1; it must be above 0, at most 100."),
            ("--learning-rate fast", "--learning-rate is fast; it must be a number."),
            ("--mixup-layers 0;1", "'0;1' is invalid for '--mixup-layers <mixup-layers>': it must"),
            ("--mean 128,128,128", "--mean is 128,128,128; each number is of bytes / 255 and must"),
            ("--mean 0.5,0.5,1.01", "must be from 0 to 1."),
            ("--mean -0.1,0.5,0.5", "--mean is -0.1,0.5,0.5; each number"),
            ("--mean nan,0.5,0.5", "--mean is nan,0.5,0.5; each number"),
            ("--mean 0.5,0.5,0.5,x", "it must be three numbers, as in 0.5,0.5,0.5."),
            (
                "--std 58,57,57",
                "--deviation is 58,57,57; each number is of bytes / 255 and must be"
            ),
            ("--deviation 0,0.5,0.5", "must be above 0, at most 1."),
        ])
    func faults(option: String, sentence: String) throws {
        let words = option.split { " =".contains($0) }.map(String.init)
        let option = option.contains("=") ? [option] : words
        let run = try Command(["pretrain", "nowhere", "--output", "/nowhere/run"] + option)
        #expect(run.status == 64)
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1 || option[0] == "--mixup-layers")
    }

    @Test("numbers of episodes are whole, or a folder is meant; shots are not negative")
    func episodes() throws {
        for (option, status, sentence) in [
            (
                ["--episodes", "1e4"], 64,
                "--episodes is 1e4; it must be a whole number, written 10000"
            ),
            (["--episodes", "10,000"], 64, "written 10000, or the folder of a list."),
            (["--episodes", "lists"], 66, "nowhere does not exist"),
            (["--shot", "-1"], 64, "--shot is -1; it must"),
        ] as [([String], Int32, String)] {
            let run = try Command(["eval", "nowhere"] + option)
            #expect(run.status == status && run.errors.contains(sentence), "\(run.errors)")
        }
    }

    @Test("what begins with a minus is taken for a number behind an option alone")
    func others() throws {
        let unknown = try Command(["eval", "nowhere", "-1"])
        #expect(unknown.status == 64 && unknown.errors.contains("-1"), "\(unknown.errors)")
        let flag = try Command(["pretrain", "nowhere", "--output", "x", "--resume", "-1"])
        #expect(flag.status == 64 && flag.errors.contains("--resume"), "\(flag.errors)")
        let data = try Command(["episodes", "--output", "x", "--", "-1"])
        #expect(data.status == 66 && data.errors.contains("-1"), "\(data.errors)")
    }
}

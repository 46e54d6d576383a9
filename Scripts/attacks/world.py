"""What is attacked: a small data set, a trained network, and commands with their true results."""
import hashlib
import json
import os
import shutil
import subprocess
import time

SMALL = ["--recipe", "baseline", "--epochs", "2", "--batch-size", "16", "--image-size", "32",
         "--threads", "1", "--precision", "f32"]
# How fewshot may end where something is wrong: a sentence and an exit code of sysexits(3).
CODES = {64, 65, 66, 69, 73, 74}


class Command:
    """A command that writes into the folder "out", and what of it must be as ever."""

    def __init__(self, name, arguments, results, resume=None, seconds=0.0):
        self.name, self.arguments, self.results = name, arguments, results
        self.resume, self.seconds, self.truth = resume or arguments, seconds, None


class World:
    def __init__(self, fewshot, folder, names=None):
        self.fewshot, self.folder = fewshot, folder
        self.rows, self.count = {}, 0
        self.data, self.run = folder + "/data", folder + "/run"
        os.makedirs(folder, exist_ok=True)
        self.must(["draw-dataset", self.data, "--base", "4", "--val", "5", "--novel", "5",
                   "--images", "24", "--size", "32"])
        self.must(["pretrain", self.data, "--output", self.run] + SMALL)
        self.commands = [command for command in commands(self.data, self.run) + slow()
                         if (command.name in names if names else command.name != "demo")]
        for command in self.commands:
            place = self.place()
            started = time.time()
            code, words = self.call(command.arguments, place)
            command.seconds = time.time() - started
            if code != 0:
                raise SystemExit(f"{command.name} fails in peace: {words}")
            command.truth = command.results(place + "/out")

    def place(self):
        """An empty folder of one try."""
        self.count += 1
        place = f"{self.folder}/try{self.count}"
        os.makedirs(place)
        return place

    def start(self, arguments, place, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen([self.fewshot] + arguments, cwd=place, **options)

    def call(self, arguments, place, timeout=600, **options):
        """The exit code and the words on standard error; "hangs" where it does not end."""
        process = self.start(arguments, place, **options)
        try:
            _, words = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return "hangs", ""
        return process.returncode, (words or b"").decode(errors="replace")

    def must(self, arguments):
        code, words = self.call(arguments, self.folder)
        if code != 0:
            raise SystemExit(f"{arguments} ended with {code}: {words}")

    def recovers(self, command, place):
        """None where the command, asked again, ends as if nothing had happened; else why not."""
        code, words = self.call(command.resume, place)
        if code != 0:
            return f"asked again it ends with {code}: {words[-500:]}"
        results = command.results(place + "/out")
        if results != command.truth:
            return f"other results: {difference(command.truth, results)}"
        left = [name for _, _, names in os.walk(place) for name in names if name.endswith(".tmp")]
        return f"leaves {left}" if left else None

    def note(self, fault, why, place, tries=1):
        """Counts a try; `why` is None where it was survived."""
        row = self.rows.setdefault(fault, [0, 0])
        row[0] += tries
        if why is None:
            row[1] += tries
            shutil.rmtree(place, ignore_errors=True)
        else:
            print(f"NOT SURVIVED ({fault}): {why}\n  kept: {place}", flush=True)

    def print_table(self):
        """Prints the table; the number of tries that were not survived."""
        print("\n| fault | tries | survived |\n| --- | ---: | ---: |")
        for fault, (tries, survived) in self.rows.items():
            print(f"| {fault} | {tries:,} | {survived:,} |")
        return sum(tries - survived for tries, survived in self.rows.values())


def difference(truth, results):
    if not isinstance(truth, dict) or not isinstance(results, dict):
        return "they differ"
    return ", ".join(k for k in sorted(truth | results) if truth.get(k) != results.get(k))


def files(folder, names=None):
    """The SHA-256 of files, by name."""
    found = {}
    for path, _, here in os.walk(folder):
        for name in here:
            whole = os.path.join(path, name)
            short = os.path.relpath(whole, folder)
            if names is None or short in names:
                with open(whole, "rb") as file:
                    found[short] = hashlib.sha256(file.read()).hexdigest()
    return found


def numbers(*keys):
    """What of the JSON file `keys[0]` must be as ever: the values under the other keys."""
    def read(folder):
        with open(f"{folder}/{keys[0]}") as file:
            record = json.load(file)
        return {key: without_times(record[key]) for key in keys[1:]}
    return read


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items()
                if k not in ("seconds", "resumed", "peakMemory", "imagesPerSecond")}
    return [without_times(v) for v in value] if isinstance(value, list) else value


def training(folder):
    """Weights to the byte, and that log, record and figures tell of the same epochs."""
    result = files(folder, ["last.safetensors", "best.safetensors"])
    with open(folder + "/log.csv") as file:
        result["log.csv"] = [line.rsplit(",", 2)[0] for line in file]
    with open(folder + "/run.json") as file:
        record = json.load(file)
    result["run.json"] = without_times(
        {key: record[key] for key in ("epochs", "bestEpoch", "seed")}) | {"ended": "ended" in record}
    result["rest"] = sorted(name for name in os.listdir(folder) if not name.startswith("features-"))
    return result


def commands(data, run):
    out = ["--output", "out"]
    eval = ["eval", data, "--checkpoint", run, "--query", "6", "--episodes", "200", "--threads", "1",
            "--precision", "f32", "--report", "out/report.md"]
    small = [word for word in SMALL if word not in ("--recipe", "baseline")]
    compare = ["compare", data, "--recipe", "baseline", "--recipe", "cutout", "--seeds", "1",
               "--episodes", "50", "--holdout", "0.2"] + out + small
    sweep = ["sweep", data, "--mixup-alpha", "1", "--mixup-layers", "01", "--seeds", "1",
             "--episodes", "50", "--holdout", "0.2"] + out + small
    pretrain = ["pretrain", data] + out + SMALL
    features = ["features", data, "--checkpoint", run, "--output", "out.npy", "--threads", "1",
                "--precision", "f32"]
    export = ["export", run, "--output", "out.safetensors"]
    episodes = ["episodes", data, "--count", "200", "--query", "5"] + out
    return [
        Command("pretrain", pretrain, training, resume=pretrain + ["--resume"]),
        Command("draw-dataset", ["draw-dataset", "out", "--base", "3", "--val", "2", "--novel", "2",
                                 "--images", "20", "--size", "32"], files),
        Command("episodes", episodes, files, resume=episodes + ["--overwrite"]),
        Command("features", features, lambda out: files(os.path.dirname(out)),
                resume=features + ["--overwrite"]),
        Command("export", export, lambda out: files(os.path.dirname(out)),
                resume=export + ["--overwrite"]),
        Command("eval", eval, numbers("results.json", "results")),
        Command("classify", ["classify", "--checkpoint", run, "--support", data + "/novel",
                             "--images", data + "/val", "--threads", "1", "--precision", "f32"] + out,
                files),
        Command("analyze", ["analyze", data, "--checkpoint", run, "--report", "out/analysis.md",
                            "--threads", "1", "--precision", "f32", "--images", "10"],
                numbers("analysis.json", "networks")),
        Command("compare", compare, numbers("comparison.json", "runs", "summaries")),
        Command("sweep", sweep, numbers("comparison.json", "runs", "summaries")),
        Command("spirals", ["spirals", "--seeds", "2", "--points", "10", "--steps", "5", "--threads",
                            "1"] + out, numbers("spirals.json", "methods", "otherStarts")),
        Command("flattening", ["flattening", "--seeds", "2", "--pictures", "128", "--epochs", "2",
                               "--threads", "1"] + out, numbers("flattening.json", "methods")),
        Command("glyphs", ["glyphs", "--seeds", "2", "--strings", "8", "--steps", "2", "--threads",
                           "1"] + out, numbers("glyphs.json", "methods", "samples")),
    ]


def demo(folder):
    """The training, and what the evaluation came to."""
    return {"run": training(folder + "/run"),
            "results": numbers("results.json", "results")(folder)}


def slow():
    """What takes half a minute and more each time."""
    return [Command("demo", ["demo", "--output", "out", "--threads", "1", "--precision", "f32"], demo)]

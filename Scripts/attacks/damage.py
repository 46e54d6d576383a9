"""Files with bytes that differ or lack: a sentence, or the work, and never a crash."""
import os
import random
import shutil

from attacks.world import CODES, SMALL

TRIES = 12


def all(world):
    features = world.folder + "/features.npz"
    world.must(["features", world.data, "--checkpoint", world.run, "--output", features])
    episodes = world.folder + "/list"
    world.must(["episodes", world.data, "--count", "50", "--query", "5", "--output", episodes])
    evaluate = ["--query", "5", "--episodes", "20", "--threads", "1", "--report", "out/r.md"]
    image = "novel/" + min(os.listdir(world.data + "/novel"))
    image += "/" + min(os.listdir(f"{world.data}/{image}"))
    cases = [
        (world.run, "best.safetensors", ["eval", world.data, "--checkpoint", "in"] + evaluate),
        (world.run, "run.json", ["eval", world.data, "--checkpoint", "in"] + evaluate),
        (world.run, "last.safetensors",
         ["pretrain", world.data, "--output", "in", "--resume"] + SMALL),
        (world.run, "log.csv", ["pretrain", world.data, "--output", "in", "--resume"] + SMALL),
        (features, "", ["eval", "--features", "in.npz"] + evaluate),
        (episodes, "images.csv", ["eval", world.data, "--checkpoint", world.run, "--episodes", "in",
                                  "--threads", "1", "--report", "out/r.md"]),
        (episodes, "episodes.csv", ["eval", world.data, "--checkpoint", world.run, "--episodes",
                                    "in", "--threads", "1", "--report", "out/r.md"]),
        (world.data, image, ["eval", "in", "--checkpoint", world.run] + evaluate),
    ]
    for source, name, arguments in cases:
        for _ in range(TRIES):
            place = world.place()
            if os.path.isdir(source):
                shutil.copytree(source, place + "/in")
                spoil(f"{place}/in/{name}")
            else:
                shutil.copy(source, place + "/in.npz")
                spoil(place + "/in.npz")
            code, words = world.call(arguments, place)
            why = None if code in CODES | {0} and "Fatal" not in words else f"{code}: {words[-800:]}"
            kind = os.path.splitext(name or source)[1]
            world.note(f"a damaged file: {os.path.basename(name) if kind != '.jpg' else 'a JPEG'}"
                       if name else "a damaged file: features.npz", why, place)


def spoil(path):
    """Changes a few bytes, most of them early where files say what they are; or cuts, or lengthens."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    kind = random.randrange(4)
    if kind == 0:
        data = data[: random.randrange(len(data))]
    elif kind == 1:
        data += os.urandom(random.randrange(1, 100))
    else:
        for _ in range(random.choice([1, 1, 2, 8])):
            reach = random.choice([64, 2000, len(data)])
            data[random.randrange(min(reach, len(data)))] = random.choice(
                [0, 255, random.randrange(256), ord("9"), ord("-")])
    with open(path, "wb") as file:
        file.write(data)

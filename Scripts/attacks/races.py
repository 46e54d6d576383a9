"""Files that are replaced while they are used, and two runs in one folder."""
import json
import os
import random
import shutil
import struct
import subprocess
import time

from attacks.world import CODES, numbers

TRIES = 6


def all(world):
    for _ in range(TRIES):
        replaced_images(world)
        replaced_checkpoint(world)
        two_runs(world)
        cut_cache(world)


def evaluate(world, place):
    command = next(c for c in world.commands if c.name == "eval")
    words = [w.replace(world.data, place + "/data").replace(world.run, place + "/run")
             for w in command.arguments]
    return command, words


def copies(world):
    place = world.place()
    shutil.copytree(world.data, place + "/data")
    shutil.copytree(world.run, place + "/run", ignore=shutil.ignore_patterns("features-*"))
    return place


def judge(world, fault, place, command, words, code, said):
    """Disturbed it may refuse, or tell truly of what it found: of the images as they are in peace,
    or of others under their own fingerprint. Afterwards it must be right."""
    read = numbers("results.json", "results", "run")
    why = None if code in CODES | {0} else f"ends with {code}: {said[-500:]}"
    told = read(place + "/out") if code == 0 else None
    code, said = world.call(words, place)
    if code != 0 or read(place + "/out")["results"] != command.truth["results"]:
        why = why or f"wrong for good: {code} {said[-500:]}"
    elif told and told["results"] != command.truth["results"]:
        if told["run"]["data"] == read(place + "/out")["run"]["data"]:
            why = "says other numbers of the same images, with exit code 0"
    world.note(fault, why, place)


def replaced_images(world):
    place = copies(world)
    command, words = evaluate(world, place)
    novel = place + "/data/novel"
    first, second = sorted(os.listdir(novel))[:2]
    process = world.start(words, place)
    time.sleep(random.uniform(0.02, command.seconds))
    swap(f"{novel}/{first}", f"{novel}/{second}")
    _, said = process.communicate()
    swap(f"{novel}/{first}", f"{novel}/{second}")
    judge(world, "images replaced meanwhile: eval", place, command, words, process.returncode,
          said.decode())


def replaced_checkpoint(world):
    place = copies(world)
    command, words = evaluate(world, place)
    best = place + "/run/best.safetensors"
    shutil.copy(best, place + "/kept")
    with open(best, "rb") as file:
        other = other_network(file.read())
    with open(place + "/other", "wb") as file:
        file.write(other)
    process = world.start(words, place)
    time.sleep(random.uniform(0.02, command.seconds))
    os.replace(place + "/other", best)
    _, said = process.communicate()
    os.replace(place + "/kept", best)
    code = process.returncode
    # Which of the two it evaluated is its choice; what it keeps is judged.
    judge(world, "a checkpoint replaced meanwhile: eval", place, command, words,
          code if code else 65, said.decode())


def other_network(checkpoint):
    """The bytes of a checkpoint with each convolution's weights in another order: as sound, of the
    same run by all that it says, and with other features."""
    start = 8 + struct.unpack("<Q", checkpoint[:8])[0]
    other = bytearray(checkpoint)
    for name, array in json.loads(checkpoint[8:start]).items():
        if name != "__metadata__" and array["dtype"] == "F32" and len(array["shape"]) == 4:
            first, end = (start + offset for offset in array["data_offsets"])
            weights = struct.unpack(f"<{(end - first) // 4}f", other[first:end])
            other[first:end] = struct.pack(f"<{len(weights)}f", *weights[::-1])
    return bytes(other)


def swap(a, b):
    os.rename(a, a + "-aside")
    os.rename(b, a)
    os.rename(a + "-aside", b)


def two_runs(world):
    place = world.place()
    command = next(c for c in world.commands if c.name == "pretrain")
    first = world.start(command.arguments, place)
    time.sleep(random.uniform(0, command.seconds))
    code, said = world.call(command.resume, place)
    first.communicate()
    why = None
    if first.returncode != 0 or code not in (0, 73):
        why = f"they end with {first.returncode} and {code}: {said[-500:]}"
    world.note("two trainings in one folder", why or world.recovers(command, place), place)


def cut_cache(world):
    place = world.place()
    command = next(c for c in world.commands if c.name == "pretrain")
    process = world.start(command.arguments, place)
    cache = place + "/out/pixels.cache"
    while process.poll() is None and not os.path.exists(cache):
        time.sleep(0.001)
    try:
        os.truncate(cache, random.randrange(5000))
    except OSError:
        pass
    _, said = process.communicate()
    why = None if process.returncode == 0 else f"ends with {process.returncode}: {said[-500:]}"
    world.note("decoded images cut meanwhile: pretrain", why or world.recovers(command, place), place)

"""Kills of one of several processes that train together under mpirun."""
import os
import random
import shutil
import signal
import subprocess
import time

from attacks.world import SMALL, training

MPIRUN = ["mpirun", "--oversubscribe", "-n"]
ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
TRAIN = ["--one-phase", "--shards", "4"] + [w if w != "baseline" else "s2m2-r" for w in SMALL]
# Until mpirun has noticed, told the others, and ended.
SECONDS_TO_END = 10


def kills(world, kills):
    if not shutil.which("mpirun"):
        print("There is no mpirun: no kills of ranks.")
        return
    place = world.place()
    arguments = ["pretrain", world.data, "--output", "out"] + TRAIN
    world.must(arguments[:3] + [place + "/out"] + TRAIN)
    truth = training(place + "/out")
    done = 0
    while done < kills:
        place, ranks = world.place(), random.choice([2, 4])
        process = start(world, ranks, arguments, place)
        time.sleep(random.uniform(0.3, 3))
        found = children(process.pid)
        if not found or process.poll() is not None:
            process.wait()
            shutil.rmtree(place)
            continue
        # Before it has joined the others, mpirun says only that a process has ended.
        has_joined = os.path.exists(place + "/out/run.json")
        os.kill(random.choice(found), signal.SIGKILL)
        why, others = ends(process, has_joined), random.choice([1, 2, 4])
        again = start(world, others, arguments + ["--resume"], place)
        words = again.communicate()[1].decode(errors="replace")
        if why is None and again.returncode != 0:
            why = f"asked again it ends with {again.returncode}: {words[-500:]}"
        if why is None and training(place + "/out") != truth:
            why = f"other results, by {ranks} ranks and then by {others}"
        world.note("one of several ranks killed at a random moment", why, place)
        done += 1


def start(world, ranks, arguments, place):
    prefix = MPIRUN + [str(ranks)] if ranks > 1 else []
    return subprocess.Popen(prefix + [world.fewshot] + arguments, cwd=place,
                            env=dict(os.environ, **ROOT), stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def children(process):
    try:
        with open(f"/proc/{process}/task/{process}/children") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def ends(process, has_joined):
    """None where all processes end soon, saying which one was lost, unless they were done."""
    try:
        words = process.communicate(timeout=SECONDS_TO_END)[1].decode(errors="replace")
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"the others go on for {SECONDS_TO_END} s"
    if process.returncode != 0 and has_joined and "rank" not in words:
        return f"nothing names the rank: {words[-500:]}"
    return None

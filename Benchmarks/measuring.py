"""What the scripts that measure have in common."""

import datetime
import os
import pathlib
import platform
import statistics
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
reports = here.parent / "Reports/benchmarks"
bench = here / ".build/release/bench"


def say(text):
    print(text, file=sys.stderr, flush=True)


def lines_of(command):
    return subprocess.run(
        [str(w) for w in command], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def kept_to_avx2():
    return os.environ.get("ONEDNN_MAX_CPU_ISA") == "AVX2"


def machine():
    import numpy, PIL, torch

    facts = dict(
        (word.strip() for word in line.split(":", 1))
        for line in open("/proc/cpuinfo") if ":" in line)
    vectors = "AVX-512" if "avx512f" in facts["flags"] else "AVX2 and no more"
    # Virtual machines call very different processors by one name.
    cpu = f"{facts['model name']} (family {facts['cpu family']}, model {facts['model']}, {vectors})"
    memory = int(open("/proc/meminfo").readline().split()[1]) / 2**20
    return (
        f"{cpu}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.platform()}; PyTorch "
        f"{torch.__version__}, Pillow {PIL.__version__}, NumPy {numpy.__version__}, Python "
        f"{platform.python_version()}; oneDNN and libjpeg-turbo as the system has them"
        + (", everything kept to AVX2" if kept_to_avx2() else "")
    )


def measured(store, former):
    """Notes in `store` the machine, and of what is not as it was in `former` the day."""
    days = store.setdefault("days", {})
    for name in [*store]:
        if name not in ("machine", "days") and store[name] != former.get(name):
            days[name] = str(datetime.date.today())
    store["machine"] = machine()


def origin(store):
    """The machine, and the days from which the numbers are."""
    days = sorted({*store["days"].values()})
    return f"{store['machine']}. Measured {' to '.join([*days[:1], *days[1:][-1:]])}"


# Student's t at 97.5 %, by degrees of freedom.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365}


def mean_and_half(values):
    """The mean, and half its 95 % interval."""
    half = STUDENT[len(values) - 1] * statistics.stdev(values) / len(values) ** 0.5
    return statistics.mean(values), half

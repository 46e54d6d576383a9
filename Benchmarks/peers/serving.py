"""How a peer is measured: beside ours, in turns, by a program that waits in between."""

import sys
import time


def serve(work, *more):
    """Warms up, says "ready", and for each line, a count of seconds, does `work` for that long;
    prints how often a second, and what `more` gives then."""
    for _ in range(2):
        work()
    print("ready", flush=True)
    for line in sys.stdin:
        count, start = 0, time.perf_counter()
        while True:
            work()
            count += 1
            spent = time.perf_counter() - start
            if spent >= float(line):
                break
        print(count / spent, *(value() for value in more), flush=True)

"""Four methods over twelve episodes: what LeaderboardTests.swift expects of them, by scipy.

    python leaderboard.py
"""

import numpy
from scipy import stats

EPISODES = numpy.arange(12)
GAIN = {"a": 0, "b": 0, "c": 3, "d": 8}


def right(name):
    """How many of 75 queries a method answered rightly in each episode."""
    number = "abcd".index(name)
    return 50 - GAIN[name] + (7 * EPISODES**2 + 5 * number * EPISODES + number) % 11


values = {name: right(name) / 75 for name in GAIN}
order = sorted(values, key=lambda name: -values[name].mean())
first = order[0]
tests = {name: stats.ttest_rel(values[name], values[first]) for name in order[1:]}
holm, highest = {}, 0
for rank, name in enumerate(sorted(tests, key=lambda name: tests[name].pvalue)):
    highest = max(highest, min(1, (len(tests) - rank) * tests[name].pvalue))
    holm[name] = highest
for name in order:
    row = [name, f"{values[name].mean():.10f}"]
    if name != first:
        difference = values[name] - values[first]
        half = tests[name].confidence_interval(0.95)
        row += [f"{difference.mean():.10f}", f"{(half.high - half.low) / 2:.10f}"]
        row += [f"{tests[name].pvalue:.10f}", f"{holm[name]:.10f}"]
    print(*row)

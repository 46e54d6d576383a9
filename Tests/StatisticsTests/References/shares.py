"""Makes shares.json: exact p-values of Wilcoxon's signed ranks for shares of whole counts, which
often differ by equal amounts, or by none. Shares are fractions and signs are counted in whole
numbers, so that nothing is rounded.

    python3 Tests/StatisticsTests/References/shares.py
"""

import json
import pathlib
import random
from fractions import Fraction


def p_value(differences):
    """Of differences of any exact kind, by the number of subsets of doubled ranks of each sum."""
    kept = [difference for difference in differences if difference != 0]
    sizes = sorted(abs(difference) for difference in kept)
    # Twice the mean of the places, counted from 1, of all that are equal.
    ranks = [2 * sizes.index(abs(x)) + 1 + sizes.count(abs(x)) for x in kept]
    subsets = [1] + [0] * sum(ranks)
    for rank in ranks:
        for total in range(len(subsets) - 1, rank - 1, -1):
            subsets[total] += subsets[total - rank]
    positive = sum(rank for rank, x in zip(ranks, kept) if x > 0)
    tail = sum(subsets[: min(positive, sum(ranks) - positive) + 1])
    return min(Fraction(1), Fraction(2 * tail, 2 ** len(kept)))


random.seed(1)
cases = []
for of in [30, 75, 600, 2000]:
    first = [random.randint(of // 2, of) for _ in range(14)]
    second = [count - random.randint(-2, 4) for count in first]
    cases.append((of, first, second))
results = []
for of, first, second in cases:
    exact = p_value([Fraction(a, of) - Fraction(b, of) for a, b in zip(first, second)])
    # What makes it a test: rounded to binary, shares lose ties.
    assert exact != p_value([a / of - b / of for a, b in zip(first, second)])
    results.append({"of": of, "first": first, "second": second, "p": float(exact)})
lines = ",\n".join("  " + json.dumps(result) for result in results)
path = pathlib.Path(__file__).parent / "shares.json"
path.write_text(f'{{\n "cases": [\n{lines}\n ]\n}}\n')

"""Writes expected.json: what logistf prints, and a second implementation for counts of our own."""
import json

import numpy as np

# age, oc, vic, vicl, vis, dia, cases, all: the data sex2 of logistf per pattern.
SEX2 = [
    [0, 0, 0, 0, 1, 0, 1, 2], [0, 0, 1, 0, 0, 0, 14, 16], [0, 0, 1, 0, 1, 0, 3, 4], [0, 0, 1, 1, 0, 0, 10, 18],
    [0, 0, 1, 1, 1, 0, 12, 30], [0, 0, 1, 1, 1, 1, 1, 1], [0, 1, 0, 0, 0, 0, 44, 86], [0, 1, 0, 0, 0, 1, 3, 3],
    [0, 1, 0, 0, 1, 0, 0, 1], [0, 1, 1, 0, 0, 0, 15, 16], [0, 1, 1, 0, 0, 1, 1, 1], [0, 1, 1, 0, 1, 0, 2, 2],
    [0, 1, 1, 1, 0, 0, 7, 12], [0, 1, 1, 1, 1, 0, 3, 9], [1, 0, 1, 0, 0, 0, 2, 2], [1, 0, 1, 0, 1, 0, 1, 1],
    [1, 0, 1, 0, 1, 1, 1, 1], [1, 0, 1, 1, 0, 0, 1, 3], [1, 0, 1, 1, 1, 0, 0, 4], [1, 0, 1, 1, 1, 1, 1, 1],
    [1, 1, 0, 0, 0, 0, 5, 19], [1, 1, 0, 0, 1, 0, 0, 1], [1, 1, 1, 0, 0, 0, 3, 4], [1, 1, 1, 1, 1, 0, 0, 2],
]
PRINTED = ["0.120254", "-1.105981", "-0.068817", "2.268875", "-2.111408", "-0.788317", "3.0960"]

# period, unit, referrer, agreed, all. Everybody whom the court (2) sent agreed; of the last
# period there are few.
CASE_MIX = [
    [0, 1, 0, 30, 50], [0, 1, 1, 24, 40], [0, 1, 2, 15, 15], [0, 2, 0, 44, 60], [0, 2, 1, 30, 50], [0, 2, 2, 4, 4],
    [1, 1, 0, 28, 48], [1, 1, 1, 30, 41], [1, 1, 2, 12, 12], [1, 2, 0, 40, 66], [1, 2, 1, 29, 52],
    [2, 1, 0, 2, 20], [2, 1, 2, 1, 1], [2, 2, 1, 4, 31],
]


def firth(x, yes, n):
    """Newton on the penalised score."""
    b = np.zeros(x.shape[1])
    for _ in range(500):
        p = 1 / (1 + np.exp(-x @ b))
        w = n * p * (1 - p)
        inverse = np.linalg.inv(x.T @ (w[:, None] * x))
        leverage = w * np.einsum("ij,jk,ik->i", x, inverse, x)
        step = inverse @ x.T @ (yes - n * p + leverage * (0.5 - p))
        b = b + step * min(1.0, 5 / max(abs(step)))
        if max(abs(step)) < 1e-13:
            return b
    raise SystemExit("not settled")


def intercept(odds, yes, n):
    """What to add to the log odds so that as many are expected as were seen."""
    low, high = -30.0, 30.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (n / (1 + np.exp(-odds - middle))).sum() < yes.sum() else (low, middle)
    return middle


def case_mix(rows):
    rows = np.array(rows)
    period, unit, referrer, yes, n = rows.T
    dummies = lambda it: [it == level for level in sorted(set(it))[1:]]
    x = np.array([np.ones(len(rows)), *dummies(period), *dummies(referrer)], dtype=float).T
    odds = x @ firth(x, yes, n)
    expected = {}
    for one in sorted(set(period)):
        own = period == one
        chance = 1 / (1 + np.exp(-odds[own] - intercept(odds[own], yes[own], n[own])))
        for team in sorted(set(unit)):
            count = (n[own] * chance)[unit[own] == team].sum()
            expected[f"{one}/{team}"] = f"{count / n[own][unit[own] == team].sum():.10f}"
    return expected


table = np.array(SEX2)
found = firth(np.column_stack([np.ones(len(table)), table[:, :6]]), table[:, 6], table[:, 7])
assert all(abs(a - float(b)) <= 0.5 * 10.0 ** -len(b.split(".")[1]) for a, b in zip(found, PRINTED)), found
patterns = [{"x": [1, *it[:6]], "n_yes": it[6], "n": it[7]} for it in SEX2]
expected = {
    "sex2": {"patterns": patterns, "coefficients": PRINTED},
    "case_mix": {"rows": CASE_MIX, "expected": case_mix(CASE_MIX)},
}
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, indent=None, separators=(",", ":"))
    file.write("\n")

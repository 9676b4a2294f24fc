"""Counts expected by a case mix, solved by trying.

In: a release with comparisons, and its figures. Out: findings. With one characteristic the
model gives every level its own share, but a level with under ten rows that count, or that do
not, takes part in that of the largest. What is expected of a group is the sum over levels of
its rows times their share, so every hidden numerator of a level stands in it.
"""

from __future__ import annotations

from itertools import product

from figures import Figure
from policy import Policy
from printed import number
from release import Finding, Release

ROUNDING = 0.05 + 1e-9
"""`expected` is printed to one decimal."""
MOST_GUESSES = 200_000


def look(release: Release, figures: list[Figure], policy: Policy) -> list[Finding]:
    plan = release.plan()
    mix = plan.get("comparison", {}).get("case-mix", [])
    rows = release.read().tables.get("publication/comparisons.csv", [])
    rows = [it for it in rows if number(it.get("expected")) is not None]
    if len(mix) != 1 or not rows or policy.rounds():
        return []
    found = []
    for indicator in sorted({it["indicator"] for it in rows}):
        levels = [it for it in figures if is_level(it, indicator, mix[0])]
        asked = [it for it in rows if it["indicator"] == indicator]
        found += of_levels(levels, asked, figures, policy)
    return found


def is_level(it: Figure, indicator: str, level: str) -> bool:
    return it.asked.measure.indicator == indicator and [d for d, _ in it.asked.groups] == [level]


def of_levels(levels: list[Figure], rows: list[dict], figures: list[Figure], policy: Policy) -> list[Finding]:
    """What the hidden numerators can be, given the expected counts."""
    sizes = [size(figures, it.asked.groups) for it in levels]
    shown = [exactly(it.limits.get("num")) for it in levels]
    inside = [[size(figures, (*it.asked.groups, group_of(row))) for it in levels] for row in rows]
    if None in sizes or not any(None not in it for it in inside):
        return []
    spans = [range(n + 1) if it is None else (it,) for it, n in zip(shown, sizes)]
    total = next((exactly(it.limits.get("num")) for it in figures if whole(it, levels[0])), None)
    possible: list[set[int]] = [set() for _ in levels]
    for guess in list(product(*spans))[:MOST_GUESSES]:
        if total is not None and sum(guess) != total:
            continue
        if all(fits(guess, sizes, mine, row) for row, mine in zip(rows, inside) if None not in mine):
            for it, n in zip(possible, guess):
                it.add(n)
    found = []
    for it, values, known in zip(levels, possible, shown):
        if known is None and 0 < len(values) < policy.required and min(values) < policy.smallest:
            kind = "exactly" if len(values) == 1 else "few values"
            found.append(Finding(kind, f"num of {it.asked.name()} in expected counts: {sorted(values)}"))
    return found


def fits(guess: tuple[int, ...], sizes: list[int], inside: list[int], row: dict) -> bool:
    """Whether these numerators give the expected count of a group."""
    largest = max(range(len(sizes)), key=lambda it: sizes[it])
    pooled = [it for it, n in enumerate(guess) if min(n, sizes[it] - n) < 10 or it == largest]
    share = sum(guess[it] for it in pooled) / sum(sizes[it] for it in pooled)
    of = [share if it in pooled else n / sizes[it] for it, n in enumerate(guess)]
    return abs(sum(n * it for n, it in zip(inside, of)) - (number(row["expected"]) or 0)) <= ROUNDING


def whole(it: Figure, level: Figure) -> bool:
    return it.asked.measure == level.asked.measure and not it.asked.groups and it.asked.first == level.asked.first


def group_of(row: dict) -> tuple[str, str]:
    return (str(row["dimension"]), str(row["group"]))


def exactly(limits: tuple[int, int] | None) -> int | None:
    return limits[0] if limits and limits[0] == limits[1] else None


def size(figures: list[Figure], groups: tuple) -> int | None:
    """How many rows are in these groups, as any count of closed trajectories says."""
    for it in figures:
        if it.asked.measure.indicator == "trajectories-closed" and set(it.asked.groups) == set(groups):
            return exactly(it.limits.get("n"))
    return None

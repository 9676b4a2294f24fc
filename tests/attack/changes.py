"""Two releases laid side by side: what moved, and by how few rows.

In: releases in the order in which they came out. Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from figures import Figure
from people import read_figures
from policy import Policy, told_exactly
from printed import number
from release import Finding, Release
from truth import Truth

PRINTED = ("n", "numerator", "value", "lower", "upper", "n_missing")


def look(releases: list[Release], truths: dict[int, Truth], policy: Policy) -> list[Finding]:
    found = []
    for before, after in pairwise(releases):
        one, two = truths[before.world], truths[after.world]
        for old, new in same_rule(before, after):
            found += moved(old, new, (one, two), policy, (before, after))
        found += other_tables(before, after, policy)
        found += new_labels(before, after, one, two, policy)
    return found


def same_rule(before: Release, after: Release) -> Iterator[tuple[Figure, Figure]]:
    """Figures about the same, by what they count; a group that has another name in the
    second release is known by its place."""
    old = {key(it): it for it in read_figures(before)}
    for it in read_figures(after):
        same = old.get(key(it))
        if same is not None:
            yield same, it
        elif it.asked.groups:
            for other in old.values():
                if renamed(other, it, old):
                    yield other, it


def key(it: Figure) -> tuple:
    asked = it.asked
    said = f"{sorted(asked.measure.population.replace('AND', ' ').split())} {asked.measure.kind} {asked.code or asked.measure.category}"
    outcome = "".join(sorted(asked.measure.outcome + asked.measure.usable))
    return (said, outcome, asked.measure.informant, asked.first, asked.last, asked.groups)


def renamed(old: Figure, new: Figure, all_old: dict) -> bool:
    """The same split, another label, and the label of the one begins that of the other."""
    if key(old)[:5] != key(new)[:5] or [it for it, _ in old.asked.groups] != [it for it, _ in new.asked.groups]:
        return False
    pairs = zip(old.asked.groups, new.asked.groups)
    return all(b.startswith(a) or a.startswith(b) for (_, a), (_, b) in pairs)


def moved(old: Figure, new: Figure, truths: tuple[Truth, Truth], policy: Policy, of: tuple[Release, Release]) -> list[Finding]:
    """What is printed of a figure that few rows changed."""
    (one, two), (before, after) = truths, of
    rows = {what: apart(old, new, one, two, what) for what in ("n", "num")}
    few = any(0 < it < policy.smallest for it in rows.values())
    found = []
    repeats = new.row.get("repeats") or ""
    changed = [it for it in PRINTED if differs(old.row.get(it), new.row.get(it))]
    if repeats and changed:
        found.append(Finding("repeated but moved", f"{changed} of {new.asked.name()}", True))
    exact = [told_exactly(it.row, plan) for it, plan in ((old, before.plan()), (new, after.plan()))]
    if few and (not policy.rounds() or all(exact)):
        if changed and not repeats:
            said = ", ".join(f"{it} {old.row.get(it)} → {new.row.get(it)}" for it in changed[:3])
            found.append(Finding("few changed", f"{new.asked.name()}: {said}", True))
    if new.row.get("method") != old.row.get("method") and exact[0] == exact[1]:
        found.append(Finding("method changed", f"{old.row['method']} → {new.row['method']} of {new.asked.name()}", True))
    return found


def apart(old: Figure, new: Figure, one: Truth, two: Truth, what: str) -> int:
    """The rows that are in one of the two sets only."""
    if what == "num" and not old.asked.measure.has_numerator():
        return 0
    mine = {it["trajectory_id"] for it in one.rows_of(old.asked, what)}
    return len(mine ^ {it["trajectory_id"] for it in two.rows_of(new.asked, what)})


def differs(a: object, b: object) -> bool:
    x, y = number(a), number(b)
    return x is not None and y is not None and abs(x - y) > 1e-12


def other_tables(before: Release, after: Release, policy: Policy) -> list[Finding]:
    """Counts of other datasets that moved by few."""
    if policy.rounds():
        return []
    found = []
    for name in ("publication/agreement.csv",):
        old = before.read().tables.get(name, [])
        for a, b in zip(old, after.read().tables.get(name, [])):
            for column in ("n", "both", "only_1", "only_2", "neither"):
                x, y = number(a.get(column)), number(b.get(column))
                if x is not None and y is not None and 0 < abs(x - y) < policy.smallest:
                    found.append(Finding("few changed", f"{name}: {column} {x:g} → {y:g}", True))
    return found


def new_labels(before: Release, after: Release, one: Truth, two: Truth, policy: Policy) -> list[Finding]:
    """A group that was not there before, and that few are in."""
    found = []
    old = {it for f in read_figures(before) for it in f.asked.groups}
    new = {it for f in read_figures(after) for it in f.asked.groups} - old
    for dimension, label in sorted(new):
        bear = {it["client_id"] for it in two.tables["trajectories"] if it.get(dimension) == label}
        known = {it["client_id"] for it in one.tables["trajectories"]}
        if len(bear - known) and len(bear) < policy.smallest:
            found.append(Finding("new label", f"{dimension} {label!r}: {len(bear)} clients", True))
    return found

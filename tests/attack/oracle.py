"""The program as an oracle: it is run on every guess, and what does not give the published
files is ruled out.

In: a release of one table and one split. Out: findings, for counts that are left with too few
values. Works on the counts of a single split, small enough to run them all.
"""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import tomllib
from itertools import product
from pathlib import Path

from policy import Policy, limits
from release import Finding, Release

MOST_RUNS = 1500
TRIES, PASSES = 40, 4
"""Runs of one guess, each with other identifiers, before another is made."""


def minimality(release: Release, binary: Path, policy: Policy) -> list[Finding]:
    split = Split(release, policy)
    oracle = Oracle(release, binary, split)
    possible: dict[str, set[int]] = {it: set() for it in split.bands}
    if policy.rounds():
        rounded(split, oracle, possible, policy)
    else:
        every(split, oracle, possible)
    found = []
    for group, values in possible.items():
        if group in split.open or len(values) >= policy.required:
            continue
        text = f"{group}: {sorted(values)} after {oracle.n_runs} runs"
        kind = "minimality" if oracle.n_runs < MOST_RUNS else "minimality undecided"
        found.append(Finding(kind, text, None))
    return found


class Split:
    """The groups of the one split, and what was printed of each."""

    def __init__(self, release: Release, policy: Policy) -> None:
        rows = release.read().estimates()
        self.dimension = next(d for d in ("programme", "region", "team") if any(it[d] not in ("", "total") for it in rows))
        self.printed = {it[self.dimension]: face(it) for it in rows}
        self.bands = {}
        for it in rows:
            if it[self.dimension] != "total":
                self.bands[it[self.dimension]] = limits(it, False, False, policy).get("n", (0, 60))
        total = next(it for it in rows if it[self.dimension] == "total")
        self.total = limits(total, False, False, policy)["n"]
        self.open = {it for it, (least, most) in self.bands.items() if least == most}


def face(row: dict) -> tuple:
    """What a reader sees of a figure."""
    return tuple(str(row.get(it)) for it in ("n", "value", "state", "reason"))


class Oracle:
    def __init__(self, release: Release, binary: Path, split: Split) -> None:
        self.release, self.binary, self.split = release, binary, split
        self.n_runs = 0
        self.chance = random.Random(14)
        plan = tomllib.loads(release.pipeline.read_text(encoding="utf-8"))["export"]["trajectories"]
        self.file = plan["files"][0]
        self.headers = plan["columns"]
        with (release.pipeline.parent / self.file).open(encoding="utf-8", newline="") as lines:
            self.sample = next(csv.DictReader(lines))
        self.place = release.folder.parent / "oracle"

    def gives(self, counts: dict[str, int]) -> bool:
        """Whether an export with these counts is published as what was seen."""
        self.n_runs += 1
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        rows = []
        for group, n in counts.items():
            for _ in range(n):
                name = f"{self.chance.randrange(10**9):09}"
                key, client = self.headers["trajectory_id"], self.headers["client_id"]
                rows.append({**self.sample, key: f"T{name}", client: f"C{name}", self.headers[self.split.dimension]: group})
        with (self.place / self.file).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(self.sample))
            writer.writeheader()
            writer.writerows(rows)
        shutil.copy(self.release.pipeline, self.place / "pipeline.toml")
        command = [self.binary, "run", self.place / "pipeline.toml", "--out", self.place / "out"]
        done = subprocess.run(command, capture_output=True, timeout=60)
        if done.returncode > 1:
            return False
        with (self.place / "out/publication/estimates.csv").open(encoding="utf-8") as lines:
            seen = {it[self.split.dimension]: face(it) for it in csv.DictReader(lines)}
        groups = {it: v for it, v in self.split.printed.items()}
        return seen == groups


def every(split: Split, oracle: Oracle, possible: dict[str, set[int]]) -> None:
    """All guesses that add up to an exact total."""
    least, _ = split.total
    hidden = [it for it in split.bands if it not in split.open]
    shown = {it: split.bands[it][0] for it in split.open}
    rest = least - sum(shown.values())
    for values in product(range(1, rest + 1), repeat=max(0, len(hidden) - 1)):
        last = rest - sum(values)
        if last < 1 or oracle.n_runs >= MOST_RUNS:
            continue
        guess = shown | dict(zip(hidden, (*values, last)))
        if oracle.gives(guess):
            for it, n in guess.items():
                possible[it].add(n)


def rounded(split: Split, oracle: Oracle, possible: dict[str, set[int]], policy: Policy) -> None:
    """For each group value after value, those in the middle first, until enough are found."""
    for group, (least, most) in list(split.bands.items()) * PASSES:
        middle = (least + min(most, least + 40)) // 2
        order = sorted(range(least, min(most, least + 40) + 1), key=lambda it: abs(it - middle))
        for value in order:
            if len(possible[group]) >= policy.required or oracle.n_runs >= MOST_RUNS:
                break
            if value not in possible[group]:
                attempt(split, oracle, possible, group, value)


def attempt(split: Split, oracle: Oracle, possible: dict[str, set[int]], group: str, value: int) -> None:
    """Guesses with this value, the others by chance so that the total fits."""
    for _ in range(TRIES):
        guess = draw(split, oracle.chance, group, value)
        if guess is not None and oracle.gives(guess):
            for it, n in guess.items():
                possible[it].add(n)
            return


def likely(band: tuple[int, int], chance: random.Random) -> int:
    """A count that is mostly shown so: two off a multiple of five at most."""
    low, high = band
    return chance.randint(0, 9) if low == 0 else chance.randint(max(low, high - 7), high - 3)


def draw(split: Split, chance: random.Random, group: str, value: int) -> dict[str, int] | None:
    for _ in range(400):
        guess = {it: likely(band, chance) for it, band in split.bands.items()}
        guess[group] = value
        if split.total[0] <= sum(guess.values()) <= split.total[1]:
            return guess
    return None

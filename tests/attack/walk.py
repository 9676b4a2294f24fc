"""A walk through all that fits: one row more, one less, one that is of another kind.

In: a system, one solution of it, and the kinds of rows. Out: the values that sums took on
the way; each is a solution. It finds much and proves nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field

from system import System


@dataclass
class Moves:
    """What one row is made of: its kind, and what it counts as in every layer."""

    base: list[int] = field(default_factory=list)
    """Unknowns that count whole rows."""
    layers: dict[int, list[list[int]]] = field(default_factory=dict)
    """Of such an unknown: for each layer the unknowns of which a row is in exactly one."""

    def add(self, base: int, layers: list[list[int]]) -> None:
        self.base.append(base)
        self.layers[base] = layers


class Walk:
    def __init__(self, system: System, point: list[int], moves: Moves, seed: int = 3) -> None:
        self.system, self.moves, self.point = system, moves, point
        self.chance = random.Random(seed)
        self.above: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for terms, at in system.sums.items():
            for it, factor in terms:
                self.above[it].append((at, factor))
        self.rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.totals: list[int] = []
        self.kept = [row for row in system.rows if row[2] != row[3]]
        for number, (terms, factors, _, _) in enumerate(self.kept):
            self.totals.append(sum(f * point[it] for it, f in zip(terms, factors)))
            for it, factor in zip(terms, factors):
                self.rows[it].append((number, factor))

    def run(self, turns: int, watch: dict[int, set[int]]) -> None:
        """Walks, and notes the values of what is watched."""
        for at, seen in watch.items():
            seen.add(self.point[at])
        for _ in range(turns):
            for at in self.step():
                if at in watch:
                    watch[at].add(self.point[at])

    def step(self) -> list[int]:
        """One move, when it fits; the unknowns that changed."""
        chance, base = self.chance, self.moves.base
        kind = chance.random()
        move: dict[int, int] = defaultdict(int)
        if kind < 0.6:
            if not self.put(move, chance.choice(base), 1 if chance.random() < 0.5 else -1):
                return []
        elif kind < 0.8:
            if not (self.put(move, chance.choice(base), -1) and self.put(move, chance.choice(base), 1)):
                return []
        elif not self.turn(move, chance.choice(base)):
            return []
        return self.apply(move)

    def put(self, move: dict[int, int], base: int, by: int) -> bool:
        """A row more or less of a kind."""
        move[base] += by
        for options in self.moves.layers[base]:
            able = options if by > 0 else [it for it in options if self.point[it] + move[it] > 0]
            if not able:
                return False
            move[self.chance.choice(able)] += by
        return True

    def turn(self, move: dict[int, int], base: int) -> bool:
        """A row that counts as something else in one layer."""
        layers = [it for it in self.moves.layers[base] if len(it) > 1]
        if not layers:
            return False
        options = self.chance.choice(layers)
        one, other = self.chance.sample(options, 2)
        if self.point[one] == 0:
            return False
        move[one] -= 1
        move[other] += 1
        return True

    def apply(self, move: dict[int, int]) -> list[int]:
        """Makes the move when everything stays within its limits."""
        change: dict[int, int] = defaultdict(int)
        for it, by in move.items():
            if by:
                change[it] += by
                for at, factor in self.above[it]:
                    change[at] += by * factor
        limits, point = self.system.limits, self.point
        changed = [(it, by) for it, by in change.items() if by]
        for it, by in changed:
            if not limits[it][0] <= point[it] + by <= limits[it][1]:
                return []
        rows: dict[int, int] = defaultdict(int)
        for it, by in changed:
            for number, factor in self.rows.get(it, ()):
                rows[number] += by * factor
        for number, by in rows.items():
            if not self.kept[number][2] <= self.totals[number] + by <= self.kept[number][3]:
                return []
        for it, by in changed:
            point[it] += by
        for number, by in rows.items():
            self.totals[number] += by
        return [it for it, _ in changed]


def fits(system: System, point: list[int]) -> bool:
    """Whether a point satisfies every row and limit: to check the walk itself."""
    inside = all(low <= x <= high for x, (low, high) in zip(point, system.limits))
    sums = (
        least <= sum(f * point[it] for it, f in zip(terms, factors)) <= most
        for terms, factors, least, most in system.rows
    )
    return inside and all(sums)

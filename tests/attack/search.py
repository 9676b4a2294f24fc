"""What each sum can be: solutions that show it, or limits that are proven.

In: a system, and what must be possible for which of its sums. Out: a range for each. A
search that ran out of time is undecided: it is never taken for an answer.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np

from system import INFINITE, WHOLE, System
from walk import Moves, Walk, fits

MOST_TURNS, MOST_IDLE, MOST_VALUES = 60, 6, 40


class Infeasible(Exception):
    """Nothing fits: what the attacker takes for known is not so."""


@dataclass
class Range:
    """What is known of one sum: the values seen in solutions, and proven limits."""

    seen: set[int] = field(default_factory=set)
    least: int | None = None
    most: int | None = None
    undecided: bool = False
    tried: bool = False
    """Every value between the limits was tried: those that were seen are all there are."""


@dataclass
class Wanted:
    """What must be possible for a sum."""

    values: int
    """So many different values."""
    nought_below: int = 0
    """Nought, unless it can be as large as this."""
    some: bool = False
    """More than nought."""
    large: int = INFINITE
    """From here on nothing is asked of it."""

    def met(self, range_: Range) -> bool:
        seen = range_.seen
        nought = 0 in seen or max(seen, default=0) >= self.nought_below
        return len(seen) >= self.values and nought and (not self.some or bool(seen - {0}))

    def allowed(self, range_: Range) -> bool:
        """Whether the proven limits leave room for it."""
        if range_.least is None or range_.most is None:
            return True
        least, most = range_.least, range_.most
        nought = least <= 0 or most >= self.nought_below
        return most - least + 1 >= self.values and nought and (not self.some or most > 0)


def explore(system: System, wanted: dict[int, Wanted], moves: Moves | None = None) -> dict[int, Range]:
    """For every wanted sum: as many solutions as it takes to meet what is wanted of it, or
    the proof that they are not there.

    Raises Infeasible when nothing fits at all.
    """
    ranges = {it: Range() for it in wanted}
    parts, point = system.parts(), [0] * system.n
    for part, places in parts:
        if not first(part, places, point):
            return {it: Range(undecided=True) for it in wanted}
    for it, range_ in ranges.items():
        range_.seen.add(point[it])
    if moves is not None and moves.base:
        wander(system, point, moves, wanted, ranges)
    for part, places in parts:
        mine = {places[it]: (wanted[it], ranges[it]) for it in wanted if it in places}
        if any(not want.met(range_) for want, range_ in mine.values()):
            of_part(part, mine, random.Random(1))
            system.n_timeouts += part.n_timeouts
    return ranges


def first(part: System, places: dict[int, int], point: list[int]) -> bool:
    """Some solution of one part, written into that of all."""
    if any(low > high for low, high in part.limits):
        raise Infeasible
    answer = part.solve({}) if part.rows else None
    if answer is not None and answer.infeasible:
        raise Infeasible
    if answer is not None and answer.point is None:
        return False
    for it, at in places.items():
        point[it] = round(answer.point[at]) if answer is not None else max(0, part.limits[at][0])
    return True


def wander(
    system: System, point: list[int], moves: Moves, wanted: dict[int, Wanted], ranges: dict[int, Range]
) -> None:
    """Walks for as long as it finds something."""
    walk = Walk(system, point, moves)
    idle = 0
    for _ in range(MOST_WALKS):
        open_ = {it: ranges[it].seen for it, want in wanted.items() if not want.met(ranges[it])}
        if not open_ or idle > 2:
            break
        n_seen = sum(map(len, open_.values()))
        walk.run(TURNS, open_)
        gained = sum(map(len, open_.values())) - n_seen
        idle = idle + 1 if gained < LITTLE * len(open_) else 0
    if not fits(system, walk.point):
        raise AssertionError("the walk left what fits")


MOST_WALKS, TURNS, LITTLE = 40, 8000, 0.1


def of_part(system: System, wanted: dict[int, tuple[Wanted, Range]], chance: random.Random) -> None:
    """What the walk did not find, by the solver."""
    ranges = {it: range_ for it, (_, range_) in wanted.items()}
    open_ = [it for it, (want, range_) in wanted.items() if not want.met(range_)]
    for it in open_:
        bound(system, it, ranges)
    # Aims are further rows: the solvers are made anew.
    system.forget()
    aims = {it: system.aim(it) for it in open_}
    idle = 0
    for _ in range(MOST_TURNS):
        open_ = [it for it in aims if not wanted[it][0].met(ranges[it]) and wanted[it][0].allowed(ranges[it])]
        if not open_ or idle > MOST_IDLE:
            break
        cost = {}
        for it in open_:
            system.aim_at(aims[it], target(system.limits[it], ranges[it].seen, chance))
            cost |= {aims[it].above: chance.uniform(0.5, 1.5), aims[it].below: chance.uniform(0.5, 1.5)}
        before = sum(len(ranges[it].seen) for it in open_)
        answer = system.solve(cost, hurried=True)
        if answer.point is not None:
            see(ranges, answer.point)
        idle = idle + 1 if sum(len(ranges[it].seen) for it in open_) == before else 0
    for it in aims:
        want = wanted[it][0]
        if not want.met(ranges[it]) and want.allowed(ranges[it]):
            between(system, it, want, ranges)


def target(limits: tuple[int, int], seen: set[int], chance: random.Random) -> int:
    """A value that was not seen yet, not far from those that were."""
    low = max(limits[0], min(seen) - 6)
    high = min(limits[1], max(seen) + 6)
    fresh = [it for it in range(low, high + 1) if it not in seen]
    return chance.choice(fresh or [low])


def see(ranges: dict[int, Range], point: np.ndarray) -> None:
    for it, range_ in ranges.items():
        range_.seen.add(round(point[it]))


def between(system: System, at: int, want: Wanted, ranges: dict[int, Range]) -> None:
    """Tries the values between the limits of one sum."""
    mine = ranges[at]
    least, most = mine.least or 0, mine.most or 0
    low, high = max(least, min(mine.seen) - MOST_VALUES), min(most, max(mine.seen) + MOST_VALUES)
    unseen = [it for it in range(low, high + 1) if it not in mine.seen]
    tried = sorted(unseen, key=lambda it: min(abs(it - x) for x in mine.seen))[:MOST_VALUES]
    for value in tried:
        if want.met(mine):
            return
        possible(system, at, value, ranges)
    mine.tried = len(tried) == len(unseen) and (low, high) == (least, most)
    mine.undecided = mine.undecided or not (want.met(mine) or mine.tried)


def bound(system: System, at: int, ranges: dict[int, Range]) -> None:
    """Proven limits: nothing that fits, not even in real numbers, lies beyond them."""
    mine = ranges[at]
    for sign in (1, -1):
        answer = system.real({at: float(sign)})
        if not answer.optimal or answer.point is None:
            mine.least, mine.most = system.limits[at]
            return
        if system.is_whole(answer.point):
            see(ranges, answer.point)
        if sign == 1:
            mine.least = math.ceil(answer.point[at] - WHOLE)
        else:
            mine.most = math.floor(answer.point[at] + WHOLE)


def possible(system: System, at: int, value: int, ranges: dict[int, Range]) -> None:
    """Whether a sum can have this value."""
    system.fix(at, value, value)
    answer = system.solve({})
    system.fix(at, *system.limits[at])
    if answer.point is not None:
        see(ranges, answer.point)
    elif not answer.infeasible:
        ranges[at].undecided = True

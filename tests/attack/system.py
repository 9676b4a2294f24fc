"""Whole numbers that fit what was published.

In: unknown whole numbers, sums of them (sets of rows), and between what each sum lies.
Out: for every sum the values it can have, each with a solution that proves it.
A search that ran out of time says so: it is never taken for an answer.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import highspy
import numpy as np

INFINITE = 10**6
"""No count of a made-up export comes near this."""


@dataclass
class Range:
    """What is known of one sum: the values seen in solutions, and proven limits."""

    seen: set[int] = field(default_factory=set)
    least: int | None = None
    most: int | None = None
    undecided: bool = False

    def width(self) -> int | None:
        """The number of whole values between the proven limits."""
        if self.least is None or self.most is None:
            return None
        return self.most - self.least + 1


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


class Infeasible(Exception):
    """Nothing fits: what the attacker takes for known is not so."""


class System:
    """Unknowns and sums of them. A sum is named by the set of its unknowns."""

    def __init__(self, seconds: float = 5.0) -> None:
        self.n = 0
        self.sums: dict[tuple[tuple[int, int], ...], int] = {}
        self.limits: list[tuple[int, int]] = []
        self.rows: list[tuple[list[int], list[int], int, int]] = []
        self.seconds = seconds
        self.n_solved = 0
        self.n_timeouts = 0
        self.parts: set[int] = set()
        """Unknowns that need not be whole."""
        self._solver: highspy.Highs | None = None

    def unknown(self) -> int:
        """A new unknown whole number, 0 or more."""
        self.n += 1
        self.limits.append((0, INFINITE))
        return self.n - 1

    def sum_of(self, terms: dict[int, int]) -> int:
        """The unknown that is this sum; the same sum is the same unknown."""
        key = tuple(sorted((it, c) for it, c in terms.items() if c))
        if len(key) == 1 and key[0][1] == 1:
            return key[0][0]
        if key not in self.sums:
            at = self.unknown()
            negative = any(c < 0 for _, c in key)
            self.limits[at] = (-INFINITE if negative else 0, INFINITE)
            self.sums[key] = at
            self.row({**dict(key), at: -1}, 0, 0)
        return self.sums[key]

    def row(self, terms: dict[int, int], least: int, most: int) -> None:
        """The sum of the terms lies between these."""
        self.rows.append((list(terms), list(terms.values()), least, most))

    def within(self, at: int, least: int, most: int) -> None:
        """Narrows what an unknown can be."""
        low, high = self.limits[at]
        self.limits[at] = (max(low, least), min(high, most))

    def aim(self, at: int) -> "Aim":
        """Two unknowns, not whole: by how much a sum is above or below a chosen value."""
        above, below = self.unknown(), self.unknown()
        self.parts |= {above, below}
        self.row({at: 1, above: -1, below: 1}, 0, 0)
        return Aim(len(self.rows) - 1, above, below)

    def aim_at(self, aim: "Aim", value: int) -> None:
        self.solver().changeRowBounds(aim.row, float(value), float(value))

    def solver(self) -> highspy.Highs:
        if self._solver is None:
            self._solver = self._build()
        return self._solver

    def _build(self) -> highspy.Highs:
        h = highspy.Highs()
        h.silent()
        h.setOptionValue("threads", 1)
        h.setOptionValue("mip_abs_gap", 0.5)
        h.setOptionValue("mip_rel_gap", 0.0)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.n, len(self.rows)
        lp.col_cost_ = np.zeros(self.n)
        lp.col_lower_ = np.array([it[0] for it in self.limits], dtype=float)
        lp.col_upper_ = np.array([it[1] for it in self.limits], dtype=float)
        lp.row_lower_ = np.array([it[2] for it in self.rows], dtype=float)
        lp.row_upper_ = np.array([it[3] for it in self.rows], dtype=float)
        starts = np.cumsum([0] + [len(it[0]) for it in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = np.array([i for it in self.rows for i in it[0]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([c for it in self.rows for c in it[1]], dtype=float)
        kind = highspy.HighsVarType
        lp.integrality_ = [kind.kContinuous if it in self.parts else kind.kInteger for it in range(self.n)]
        h.passModel(lp)
        return h

    def solve(self, cost: dict[int, float], seconds: float, gap: float = 0.0) -> "Answer":
        """The solution with the least cost."""
        h = self.solver()
        h.setOptionValue("time_limit", h.getRunTime() + seconds)
        h.setOptionValue("mip_rel_gap", gap)
        at = np.array(list(cost), dtype=np.int32)
        h.changeColsCost(len(at), at, np.array(list(cost.values()), dtype=float))
        h.run()
        self.n_solved += 1
        status = h.getModelStatus()
        has_point = h.getInfo().primal_solution_status == 2
        point = np.rint(np.array(h.getSolution().col_value)) if has_point else None
        h.changeColsCost(len(at), at, np.zeros(len(at)))
        done = status == highspy.HighsModelStatus.kOptimal
        none = status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )
        self.n_timeouts += not (done or none)
        return Answer(point, done, none, h.getInfo().mip_dual_bound)


@dataclass(frozen=True)
class Aim:
    row: int
    above: int
    below: int


@dataclass
class Answer:
    point: np.ndarray | None
    optimal: bool
    infeasible: bool
    bound: float


def explore(system: System, wanted: dict[int, Wanted], seed: int = 1) -> dict[int, Range]:
    """For every wanted sum: as many solutions as it takes to meet what is wanted of it, or
    the proof that they are not there.

    Raises Infeasible when nothing fits at all.
    """
    chance = random.Random(seed)
    ranges = {it: Range() for it in wanted}
    aims = {it: system.aim(it) for it in wanted}
    first = system.solve({}, 60.0)
    if first.infeasible:
        raise Infeasible
    if first.point is None:
        for it in ranges.values():
            it.undecided = True
        return ranges
    see(ranges, first.point)
    idle = 0
    for _ in range(MOST_TURNS):
        open_ = [it for it in wanted if not wanted[it].met(ranges[it])]
        if not open_ or idle > MOST_IDLE:
            break
        cost = {}
        for it in open_:
            system.aim_at(aims[it], target(system.limits[it], ranges[it].seen, chance))
            cost |= {aims[it].above: chance.uniform(0.5, 1.5), aims[it].below: chance.uniform(0.5, 1.5)}
        answer = system.solve(cost, system.seconds / 2, gap=0.2)
        before = sum(len(ranges[it].seen) for it in open_)
        if answer.point is not None:
            see(ranges, answer.point)
        idle = idle + 1 if sum(len(ranges[it].seen) for it in open_) == before else 0
    for it, want in wanted.items():
        if not want.met(ranges[it]):
            settle(system, it, want, ranges)
    return ranges


MOST_TURNS, MOST_IDLE = 60, 4


def target(limits: tuple[int, int], seen: set[int], chance: random.Random) -> int:
    """A value that was not seen yet, not far from those that were."""
    low = max(limits[0], min(seen) - 6)
    high = min(limits[1], max(seen) + 6)
    fresh = [it for it in range(low, high + 1) if it not in seen]
    return chance.choice(fresh or [low])


def see(ranges: dict[int, Range], point: np.ndarray) -> None:
    for it, range_ in ranges.items():
        range_.seen.add(int(point[it]))


def settle(system: System, at: int, want: Wanted, ranges: dict[int, Range]) -> None:
    """Proves the limits of one sum, and tries what lies between them."""
    mine = ranges[at]
    for sign in (1, -1):
        answer = system.solve({at: float(sign)}, system.seconds)
        if answer.point is not None:
            see(ranges, answer.point)
        if not answer.optimal:
            mine.undecided = not want.met(mine)
            return
        limit = int(answer.point[at])
        if sign == 1:
            mine.least = limit
        else:
            mine.most = limit
    for value in range(mine.least, mine.most + 1):
        if want.met(mine):
            return
        if value not in mine.seen:
            possible(system, at, value, ranges)


def possible(system: System, at: int, value: int, ranges: dict[int, Range]) -> None:
    """Whether a sum can have this value."""
    h = system.solver()
    h.changeColBounds(at, float(value), float(value))
    answer = system.solve({}, system.seconds)
    h.changeColBounds(at, *map(float, system.limits[at]))
    if answer.point is not None:
        see(ranges, answer.point)
    elif not answer.infeasible:
        ranges[at].undecided = True

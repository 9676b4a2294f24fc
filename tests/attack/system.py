"""Unknown whole numbers, sums of them, and the solver.

In: unknowns, and between what sums of them lie. Out: solutions. HiGHS solves over real
numbers first, which is fast; whole numbers are looked for where those are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

INFINITE = 10**6
"""No count of a made-up export comes near this."""
WHOLE = 1e-6


@dataclass
class Answer:
    point: np.ndarray | None
    optimal: bool
    infeasible: bool


@dataclass(frozen=True)
class Aim:
    """A row, and two unknowns that need not be whole: how far a sum is above or below."""

    row: int
    above: int
    below: int


class System:
    """Unknowns and sums of them. The same sum is the same unknown."""

    def __init__(self, seconds: float = 5.0) -> None:
        self.sums: dict[tuple[tuple[int, int], ...], int] = {}
        self.limits: list[tuple[int, int]] = []
        self.by_exact: dict[int, tuple[int, int]] = {}
        """What is known of unknowns from counts that are printed as counted."""
        self.rows: list[tuple[list[int], list[int], int, int]] = []
        self.loose: set[int] = set()
        """Unknowns that need not be whole."""
        self.seconds = seconds
        self.n_timeouts = 0
        self._solvers: tuple[highspy.Highs, highspy.Highs] | None = None
        self._loose = np.array([], dtype=int)

    @property
    def n(self) -> int:
        return len(self.limits)

    def unknown(self) -> int:
        """A new unknown whole number, 0 or more."""
        self.limits.append((0, INFINITE))
        return self.n - 1

    def sum_of(self, terms: dict[int, int]) -> int:
        """The unknown that is this sum."""
        key = tuple(sorted((it, c) for it, c in terms.items() if c))
        if len(key) == 1 and key[0][1] == 1:
            return key[0][0]
        if key not in self.sums:
            self.sums[key] = self.unknown()
            self.row({**dict(key), self.sums[key]: -1}, 0, 0)
        return self.sums[key]

    def less(self, more: int, less: int, terms: dict[int, int]) -> int:
        """The difference of two sums, of which these are the terms."""
        key = tuple(sorted(terms.items()))
        if len(key) == 1:
            return key[0][0]
        if key not in self.sums:
            self.sums[key] = self.unknown()
            self.row({more: 1, less: -1, self.sums[key]: -1}, 0, 0)
        return self.sums[key]

    def aim(self, at: int) -> Aim:
        above, below = self.unknown(), self.unknown()
        self.loose |= {above, below}
        self.row({at: 1, above: -1, below: 1}, 0, 0)
        return Aim(len(self.rows) - 1, above, below)

    def row(self, terms: dict[int, int], least: int, most: int) -> None:
        """The sum of the terms lies between these."""
        self.rows.append((list(terms), list(terms.values()), least, most))

    def within(self, at: int, least: int, most: int) -> None:
        """Narrows what an unknown can be."""
        low, high = self.limits[at]
        self.limits[at] = (max(low, least), min(high, most))

    def of_exact(self) -> "System":
        """The same with nothing known but what is printed as counted."""
        made = System(self.seconds)
        made.rows = [it for it in self.rows if it[2] == it[3]]
        made.limits = [self.by_exact.get(it, (0, INFINITE)) for it in range(self.n)]
        return made

    def parts(self) -> list[tuple["System", dict[int, int]]]:
        """Systems that have nothing to do with each other, and where their unknowns were."""
        root = list(range(self.n))

        def find(it: int) -> int:
            while root[it] != it:
                root[it] = root[root[it]]
                it = root[it]
            return it

        for terms, *_ in self.rows:
            for it in terms[1:]:
                root[find(it)] = find(terms[0])
        found: dict[int, tuple[System, dict[int, int]]] = {}
        for it in range(self.n):
            part, places = found.setdefault(find(it), (System(self.seconds), {}))
            places[it] = part.unknown()
            part.limits[-1] = self.limits[it]
        for terms, factors, least, most in self.rows:
            part, places = found[find(terms[0])]
            part.rows.append(([places[it] for it in terms], factors, least, most))
        return list(found.values())

    # --- solving -----------------------------------------------------------------------

    def solvers(self) -> tuple[highspy.Highs, highspy.Highs]:
        """The same rows over real numbers and over whole ones."""
        if self._solvers is None:
            self._loose = np.array(sorted(self.loose), dtype=int)
            self._solvers = (self._build(whole=False), self._build(whole=True))
        return self._solvers

    def forget(self) -> None:
        """Rows were added: the solvers must be made anew."""
        self._solvers = None

    def aim_at(self, aim: Aim, value: int) -> None:
        for h in self.solvers():
            h.changeRowBounds(aim.row, float(value), float(value))

    def fix(self, at: int, least: int, most: int) -> None:
        for h in self.solvers():
            h.changeColBounds(at, float(least), float(most))

    def solve(self, cost: dict[int, float], hurried: bool = False) -> Answer:
        """The solution with the least cost. What fits in no real numbers fits in no whole
        ones, and a best solution over real numbers that is whole is the best. In a hurry
        whole numbers are looked for next to the real ones only."""
        answer = self.real(cost)
        if answer.infeasible or (answer.optimal and self.is_whole(answer.point)):
            return answer
        if hurried and answer.point is not None:
            return self._near(answer.point, cost)
        answer = self._run(self.solvers()[1], cost, self.seconds)
        self.n_timeouts += not (answer.optimal or answer.infeasible)
        return answer

    def real(self, cost: dict[int, float]) -> Answer:
        """The best over real numbers: no whole solution is better."""
        return self._run(self.solvers()[0], cost, self.seconds)

    def is_whole(self, point: np.ndarray) -> bool:
        off = np.abs(point - np.rint(point))
        off[self._loose] = 0
        return bool(np.all(off < WHOLE))

    def _near(self, point: np.ndarray, cost: dict[int, float]) -> Answer:
        """Whole numbers close to these; not the best there are."""
        h, all_ = self.solvers()[1], np.arange(self.n, dtype=np.int32)
        least, most = (np.array(it, dtype=float) for it in zip(*self.limits))
        low = np.maximum(np.floor(point + WHOLE) - 1, least)
        high = np.minimum(np.ceil(point - WHOLE) + 1, most)
        h.changeColsBounds(self.n, all_, low, high)
        h.setOptionValue("mip_rel_gap", 0.5)
        answer = self._run(h, cost, self.seconds / 10)
        h.setOptionValue("mip_rel_gap", 0.0)
        h.changeColsBounds(self.n, all_, least, most)
        return Answer(answer.point, False, False)

    def _run(self, h: highspy.Highs, cost: dict[int, float], seconds: float) -> Answer:
        h.setOptionValue("time_limit", h.getRunTime() + seconds)
        at = np.array(list(cost), dtype=np.int32)
        h.changeColsCost(len(at), at, np.array(list(cost.values()), dtype=float))
        h.run()
        status, model = h.getModelStatus(), highspy.HighsModelStatus
        has_point = h.getInfo().primal_solution_status == 2
        point = np.array(h.getSolution().col_value) if has_point else None
        h.changeColsCost(len(at), at, np.zeros(len(at)))
        none = status in (model.kInfeasible, model.kUnboundedOrInfeasible)
        return Answer(point, status == model.kOptimal, none)

    def _build(self, whole: bool) -> highspy.Highs:
        h = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("mip_abs_gap", 0.5), ("mip_rel_gap", 0.0)):
            h.setOptionValue(name, value)
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
        if whole:
            kind = highspy.HighsVarType
            lp.integrality_ = [kind.kContinuous if it in self.loose else kind.kInteger for it in range(self.n)]
        h.passModel(lp)
        return h

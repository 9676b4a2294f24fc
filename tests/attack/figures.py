"""Figures as they were published, and the measure each one is about.

In: rows of `estimates`. Out: figures with their period, groups and counts' names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from definitions import DIMENSIONS, Measure, day

WITHIN = re.compile(r"^(.+)-within-(\d+)-days$")


@dataclass(frozen=True)
class Asked:
    """Which rows: a measure in a period and group. `code` is one category of it."""

    measure: Measure
    until: int
    """The last day of the run's periods."""
    first: int
    last: int
    groups: tuple[tuple[str, str], ...]
    code: str | None

    def name(self) -> str:
        groups = ", ".join(f"{it}={value}" for it, value in self.groups)
        code = f" {self.code}" if self.code else ""
        of = f" [{self.measure.category}]" if self.measure.category else ""
        who = f" ({self.measure.informant})" if self.measure.informant else ""
        years = f"{date.fromordinal(self.first)}/{date.fromordinal(self.last)}"
        return f"{self.measure.indicator}{of}{who}{code} {years} {groups or 'all'}"

    def is_in(self, outcome: str | None) -> bool:
        """Whether a usable row with this outcome is in the numerator."""
        if self.measure.kind == "cumulative-incidence":
            return ends_within(outcome, str(self.code))
        return outcome == (self.code or "yes")


def ends_within(outcome: str | None, code: str) -> bool:
    if outcome is None:
        return False
    (cause, days), asked = WITHIN.match(outcome).groups(), WITHIN.match(code).groups()
    return cause == asked[0] and int(days) <= int(asked[1])


@dataclass
class Figure:
    asked: Asked
    row: dict
    release: int
    place: str = ""
    is_exact: bool = False
    world: int = 0
    limits: dict = field(default_factory=dict)


def find_measure(row: dict, measures: list[Measure]) -> tuple[Measure, str | None] | None:
    """The measure of a figure, and the code when it is about one category."""
    category = row.get("category") or None
    informant = row.get("informant") or None
    for it in measures:
        if it.alternative is not None:
            continue
        if it.informant is not None and it.informant != informant:
            continue
        if it.kind == "distribution" and category in it.codes:
            return it, category
        if it.kind == "cumulative-incidence" and category and WITHIN.match(category):
            return it, category
        if it.category == category and it.kind not in ("distribution", "cumulative-incidence"):
            return it, None
    return None


def groups_of(row: dict, measure: Measure) -> tuple[tuple[str, str], ...]:
    named = ((it, row.get(it)) for it in DIMENSIONS)
    fixed = {"informant"} if measure.informant else set()
    return tuple((it, str(v)) for it, v in named if v not in (None, "", "total") and it not in fixed)


def ordinal(text: object) -> int:
    return day(text) if isinstance(text, date) else day(date.fromisoformat(str(text)))


def figure(row: dict, measures: dict[str, list[Measure]], until: int) -> Figure | None:
    """The figure of a row; None for a measure the attacker has no words for."""
    found = find_measure(row, measures.get(str(row["indicator"]), []))
    if found is None:
        return None
    measure, code = found
    first, last = ordinal(row["period_start"]), ordinal(row["period_end"])
    asked = Asked(measure, until, first, last, groups_of(row, measure), code)
    return Figure(asked, row, 0, str(row["figure_id"]))

"""Kinds of rows: for every measure, which rows count in it and as what.

In: measures (conditions as SQL), and rows: real ones, or one for each kind there could be.
Out: for each row and measure its periods and its status. SQLite reads the conditions, so
two that mean the same give the same, whatever their words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from definitions import CLOSING, DIMENSIONS, Measure

Row = dict[str, object]
Status = tuple[str, str | None] | None
"""Not in the population; ("missing", None); ("usable", code or yes or no)."""

WORD = re.compile(r"[a-z_]{2,}")
LITERAL = re.compile(r"'[^']*'")
SQL = set(
    "and or not in is null true false case when then else end between days exists".split()
)
CORE = {"start_date", "end_date", "subcontracted", "question", "period_until", *DIMENSIONS}

Domain = Callable[[Row], Iterable[object]] | list

DOMAINS: dict[str, Domain] = {
    "end_reason": lambda row: CLOSING[str(row["closing"])],
    "analysis_date": lambda row: after(row, 28),
    "plan_date": lambda row: after(row, 42),
    "referral_date": lambda row: [None, row["start_date"], add(row["start_date"], 1)],
    "age_at_start": [None, 3, 4, 15, 16],
    "handover": [None, "arranged", "missing", "none_needed"],
    "n_goals_scored": [0, 1, 2, 3, 4],
    "n_goals_attained": [0, 1, 2, 3, 4],
    "n_goals": [0, 1, 4],
    "gas_t_score": [None, 50],
    "answered_youth": [0, 1],
    "answered_parent": [0, 1],
    "answered_referrer": [0, 1],
    "days_to_next_start": [None, 365, 366],
    "client_id": [None, "C"],
    "n_weeks": [None, 0, 1, 5, 6],
    "n_contact_weeks": [None, 1],
    "contacts_first_third": [None, 1],
    "contacts_last_third": [None, 0, 1],
    "score": [None, -2, -1, 0, 1, 2],
    "answer": [None, 1, 2, 3, 4, 6, 7, 8, 10],
    "question_version": [None, "7"],
    "reliable_change_index": [None, -1.96, 0, 1.96],
    "clinical_at_start": [None, 0, 1],
    "clinical_at_end": [None, 0, 1],
    "improvement": [None, 1],
    "start_level": [None, 1],
    "end_level": [None, 1],
    "sex": [None, "female", "male", "other"],
    "law": [None, "jeugdwet", "wmo"],
    "crisis_start": [None, 0, 1],
    "month": [None, 1],
}
CONSTANT = {"moment": "start", "opens_pair": 1, "scale": "total"}
"""Facts of the only rows of a table that any measure is about."""


def add(it: object, days: int) -> int | None:
    return None if it is None else int(str(it)) + days


def after(row: Row, days: int) -> list[int | None]:
    start = row["start_date"]
    return [None, add(start, days), add(start, days + 1)]


def words(text: str) -> set[str]:
    """The columns a condition names."""
    return set(WORD.findall(LITERAL.sub("", text.lower()))) - SQL


def texts(measure: Measure) -> str:
    until = measure.until or ""
    return " ".join([measure.start, until, measure.population, measure.usable, measure.outcome])


def own_columns(measure: Measure) -> frozenset[str]:
    """The facts that decide the status of a row, beside those all measures share."""
    if measure.kind == "cumulative-incidence":
        return frozenset({f"ends:{measure.words}"})
    named = words(f"{measure.usable} {measure.outcome}")
    population = words(measure.population)
    named |= population - {"end_reason"}
    if "end_reason" in population and splits_closing(measure):
        named.add("end_reason")
    return frozenset(named - CORE - set(CONSTANT))


def splits_closing(measure: Measure) -> bool:
    """Whether the population treats reasons of one class differently."""
    base = {it: CONSTANT.get(it, 1) for it in words(texts(measure))}
    for reasons in CLOSING.values():
        rows = [{**base, "end_reason": it} for it in reasons]
        judged = evaluate(rows, measure, 10**7)
        if len({it.status is None for it in judged}) > 1:
            return True
    return False


def domain(column: str, core: Row, extra: dict[str, set]) -> list[object]:
    """The values of a fact that can matter, also those an own page compares with."""
    known = DOMAINS.get(column, [None])
    values = list(known(core) if callable(known) else known)
    return values + sorted(extra.get(column, set()) - set(values), key=str)


def kinds(columns: frozenset[str], core: Row, extra: dict[str, set]) -> list[Row]:
    """Every combination of the values of these facts."""
    names = sorted(columns)
    combined = product(*(domain(it, core, extra) for it in names))
    return [row for values in combined if possible(row := dict(zip(names, values)))]


def possible(row: Row) -> bool:
    scored, attained = row.get("n_goals_scored"), row.get("n_goals_attained")
    return scored is None or attained is None or int(str(attained)) <= int(str(scored))


@dataclass(frozen=True)
class Judged:
    """What one measure makes of one row."""

    start: int | None
    until: int | None
    status: Status

    def counts_in(self, first: int, last: int, stock: bool) -> bool:
        if self.start is None or self.status is None:
            return False
        if not stock:
            return first <= self.start <= last
        return self.start <= last and (self.until is None or self.until >= first)


def evaluate(rows: list[Row], measure: Measure, until: int) -> list[Judged]:
    """What a measure makes of each row; `until` is the last day of the run's periods."""
    columns = sorted((words(texts(measure)) | {"start_date"}) - {"period_until"})
    connection = sqlite3.connect(":memory:")
    connection.create_function("period_until_is", 0, lambda: until)
    names = ", ".join(f'"{it}"' for it in columns)
    connection.execute(f"CREATE TABLE r ({names})")
    marks = ", ".join("?" * len(columns))
    values = ([row.get(it) for it in columns] for row in rows)
    connection.executemany(f"INSERT INTO r VALUES ({marks})", values)
    parts = [
        measure.start,
        measure.until or "NULL",
        f"({measure.population})",
        f"({measure.usable})",
        measure.outcome,
    ]
    select = ", ".join(it.replace("period_until", "period_until_is()") for it in parts)
    found = connection.execute(f"SELECT {select} FROM r ORDER BY rowid").fetchall()
    flags = {"1": "yes", "0": "no"} if measure.kind == "proportion" else {}
    return [Judged(it[0], it[1], status(it[2:], flags)) for it in found]


def status(found: tuple, flags: dict[str, str]) -> Status:
    population, usable, outcome = found
    if not population:
        return None
    if not usable:
        return ("missing", None)
    text = None if outcome is None else str(outcome)
    return ("usable", None if text is None else flags.get(text, text))

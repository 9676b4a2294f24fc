"""What is true: the counts of a made-up export, from its rows in plain Python.

In: a pipeline and its CSV files. Out: rows with the facts that measures ask for, and counts
of them. Used to confirm what the attacker found, never to find it.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path

from definitions import day
from figures import Asked
from knowledge import counts
from rows import Row, evaluate

FLAGS = {"yes": 1, "no": 0}
DAYS = ("start_date", "end_date", "referral_date", "analysis_date", "plan_date", "date")
NUMBERS = ("age_at_start", "answer", "score", "weight", "baseline")
CBS = {f"{n:02}": it for n, it in enumerate(("planned", "agreed", "client", "provider", "external"), 1)}
SPREAD = {"sdq": (6.0, 0.8, 17.0)}
"""Deviation, reliability and first clinical score, as the made-up pipelines declare them."""


class Truth:
    """The rows of one export, table by table, with what follows from other tables."""

    def __init__(self, pipeline: Path, quotes: bool = False) -> None:
        """`quotes`: a group that is called unknown stands in quotes."""
        plan = tomllib.loads(pipeline.read_text(encoding="utf-8"))
        self.until = day(plan["period"]["until"])
        self.tables = {
            name: read_table(pipeline.parent, it) for name, it in plan["export"].items()
        }
        trajectories = self.tables["trajectories"]
        self.by_id = {it["trajectory_id"]: it for it in trajectories}
        derive_goals(trajectories, self.tables.get("goals", []))
        derive_answers(trajectories, self.tables.get("satisfaction", []))
        derive_returns(trajectories)
        if "measurements" in self.tables:
            derive_pairs(self.tables["measurements"])
        for name, rows in self.tables.items():
            if name not in ("trajectories", "capacity"):
                rows[:] = [self.below(it) for it in rows if it["trajectory_id"] in self.by_id]
        self.quotes = quotes
        self._judged: dict = {}

    def below(self, row: Row) -> Row:
        """A row with the facts of its trajectory."""
        return {**self.by_id[row["trajectory_id"]], **{k: v for k, v in row.items() if v is not None}}

    def rows_of(self, asked: Asked, what: str) -> list[Row]:
        """The rows that a count is about."""
        rows = self.tables.get(asked.measure.table, [])
        key = (asked.measure, asked.until)
        if key not in self._judged:
            self._judged[key] = evaluate(rows, *key)
        stock = asked.measure.until is not None
        found = []
        for row, it in zip(rows, self._judged[key]):
            if not it.counts_in(asked.first, asked.last, stock):
                continue
            if not all(self.label(row.get(d)) == v for d, v in asked.groups):
                continue
            if asked.measure.kind == "cumulative-incidence" and what in ("num", "rest"):
                if ended_for(row, asked) == (what == "num"):
                    found.append(row)
            elif counts(it.status, what, asked):
                found.append(row)
        return found

    def label(self, value: object) -> str:
        """What a group is called in print."""
        if value is None:
            return "unknown"
        return f"'{value}'" if self.quotes and value in ("unknown", "total") else str(value)

    def count(self, asked: Asked, what: str) -> int:
        return len(self.rows_of(asked, what))

    def clients(self, asked: Asked, what: str) -> int:
        return len({it.get("client_id") for it in self.rows_of(asked, what)})


def ended_for(row: Row, asked: Asked) -> bool:
    """Whether a trajectory ended for a cause within so many days, as far as it is known."""
    cause, _, days = str(asked.code).removesuffix("-days").rpartition("-within-")
    end = row["end_date"]
    if end is None or end > asked.until or row["end_reason"] != cause:
        return False
    return int(end) - int(row["start_date"]) + 1 <= int(days)


def read_table(folder: Path, plan: dict) -> list[Row]:
    """The rows of a table, in the words and values of the canonical one."""
    dialect = plan["dialect"]
    delimiter = {"tab": "\t"}.get(dialect.get("delimiter", ","), dialect.get("delimiter", ","))
    rows = []
    for pattern in plan["files"]:
        for file in sorted(folder.glob(pattern)) if "*" in pattern else [folder / pattern]:
            with file.open(encoding=spelling(dialect), newline="") as lines:
                rows += [canonical(it, plan) for it in csv.DictReader(lines, delimiter=delimiter)]
    return rows


def spelling(dialect: dict) -> str:
    return {"utf-8": "utf-8-sig"}.get(dialect["encoding"], dialect["encoding"])


def canonical(row: dict, plan: dict) -> Row:
    found: Row = dict(plan.get("constants", {}))
    for column, header in plan["columns"].items():
        text = row[header].strip()
        codes = plan.get("codes", {}).get(column, {})
        fallback = CBS if codes.get("system") == "cbs-bij-7" and column == "end_reason" else {}
        text = codes.get(text, fallback.get(text, text))
        found[column] = value(column, text, plan["dialect"])
    return found


def value(column: str, text: str, dialect: dict) -> object:
    if text == "":
        return None
    if column in DAYS:
        return day(read_day(text, dialect["dates"]))
    if column in NUMBERS:
        return float(text.replace(",", ".")) if dialect["decimal"] == "," else float(text)
    return FLAGS.get(text, text) if column in ("subcontracted", "crisis_start", "attended") else text


def read_day(text: str, order: str) -> date:
    if order == "dd-mm-yyyy":
        d, m, y = text.split("-")
        return date(int(y), int(m), int(d))
    return date.fromisoformat(text)


def derive_goals(trajectories: list[Row], goals: list[Row]) -> None:
    of = defaultdict(list)
    for it in goals:
        of[it["trajectory_id"]].append(it)
    for row in trajectories:
        mine = of[row["trajectory_id"]]
        scored = [float(str(it["score"])) for it in mine if it.get("score") is not None]
        row["n_goals"], row["n_goals_scored"] = len(mine), len(scored)
        row["n_goals_attained"] = sum(it >= 0 for it in scored)
        row["gas_t_score"] = 50.0 if scored else None


def derive_answers(trajectories: list[Row], answers: list[Row]) -> None:
    who = {(it["trajectory_id"], it["informant"]) for it in answers if it.get("answer") is not None}
    for row in trajectories:
        for it in ("youth", "parent", "referrer"):
            row[f"answered_{it}"] = int((row["trajectory_id"], it) in who)


def derive_returns(trajectories: list[Row]) -> None:
    starts = defaultdict(list)
    for it in trajectories:
        starts[it.get("client_id")].append(it["start_date"])
    for row in trajectories:
        end, client = row.get("end_date"), row.get("client_id")
        later = [int(s) - int(end) for s in starts[client] if end and s and int(s) >= int(end) + 2]
        row["days_to_next_start"] = min(later, default=None) if client else None


def derive_pairs(rows: list[Row]) -> None:
    """The first score at the start beside the last at the end."""
    pairs = defaultdict(dict)
    for it in sorted(rows, key=lambda it: it.get("date") or 0):
        if it.get("score") is None:
            continue
        key = tuple(it[k] for k in ("trajectory_id", "instrument", "scale", "informant"))
        if it["moment"] == "start":
            pairs[key].setdefault("start", it)
        elif it["moment"] == "end":
            pairs[key]["end"] = it
    for row in rows:
        row["opens_pair"] = 0
    for key, pair in pairs.items():
        if "start" in pair:
            open_pair(pair["start"], pair.get("end"), SPREAD.get(str(key[1])))


def open_pair(start: Row, end: Row | None, known: tuple[float, float, float] | None) -> None:
    start["opens_pair"] = 1
    if known is None:
        return
    deviation, reliability, clinical = known
    start["clinical_at_start"] = int(float(str(start["score"])) >= clinical)
    if end is None:
        return
    change = float(str(start["score"])) - float(str(end["score"]))
    error = deviation * math.sqrt(2 * (1 - reliability))
    start |= {"improvement": change, "start_level": 1, "end_level": 1}
    start["reliable_change_index"] = change / error
    start["clinical_at_end"] = int(float(str(end["score"])) >= clinical)

"""A publisher made of a few lines, for the tests of the attacker.

In: a made-up export and its pipeline. Out: `estimates.csv` with its counts, each shown by a
rule that the test gives. It protects nothing but what the rule hides.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from definitions import DIMENSIONS, of_pipeline
from figures import Asked
from truth import Truth

COLUMNS = ["figure_id", "indicator", "period_start", "period_end", *DIMENSIONS, "category", "n", "numerator", "n_missing", "state", "reason"]
Shows = Callable[[int, str], object]
"""A count and the names of its rows → what is printed; empty when it is not."""


def publish(pipeline: Path, shows: Shows) -> Path:
    """A bundle below the pipeline."""
    plan = tomllib.loads(pipeline.read_text(encoding="utf-8"))
    truth = Truth(pipeline)
    out = pipeline.parent / "out"
    (out / "publication").mkdir(parents=True, exist_ok=True)
    with (out / "publication/estimates.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS)
        writer.writeheader()
        for asked in figures(plan, pipeline, truth):
            writer.writerow(row(asked, truth, shows))
    return out


def figures(plan: dict, pipeline: Path, truth: Truth):
    measures = of_pipeline(pipeline)
    for it in plan["indicator"]:
        for measure in measures[it["use"]]:
            if measure.alternative is not None:
                continue
            always = ["informant"] if measure.table == "satisfaction" else []
            always += ["instrument", "informant"] if measure.table == "measurements" else []
            for split in [[], *it.get("by", [])]:
                dims = [*split, *always]
                for first, last in periods(plan):
                    whole = Asked(measure, truth.until, first, last, (), None)
                    rows = truth.rows_of(whole, "pop" if measure.kind != "count" else "n")
                    values = [sorted({str(r.get(d) or "unknown") for r in truth.tables[measure.table]}) for d in dims]
                    if not rows and dims:
                        continue
                    for groups in product(*values):
                        named = tuple(sorted(zip(dims, groups), key=lambda g: DIMENSIONS.index(g[0])))
                        for code in codes(measure):
                            yield Asked(measure, truth.until, first, last, named, code)


def codes(measure) -> list:
    if measure.kind == "cumulative-incidence":
        return [f"{c}-within-{d}-days" for c in measure.codes for d in measure.days]
    return list(measure.codes) or [None]


def periods(plan: dict):
    months = {"year": 12, "half-year": 6, "quarter": 3}[plan["period"]["every"]]
    first, until = plan["period"]["from"], plan["period"]["until"]
    while first <= until:
        year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
        following = date(year, month, 1)
        yield first.toordinal(), (following - timedelta(days=1)).toordinal()
        first = following


def row(asked: Asked, truth: Truth, shows: Shows) -> dict:
    total = {it: "total" for it in DIMENSIONS} | dict(asked.groups)
    if asked.measure.informant:
        total["informant"] = asked.measure.informant
    found = total | {
        "figure_id": asked.name(),
        "indicator": asked.measure.indicator,
        "period_start": date.fromordinal(asked.first),
        "period_end": date.fromordinal(asked.last),
        "category": asked.code or asked.measure.category or "",
        "state": "value",
        "reason": "",
        "numerator": "",
    }
    n = truth.count(asked, "n")
    found["n"] = shows(n, names(truth, asked, "n"))
    if asked.measure.kind != "count":
        found["n_missing"] = shows(truth.count(asked, "missing"), names(truth, asked, "missing"))
    if found["n"] == "":
        return found | {"state": "suppressed", "reason": "fewer-than-10"}
    if asked.measure.has_numerator():
        num = truth.count(asked, "num")
        found["numerator"] = shows(num, names(truth, asked, "num"))
        if found["numerator"] == "":
            return found | {"state": "suppressed", "reason": "fewer-than-10"}
        if n - num < 10:
            return found | {"numerator": "", "state": "suppressed", "reason": "fewer-than-10-not"}
    return found


def names(truth: Truth, asked: Asked, what: str) -> str:
    """The same rows have the same name, in whatever figure."""
    return " ".join(sorted(f"{it['trajectory_id']}{it.get('goal_id', '')}" for it in truth.rows_of(asked, what)))

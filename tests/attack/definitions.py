"""What is measured: the pages of the catalogue, which anybody can read.

In: the front matter of indicator pages. Out: measures whose conditions SQLite understands.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/indicators/catalogue"

DIMENSIONS = (
    "programme",
    "region",
    "municipality",
    "location",
    "team",
    "target_group",
    "informant",
    "layer",
    "instrument",
)
CLOSING = {
    "counted": ("planned", "agreed", "client", "provider", "external", "unknown", None),
    "temporary": ("temporary",),
    "administrative": ("administrative",),
}
"""End reasons, by whether closure counts. Each is a fact of its own in the system."""


@dataclass(frozen=True)
class Measure:
    indicator: str
    kind: str
    table: str
    category: str | None
    informant: str | None
    start: str
    """The day that places a row in a period, or the first of its days."""
    until: str | None
    population: str
    usable: str
    """Rows of the population with a usable value."""
    outcome: str
    """Yes or no, or the code of a category; null where there is no numerator."""
    codes: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    unit: str = ""
    alternative: str | None = None
    words: str = field(default="", compare=False)

    def has_numerator(self) -> bool:
        return self.kind in ("proportion", "distribution", "cumulative-incidence")


def day(it: date) -> int:
    return it.toordinal()


def number_days(text: str) -> str:
    """Dates as day numbers."""
    return re.sub(
        r"DATE\s*'(\d{4}-\d\d-\d\d)'", lambda m: str(day(date.fromisoformat(m[1]))), text, flags=re.I
    )


def read_page(path: Path) -> list[Measure]:
    """The measures of a page, its alternatives after them."""
    front = tomllib.loads(path.read_text(encoding="utf-8").split("+++")[1])
    measures = [one(front, it) for it in front["measure"]]
    first = front["measure"][0]
    for it in front.get("alternative", []):
        measures.append(one(front, {**first, **it, "alternative": it["name"]}))
    return measures


def one(front: dict, it: dict) -> Measure:
    get = lambda name: it.get(name, front.get(name))  # noqa: E731
    period = get("period")
    stock = isinstance(period, dict)
    kind = it["kind"]
    usable, outcome = conditions(kind, it)
    return Measure(
        indicator=front["name"],
        kind=kind,
        table=front["table"],
        category=it.get("category"),
        informant=it.get("informant"),
        start=number_days(period["from"] if stock else period),
        until=number_days(period["until"]) if stock else None,
        population=number_days(get("population")),
        usable=number_days(usable),
        outcome=number_days(outcome),
        codes=tuple(c["code"] for c in it.get("categories", [])),
        days=tuple(it.get("days", [])),
        unit=it.get("unit", ""),
        alternative=it.get("alternative"),
        words=" ".join(str(v) for v in it.values()),
    )


def conditions(kind: str, it: dict) -> tuple[str, str]:
    """When a row has a usable value, and what it then is."""
    among = f"({it['denominator']})" if "denominator" in it else "1"
    if kind == "count":
        return "1", "NULL"
    if kind == "proportion":
        numerator = f"({it['numerator']})"
        return f"{among} AND {numerator} IS NOT NULL", numerator
    if kind == "distribution":
        codes = ", ".join(f"'{c['code']}'" for c in it["categories"])
        return f"{among} AND ({it['value']}) IN ({codes})", f"({it['value']})"
    if kind == "cumulative-incidence":
        return f"{among} AND ({it['value']}) IS NOT NULL", "NULL"
    if kind.startswith("effect-size"):
        return f"{among} AND ({it['start']}) IS NOT NULL AND ({it['end']}) IS NOT NULL", "NULL"
    if kind == "ratio":
        return f"{among} AND ({it['value']}) IS NOT NULL AND ({it['per']}) IS NOT NULL", "NULL"
    return f"{among} AND ({it['value']}) IS NOT NULL", "NULL"


@cache
def catalogue(name: str) -> tuple[Measure, ...]:
    return tuple(read_page(CATALOGUE / f"{name}.md"))


def of_pipeline(pipeline: Path) -> dict[str, list[Measure]]:
    """The measures of every indicator a pipeline asks for, by its name."""
    plan = tomllib.loads(pipeline.read_text(encoding="utf-8"))
    found: dict[str, list[Measure]] = {}
    for it in plan["indicator"]:
        if "use" in it:
            measures = list(catalogue(it["use"]))
        else:
            measures = read_page(pipeline.parent / it["page"])
        found[measures[0].indicator] = measures
    return found


def last_day(pipeline: Path) -> int:
    """The last day of a pipeline's periods."""
    plan = tomllib.loads(pipeline.read_text(encoding="utf-8"))
    return day(plan["period"]["until"])

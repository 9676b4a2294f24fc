"""The known ways in to one release, one by one, and what cases are.

In: a folder to write to. Out: for every case its pipelines, in the order in which they run,
and what an outsider knows. The numbers are those of the list in README.md.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from knowledge import Known
from makers import REASONS, Export, Plan

HERE = Path(__file__).resolve().parent / "cases"
EVERYBODY = Known(all_count=True)


@dataclass
class Step:
    """One run: a pipeline, and the state of the records it is about."""

    pipeline: Path
    world: int = 0


@dataclass
class Case:
    number: str
    what: str
    steps: list[Step]
    expect: tuple[str, ...]
    """Kinds of findings; one of them shows the hole."""
    known: Known = EVERYBODY
    own: tuple[str, dict, int] | None = None
    """Indicator, groups and rows that one of the counted knows to be its own."""
    text: str = ""
    """What the finding is about, when others of its kind may be found as well."""
    at_once: bool = False
    """The runs are started together."""


COUNTED = ("exactly", "few values", "not nought", "nobody or everybody")
BUILT: list[Callable[[Path], list[Case]]] = []


def case(make: Callable[[Path], list[Case]]) -> Callable[[Path], list[Case]]:
    BUILT.append(make)
    return make


def all_cases(folder: Path) -> list[Case]:
    import cases_releases  # noqa: F401: it adds its own
    import cases_research  # noqa: F401

    found = []
    shutil.rmtree(folder, ignore_errors=True)
    for make in BUILT:
        found += make(folder / make.__name__)
    return found


@dataclass
class Rows:
    """Trajectories by the dozen; dates differ, so that nothing else does."""

    made: list[dict] = field(default_factory=list)

    def add(self, n: int, year: int = 2023, **facts: object) -> "Rows":
        for _ in range(n):
            at = len(self.made)
            start = date(year, 1, 10) + timedelta(days=at * 7 % 150)
            row = {
                "trajectory_id": f"T{at:04}",
                "client_id": f"C{at:04}",
                "programme": "iag",
                "region": "Noord",
                "municipality": "",
                "team": "team A",
                "target_group": "1",
                "start_date": start,
                "end_date": start + timedelta(days=60 + at * 11 % 90),
                "end_reason": "planned",
                "age_at_start": 9,
                "subcontracted": "no",
                "referral_date": start - timedelta(days=at * 13 % 50),
            }
            self.made.append(row | facts)
        return self

    def export(self, **tables: list[dict]) -> Export:
        return Export({"trajectories": [dict(it) for it in self.made], **tables})


def plan(*asked: str, name: str = "case", **more: object) -> Plan:
    """`indicator:programme,region/team` asks for two splits."""
    split = [(use, [it.split(",") for it in by.split("/") if it]) for use, _, by in (a.partition(":") for a in asked)]
    return replace(Plan(name, split, first=date(2023, 1, 1)), **more)


def one(folder: Path, rows: Rows, asked: Plan) -> list[Step]:
    return [Step(rows.export().write(folder, asked))]


# --- one release -------------------------------------------------------------------


@case
def folders(folder: Path) -> list[Case]:
    def made(number: str, name: str, what: str, *expect: str, text: str = "") -> Case:
        if not (folder / name).exists():
            shutil.copytree(HERE / name, folder / name)
        return Case(number, what, [Step(folder / name / "pipeline.toml")], expect, text=text)

    return [
        made("1", "population-in-other-words", "a population in other words", *COUNTED, text="ambulant"),
        made("2", "population-in-other-words", "rows of one child", "few clients"),
        made("3", "population-in-other-words", "a score beside its categories", *COUNTED, text="goal-attainment"),
        made("5", "mean-says-all", "all marks are 10", "all gave the same"),
        made("6", "mean-says-all", "means at 16 digits", "too many digits", "mean tells n"),
        made("7", "stock-and-flow-and-checks", "stock and flow", *COUNTED),
        made("8", "stock-and-flow-and-checks", "counts of checks on the page", "number in prose"),
        made("10", "change-classes", "classes of change", *COUNTED, text="recovered"),
        made("11", "response-beside-answers", "answers beside response", *COUNTED, text="response"),
        made("12", "villages", "villages of one", *COUNTED),
        made("19", "villages", "names of exports", "inputs"),
        made("20d", "villages", "hash of an export", "inputs", text="hash"),
    ]


@case
def equal_this_year(folder: Path) -> list[Case]:
    """Two populations that are the same rows because nobody started in December."""
    rows = Rows()
    for programme, late, timely in (("iag", 25, 30), ("pmto", 12, 13), ("ambulant", 2, 2), ("dagbehandeling", 9, 21)):
        for n, days in ((late, 40), (timely, 20)):
            rows.add(n, programme=programme)
            for it in rows.made[-n:]:
                it["analysis_date"] = it["start_date"] + timedelta(days=days)
    asked = plan("trajectories-started:programme", "analysis-within-four-weeks:programme")
    steps = one(folder, rows, asked)
    return [Case("4", "two populations that are equal this year", steps, COUNTED)]


@case
def split_differently(folder: Path) -> list[Case]:
    chance, rows = random.Random(2), Rows()
    for programme in ("iag", "pmto", "ambulant"):
        for region in ("Noord", "Zuid", "Oost"):
            n, weights = chance.randint(15, 60), [chance.uniform(0.1, 1) for _ in REASONS]
            for reason in chance.choices(REASONS, weights, k=n):
                rows.add(1, programme=programme, region=region, end_reason=reason)
    asked = plan("closed-as-planned:programme,region", "trajectories-closed:region", "end-reasons:programme")
    return [Case("9", "measures split differently", one(folder, rows, asked), COUNTED)]


@case
def geography(folder: Path) -> list[Case]:
    rows = Rows().add(70, region="Noord", municipality="Arnhem").add(7, region="Noord", municipality="Velp")
    rows.add(60, region="Zuid", municipality="Ede").add(8, region="Zuid", municipality="Buren")
    asked = plan("trajectories-closed:region/municipality")
    where = (("Arnhem", "Noord"), ("Velp", "Noord"), ("Ede", "Zuid"), ("Buren", "Zuid"))
    known = Known(geography=where, all_count=True)
    return [Case("13", "a municipality lies in a region", one(folder, rows, asked), COUNTED, known)]


@case
def cheapest_partner(folder: Path) -> list[Case]:
    rows = Rows()
    for programme, n in (("iag", 9), ("pmto", 10), ("ambulant", 10), ("dagbehandeling", 60)):
        rows.add(n, programme=programme)
    steps = one(folder, rows, plan("trajectories-closed:programme"))
    return [Case("14", "which partner is hidden", steps, ("minimality",))]


@case
def alone_in_a_cell(folder: Path) -> list[Case]:
    rows = Rows().add(40, programme="iag").add(3, programme="pmto", client_id="CX").add(8, programme="ambulant")
    steps = one(folder, rows, plan("trajectories-closed:programme"))
    own = ("trajectories-closed", {"programme": "pmto"}, 3)
    return [Case("15", "one of the counted knows its own rows", steps, COUNTED, own=own)]


@case
def one_who_repeats(folder: Path) -> list[Case]:
    rows = Rows().add(30).add(20, end_reason="client").add(1, client_id="C0000")
    steps = one(folder, rows, plan("closed-as-planned"))
    return [Case("16", "design effect and clustered limits", steps, ("design effect", "too many digits"))]


@case
def two_start_dates(folder: Path) -> list[Case]:
    rows = Rows()
    for start in (date(2023, 2, 1), date(2023, 5, 1)):
        for reason, n in (("planned", 30), ("client", 3), ("provider", 2), ("agreed", 12)):
            rows.add(n, start_date=start, end_date=start + timedelta(days=100), end_reason=reason)
        rows.add(10, start_date=start, end_date="", end_reason="")
    steps = one(folder, rows, plan("end-reason-incidence"))
    return [Case("17", "incidences at 16 digits", steps, ("too many digits",))]


@case
def labels(folder: Path) -> list[Case]:
    rows = Rows().add(40, team="team A").add(35, team="team B").add(1, team="gezin Voorbeeld")
    rows.add(1, team="Dorpsstraat 12").add(1, team="=HYPERLINK(1)")
    steps = one(folder, rows, plan("trajectories-closed:team"))
    return [
        Case("18", "labels of one row", steps, ("label",)),
        Case("20e", "a label that is a formula", steps, ("formula",)),
    ]


@case
def case_mix(folder: Path) -> list[Case]:
    rows = Rows()
    for programme, region, n, client in (
        ("iag", "Noord", 40, 15), ("iag", "Zuid", 45, 20), ("pmto", "Noord", 30, 8), ("pmto", "Zuid", 12, 4),
        ("ambulant", "Noord", 12, 3), ("ambulant", "Zuid", 18, 2),
    ):
        rows.add(n - client, programme=programme, region=region).add(client, programme=programme, region=region, end_reason="client")
    more = '\n[comparison]\nby = ["region"]\nindicators = ["dropout"]\noverdispersion = "none"\ncase-mix = ["programme"]\n'
    asked = plan("dropout:programme", "trajectories-closed:programme/programme,region", more=more)
    steps = one(folder, rows, asked)
    return [
        Case("20", "expected counts of a case mix", steps, ("expected",)),
        Case("20b", "a hidden numerator in an expected count", steps, COUNTED, text="ambulant"),
    ]


@case
def called_unknown(folder: Path) -> list[Case]:
    rows = Rows().add(60, region="Noord").add(30, region="Oost").add(25, region="unknown")
    rows.add(12, region="").add(4, region="West")
    steps = one(folder, rows, plan("trajectories-closed:region"))
    return [Case("20c", "a group that is called unknown", steps, COUNTED, text="West")]

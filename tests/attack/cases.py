"""The known ways in, one by one: each a run or two, and what then came out.

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
from makers import REASONS, Export, Maker, Plan, with_ledger
from research import key_file

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


COUNTED = ("exactly", "few values", "not nought", "nobody or everybody")
BUILT: list[Callable[[Path], list[Case]]] = []


def case(make: Callable[[Path], list[Case]]) -> Callable[[Path], list[Case]]:
    BUILT.append(make)
    return make


def all_cases(folder: Path) -> list[Case]:
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
        ("iag", "Noord", 40, 15), ("iag", "Zuid", 45, 20), ("pmto", "Noord", 20, 5), ("pmto", "Zuid", 17, 4),
        ("ambulant", "Noord", 18, 3), ("ambulant", "Zuid", 15, 2),
    ):
        rows.add(n - client, programme=programme, region=region).add(client, programme=programme, region=region, end_reason="client")
    more = '\n[comparison]\nby = ["region"]\nindicators = ["dropout"]\noverdispersion = "none"\ncase-mix = ["programme"]\n'
    asked = plan("dropout:programme", "trajectories-closed:programme,region", more=more)
    return [Case("20", "expected counts of a case mix", one(folder, rows, asked), ("expected",))]


@case
def called_unknown(folder: Path) -> list[Case]:
    rows = Rows().add(60, region="Noord").add(30, region="Oost").add(25, region="unknown")
    rows.add(12, region="").add(4, region="West")
    steps = one(folder, rows, plan("trajectories-closed:region"))
    return [Case("20c", "a group that is called unknown", steps, COUNTED, text="West")]


# --- releases with one ledger --------------------------------------------------------


def released(folder: Path, *runs: tuple[Rows, Plan, int]) -> list[Step]:
    """Runs one after the other, with one ledger."""
    steps = []
    for at, (rows, asked, world) in enumerate(runs):
        day = date(2024, 2, 1) + timedelta(days=30 * at)
        asked = with_ledger(asked, "../ledger.jsonl", day, f"{asked.name}-{at}")
        steps.append(Step(rows.export().write(folder / f"release-{at}", asked), world))
    return steps


@case
def quarters_then_year(folder: Path) -> list[Case]:
    rows = Rows()
    for month, n in ((1, 14), (4, 12), (7, 16), (10, 3)):
        day = date(2023, month, 5)
        rows.add(n, start_date=day - timedelta(days=200), end_date=day + timedelta(days=20), referral_date="")
    quarters = plan("trajectories-closed", every="quarter")
    steps = released(folder, (rows, quarters, 0), (rows, plan("trajectories-closed"), 0))
    return [Case("21", "quarters first, then the year", steps, COUNTED)]


@case
def two_halves(folder: Path) -> list[Case]:
    rows = Rows().add(40).add(3, end_reason="agreed").add(20, end_reason="client")
    halves = plan("closed-by-mutual-agreement", name="first"), plan("closed-as-planned", name="second")
    steps = released(folder, *((rows, it, 0) for it in halves))
    return [Case("22", "one pipeline in two halves", steps, COUNTED, text="agreement")]


@case
def recoded(folder: Path) -> list[Case]:
    """Ten records get another programme between two releases."""
    before = Rows().add(60, programme="iag").add(100, programme="pmto").add(14, programme="ambulant")
    after = Rows([dict(it) for it in before.made])
    for it in after.made[-10:]:
        it["programme"] = "pmto"
    asked = plan("trajectories-closed:programme")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    return [Case("28", "ten records are recoded", steps, COUNTED)]


@case
def new_words(folder: Path) -> list[Case]:
    """The same population with its conditions in another order, after one record more."""
    before = Rows().add(130).add(30, end_reason="client")
    after = Rows([dict(it) for it in before.made]).add(1, end_reason="client")
    asked = plan("dropout")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    page = (HERE / "other-words.md").read_text(encoding="utf-8")
    second = steps[1].pipeline
    (second.parent / "other-words.md").write_text(page, encoding="utf-8")
    text = second.read_text(encoding="utf-8") .replace("[[indicator]]\n", '[[indicator]]\npage = "other-words.md"\n\n[[indicator]]\n', 1)
    second.write_text(text, encoding="utf-8")
    return [Case("23", "a population in another order", steps, ("few changed",))]


@case
def renamed(folder: Path) -> list[Case]:
    """A region gets another name while one record comes in."""
    before = Rows().add(52, region="Noord").add(11, region="Noord", end_reason="client").add(50, region="Zuid").add(20, region="Zuid", end_reason="client")
    after = Rows([dict(it) for it in before.made]).add(1, region="Noord", end_reason="client")
    after.add(12, region="Zuid").add(10, region="Zuid", end_reason="client")
    for it in after.made:
        it["region"] = "Noordoost" if it["region"] == "Noord" else it["region"]
    asked = plan("dropout:region")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    return [Case("25", "a region is renamed while a record comes in", steps, ("few changed",))]


@case
def new_group(folder: Path) -> list[Case]:
    before = Rows().add(60, team="team A").add(40, team="team B")
    after = Rows([dict(it) for it in before.made]).add(1, team="team C")
    asked = plan("trajectories-closed:team")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    return [Case("26", "a group that is new with one client", steps, ("new label", "label"))]


@case
def repeated_median(folder: Path) -> list[Case]:
    before = Rows().add(40, programme="iag").add(40, programme="pmto")
    after = Rows([dict(it) for it in before.made]).add(1, programme="iag", end_date=date(2023, 12, 20), start_date=date(2023, 1, 2))
    asked = plan("duration:programme")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    return [Case("27", "a repeated median with a new interval", steps, ("repeated but moved", "few changed", "somebody's day"))]


def more_of(before: Rows, programmes: tuple, chance: random.Random) -> Rows:
    """The same records and a few that came in."""
    after = Rows([dict(it) for it in before.made])
    for it in chance.sample(programmes, chance.choice([1, 1, 2])):
        after.add(chance.randint(1, 4), programme=it)
    return after


@case
def only_in(folder: Path) -> list[Case]:
    chance, programmes = random.Random(24), ("iag", "pmto", "ambulant", "dagbehandeling")
    first = Rows()
    for it in programmes:
        first.add(chance.choice([3, 6, 8, 9, 12, 20, 35]), programme=it)
    second = more_of(first, programmes, chance)
    third = more_of(second, programmes, chance)
    asked = plan("trajectories-closed:programme")
    steps = released(folder, (first, asked, 0), (second, asked, 1), (third, asked, 2))
    known = Known(all_count=True, grows=True)
    return [Case("29", "records only come in, three releases", steps, COUNTED, known)]


@case
def merged_keys(folder: Path) -> list[Case]:
    before = Rows().add(60).add(30, end_reason="client")
    after = Rows([dict(it) for it in before.made])
    after.made[1]["client_id"] = after.made[0]["client_id"]
    asked = plan("closed-as-planned")
    steps = released(folder, (before, asked, 0), (after, asked, 1))
    return [Case("30", "two keys of one client are merged", steps, ("method changed", "design effect"))]


@case
def margins_then_cross(folder: Path) -> list[Case]:
    rows = Rows()
    for programme, region, n in (("iag", "Noord", 30), ("iag", "Zuid", 22), ("iag", "Oost", 4), ("pmto", "Noord", 20), ("pmto", "Zuid", 25), ("pmto", "Oost", 12)):
        rows.add(n, programme=programme, region=region)
    margins = plan("trajectories-closed:programme/region", name="margins")
    steps = released(folder, (rows, margins, 0), (rows, plan("trajectories-closed:programme,region", name="cross"), 0))
    return [Case("31a", "the margins first, then the cross table", steps, COUNTED)]


@case
def two_policies(folder: Path) -> list[Case]:
    rows = Rows().add(85, programme="iag").add(6, programme="pmto")
    first = plan("trajectories-closed:programme")
    second = plan("trajectories-closed:programme", name="own", disclosure='policy = "own"\nsmallest-count = 5')
    steps = released(folder, (rows, first, 0), (rows, second, 0))
    return [Case("31b", "one ledger, two policies", steps, ("two policies", *COUNTED))]


# --- the dataset for partners -----------------------------------------------------------


def delivery(folder: Path, export: Export, name: str, research: str, asked: Plan | None = None) -> Step:
    folder.mkdir(parents=True, exist_ok=True)
    key_file(folder)
    asked = asked or plan("trajectories-closed", name=name, first=date(2021, 1, 1))
    outputs = asked.outputs + "\nresearch-dataset = true"
    more = f'\n[research]\npartner = "universiteit-x"\nkey-file = "partner.key"\n{research}\n'
    return Step(export.write(folder, replace(asked, outputs=outputs, more=asked.more + more)))


def clients(seed: int, n: int) -> Export:
    """Three years of clients, some of whom come back."""
    maker, export = Maker(seed), Export({"trajectories": []})
    maker.years, maker.first = 3, date(2021, 1, 1)
    for client in range(n):
        for _ in range(1 + (client % 5 == 0) + (client % 11 == 0)):
            maker.add(export, f"C{client:04}")
    return export


@case
def partners(folder: Path) -> list[Case]:
    export, small, large = clients(31, 1200), clients(35, 300), clients(31, 3000)
    for at, it in enumerate(large.tables["trajectories"]):
        it["analysis_date"] = it["plan_date"] = ""
        it["referral_date"] = it["start_date"] - timedelta(days=at % 10)
    wide = 'quasi-identifiers = ["age_at_start", "programme", "start_date", "municipality"]'
    usual = delivery(folder / "usual", export, "usual", "")
    sex_only = delivery(folder / "narrow", export, "narrow", 'quasi-identifiers = ["region"]')
    other = delivery(folder / "other", export, "other", wide)
    dated = delivery(folder / "dated", large, "dated", 'quasi-identifiers = ["region", "start_date", "age_at_start"]')
    again = delivery(folder / "again", large, "again", 'quasi-identifiers = ["region", "programme", "target_group", "age_at_start"]')
    few = delivery(folder / "few", small, "few", wide)
    return [
        Case("31", "dates beside the quasi-identifiers", [dated], ("research: guessed back",), text="start_date"),
        Case("32", "several rows of one client", [usual], ("research: clients stand out",)),
        Case("32b", "blanks that other rows fill", [again], ("research: guessed back",), text="region"),
        Case("33", "quasi-identifiers that leave finer columns", [sex_only], ("research: rows stand out",)),
        Case("34", "two deliveries with other choices", [usual, other], ("research: rows stand out",), text="joined"),
        Case("35", "rows left out, and counted elsewhere", [few], ("research: left out",)),
        Case("36", "a class with one outcome", [usual], ("research: one outcome",)),
    ]

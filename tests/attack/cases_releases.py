"""The known ways in that need two releases: with one ledger, or none between them.

In: a folder to write to. Out: cases, as in `cases.py`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from cases import COUNTED, EVERYBODY, HERE, Case, Rows, Step, case, plan
from knowledge import Known
from makers import Export, Maker, Plan, with_ledger


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


@case
def agreement(folder: Path) -> list[Case]:
    """The same page of criteria side by side, after one pair less."""
    maker, export = Maker(24), Export({"trajectories": [], "measurements": []})
    for client in range(90):
        maker.add(export, f"C{client:04}")
    asked = Plan("agreement", [("problem-reduction", [])], first=maker.first)
    ends = [it for it in export.tables["measurements"] if it["moment"] == "end"]
    later = Export({**export.tables, "measurements": [it for it in export.tables["measurements"] if it is not ends[0]]})
    steps = []
    for at, rows in enumerate((export, later)):
        there = with_ledger(asked, "../ledger.jsonl", date(2024, 2, 1) + timedelta(days=30 * at), f"agreement-{at}")
        steps.append(Step(rows.write(folder / f"release-{at}", there), at))
    return [Case("24", "criteria side by side, after one pair less", steps, ("few changed",), text="agreement.csv")]


@case
def at_once(folder: Path) -> list[Case]:
    """Four runs that write to one ledger at the same time."""
    rows = Rows().add(40).add(20, end_reason="client")
    asked = [plan("dropout", name=f"at-once-{it}") for it in range(4)]
    steps = released(folder, *((rows, it, 0) for it in asked))
    return [Case("31c", "four runs at once", steps, ("lost from the ledger",), at_once=True)]

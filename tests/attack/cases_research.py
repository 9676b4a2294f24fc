"""The known ways in to the dataset for partners, and past the gate at the input.

In: a folder to write to. Out: cases, as in `cases.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cases import Case, Rows, Step, case, one, plan
from makers import Export, Maker, Plan
from research import key_file


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


@case
def names_of_referrers(folder: Path) -> list[Case]:
    """Who sent a client, in free text, row by row."""
    rows = Rows().add(200)
    for at, it in enumerate(rows.made):
        it["target_group"] = f"dhr. Voorbeeld {at % 40}, 06-{at % 40:08}"
    step = delivery(folder, rows.export(), "names", 'quasi-identifiers = ["start_date"]', plan("trajectories-closed"))
    return [Case("37", "names in a column for partners", [step], ("label",), text="research")]


def test_numbers(n: int) -> list[str]:
    """Numbers that pass the 11-test, of a range that is given to nobody."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    every = map(str, range(999_900_006, 999_999_991))
    passing = (it for it in every if sum(int(d) * w for d, w in zip(it, weights)) % 11 == 0)
    return [it for it, _ in zip(passing, range(n))]


SPELLED = {
    "P before it": lambda it: f"P{it}",
    "client_ before it": lambda it: f"client_{it}",
    "a follow number behind it": lambda it: f"{it}01",
    "an exponent": lambda it: f"{it[0]}.{it[1:]}E+08",
    "slashes": lambda it: f"{it[:2]}/{it[2:4]}/{it[4:6]}/{it[6:]}",
    "no-break spaces": lambda it: f"{it[:3]}\u00a0{it[3:6]}\u00a0{it[6:]}",
    "a space of no width": lambda it: f"{it[:3]}\u200b{it[3:]}",
    "full-width digits": lambda it: "".join(chr(0xFF10 + int(d)) for d in it),
}


@case
def let_in(folder: Path) -> list[Case]:
    """What the gate at the input should refuse."""
    cases = []
    for number, (how, spell) in enumerate(SPELLED.items(), 1):
        rows = Rows().add(40)
        for it, bsn in zip(rows.made, test_numbers(40)):
            it["client_id"] = spell(bsn)
        steps = one(folder / f"key-{number}", rows, plan("dropout"))
        cases.append(Case(f"38b-{number}", f"numbers in a key with {how}", steps, ("let in",)))
    rows = Rows().add(60)
    for at, it in enumerate(rows.made):
        born = date(2008, 1, 1) + timedelta(days=at * 41)
        it["client_id"] = f"{'ABDEHJ'[at % 6]}{'KLMRSV'[at % 5]}{born:%d%m%Y}"
    cases.append(Case("38-1", "keys of initials and birth date", one(folder / "38-1", rows, plan("dropout")), ("let in",)))
    rows = Rows().add(60)
    for at, it in enumerate(rows.made):
        it["client_id"] = f"{1000 + at}AB{at % 9 + 1}"
    cases.append(Case("38-2", "keys of postcode and house number", one(folder / "38-2", rows, plan("dropout")), ("let in",)))
    rows = Rows().add(40).add(15, team=test_numbers(1)[0])
    cases.append(Case("39", "a number as a team", one(folder / "39", rows, plan("trajectories-closed:team")), ("let in",)))
    rows = Rows().add(40).add(12, team="gezin Voorbeeld").add(12, team="Dorpsstraat 12")
    cases.append(Case("40", "names and streets as teams", one(folder / "40", rows, plan("trajectories-closed:team")), ("let in",)))
    return cases

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


TEST_NUMBER = "999900006"
"""Passes the 11-test and was given to nobody."""


@case
def let_in(folder: Path) -> list[Case]:
    """What the gate at the input should refuse."""
    spelled = {
        "38b-1": f"P{TEST_NUMBER}", "38b-2": f"client_{TEST_NUMBER}", "38b-3": f"{TEST_NUMBER}01",
        "38b-4": "9.99900006E+08", "38b-5": "99/99/00/006", "38b-6": "999\u00a0900\u00a0006",
        "38b-7": "999\u200b900006", "38b-8": "".join(chr(0xFF10 + int(it)) for it in TEST_NUMBER),
    }
    cases = []
    for number, text in spelled.items():
        rows = Rows().add(40)
        for it in rows.made[:20]:
            it["client_id"] = text
        cases.append(Case(number, f"a number in a key, as {text!r}", one(folder / number, rows, plan("dropout")), ("let in",)))
    rows = Rows().add(60)
    for at, it in enumerate(rows.made):
        it["client_id"] = f"JV{1:02}{at % 12 + 1:02}2010{at}"
    cases.append(Case("38-1", "keys of initials and birth date", one(folder / "38-1", rows, plan("dropout")), ("let in",)))
    rows = Rows().add(60)
    for at, it in enumerate(rows.made):
        it["client_id"] = f"{1000 + at}AB{at % 9 + 1}"
    cases.append(Case("38-2", "keys of postcode and house number", one(folder / "38-2", rows, plan("dropout")), ("let in",)))
    rows = Rows().add(40).add(15, team=TEST_NUMBER)
    cases.append(Case("39", "a number as a team", one(folder / "39", rows, plan("trajectories-closed:team")), ("let in",)))
    rows = Rows().add(40).add(12, team="gezin Voorbeeld").add(12, team="Dorpsstraat 12")
    cases.append(Case("40", "names and streets as teams", one(folder / "40", rows, plan("trajectories-closed:team")), ("let in",)))
    return cases

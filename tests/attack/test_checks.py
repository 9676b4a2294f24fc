"""The looks at what is printed, at people and at the dataset for partners: each must find
the fault that was put there, and nothing where there is none.

Run with `python -m unittest` in this folder.
"""

from __future__ import annotations

import csv
import os
import stat
import sys
import tempfile
import unittest
from datetime import date
from pathlib import Path

import changes
import drawings
import oracle
import people
import printed
import prose
import research
from bundle import Bundle, read_texts
from cases import Rows, plan
from knowledge import Known
from makers import GEOGRAPHY, Maker
from mock import publish
from policy import BEFORE, Policy
from promises import attack
from release import Finding, Release
from research import CLIENT, TRAJECTORY
from truth import Truth

FIVES = Policy()


def kinds(found: list[Finding]) -> list[str]:
    return sorted({it.kind for it in found})


def bundle(rows: list[dict], page: str = "", name: str = "publication/estimates.csv") -> Bundle:
    made = Bundle(Path("."), {name: rows}, {name: list(rows[0])})
    made.texts = read_texts("publication/brochure.nl.html", page)
    return made


class Printed(unittest.TestCase):
    def test_a_count_that_is_no_five_is_found(self) -> None:
        rows = [{"indicator": "x", "n": "15", "numerator": "12"}, {"indicator": "x", "n": "5", "numerator": ""}]
        self.assertEqual(len(printed.counts(bundle(rows), FIVES, {})), 2)
        self.assertEqual(printed.counts(bundle([{"indicator": "x", "n": "15"}]), FIVES, {}), [])

    def test_an_exact_total_may_be_any_number(self) -> None:
        total = {"indicator": "x", "n": "17", "n_missing": "0"}
        rows = [total, total | {"programme": "a"}, total | {"n_missing": ""}]
        plan_ = {"disclosure": {"exact": ["x"]}}
        self.assertEqual(len(printed.counts(bundle(rows), FIVES, plan_)), 3, "twice n, once missing")

    def test_digits_beyond_what_counts_give(self) -> None:
        rows = [{"n": "30", "numerator": "10", "value": "0.3333333333333333", "method": "wilson"}]
        self.assertEqual(printed.digits(bundle(rows), FIVES), [])
        rows = [{"n": "30", "numerator": "10", "value": "0.3412345678", "method": "wilson"}]
        self.assertEqual(kinds(printed.digits(bundle(rows), FIVES)), ["too many digits"])

    def test_a_mean_of_many_digits_tells_n(self) -> None:
        """7.27 with about 15 marks: of 10 to 20 only 11 and 15 have a sum that gives it."""
        row = {"n": "15", "value": "7.27", "unit": "mark", "category": ""}
        self.assertEqual(kinds(printed.few_n(bundle([row]), FIVES, {})), ["mean tells n"])
        self.assertEqual(printed.few_n(bundle([row | {"value": "7.3"}]), FIVES, {}), [])

    def test_all_gave_the_same(self) -> None:
        row = {"value": "10", "lower": "10", "upper": "10", "unit": "mark"}
        self.assertEqual(kinds(printed.scale_ends(bundle([row]))), ["all gave the same"])
        self.assertEqual(printed.scale_ends(bundle([row | {"value": "8", "lower": "7", "upper": "9"}])), [])

    def test_cells_that_a_spreadsheet_would_run(self) -> None:
        rows = [{"team": it} for it in ("=1+1", "@x", "+a", "-2.5", "+3", "team A")]
        self.assertEqual(len(printed.formulas(bundle(rows))), 3)


class Sentences(unittest.TestCase):
    rows = [{"n": "45", "numerator": "15", "value": "0.3333", "lower": "0.2", "upper": "0.5"}]

    def look(self, page: str, other: str = "<p>0 rijen</p>") -> list[Finding]:
        return prose.look(bundle(self.rows, page), bundle(self.rows, other), FIVES)

    def test_a_number_that_stands_in_a_dataset_may_be_said(self) -> None:
        self.assertEqual(self.look("<p>Van 45 eindigden er 15: 33 % (20,0–50,0 %).</p>"), [])

    def test_a_count_that_is_nowhere_is_found(self) -> None:
        self.assertEqual(kinds(self.look("<p>Van 43 eindigden er 15.</p>")), ["number in prose"])

    def test_a_small_count_in_a_table_is_found_by_its_row(self) -> None:
        page = "<table><tr><th>Leeftijd past niet</th><td>3</td></tr></table>"
        self.assertEqual(len(self.look(page)), 1)
        self.assertEqual(self.look(page, page), [], "the same whatever the rows are")

    def test_more_digits_than_the_dataset_has(self) -> None:
        self.assertEqual(len(self.look("<p>33,41 %</p>")), 1)


class Charts(unittest.TestCase):
    svg = """<svg><path d="M0 1000h500"/><text x="9" y="1044" text-anchor="end" f="1">0 %</text>
    <path d="M0 0h500"/><text x="9" y="44" text-anchor="end" f="1">100 %</text>
    <circle cx="5" cy="{y}" r="46" fill="#0066A6"/></svg>"""

    def look(self, y: int) -> list[Finding]:
        made = bundle([{"value": "0.4"}])
        made.drawings = {"publication/a.nl.svg": self.svg.format(y=y)}
        return drawings.look(made)

    def test_a_dot_is_where_its_figure_is(self) -> None:
        self.assertEqual(self.look(600), [])
        self.assertEqual(kinds(self.look(612)), ["chart"])


class People(unittest.TestCase):
    def made(self, rows: Rows, *asked: str, shows=lambda n, _: n) -> tuple[Release, Truth]:
        pipeline = rows.export().write(Path(tempfile.mkdtemp()), plan(*asked))
        return Release(pipeline, publish(pipeline, shows)), Truth(pipeline)

    def test_a_label_of_few_is_found(self) -> None:
        release, truth = self.made(Rows().add(20).add(2, team="gezin X"), "trajectories-closed:team")
        self.assertEqual([it.text.split(",")[0] for it in people.labels(release, truth, FIVES)], ["'gezin X'"])

    def test_twelve_rows_of_one_client_are_one(self) -> None:
        rows = Rows().add(30).add(12, end_reason="client", client_id="CX")
        release, truth = self.made(rows, "dropout")
        self.assertIn("few clients", kinds(people.look(release, truth, FIVES)))

    def test_a_record_more_is_found_in_two_releases(self) -> None:
        before = Rows().add(40)
        after = Rows([dict(it) for it in before.made]).add(1)
        releases = [self.made(it, "trajectories-closed")[0] for it in (before, after)]
        releases[1].world = 1
        truths = {it.world: Truth(it.pipeline) for it in releases}
        self.assertEqual(kinds(changes.look(releases, truths, BEFORE)), ["few changed"])


class Partners(unittest.TestCase):
    def rows(self, *columns: tuple) -> list[dict]:
        return [{CLIENT: f"c{at}", TRAJECTORY: f"t{at}", "a": a, "b": b} for at, (a, b) in enumerate(columns)]

    def test_who_is_alone_stands_out(self) -> None:
        rows = self.rows(*[(1, 1)] * 12, (2, 1))
        self.assertEqual(len(research.stand_out(rows, ["a", "b"], 10, "")), 2)
        self.assertEqual(research.stand_out(rows[:12], ["a", "b"], 10, ""), [])

    def test_two_rows_under_one_pseudonym_are_a_set(self) -> None:
        rows = self.rows(*[(1, 1)] * 12, *[(2, 1)] * 12)
        rows[12][CLIENT] = "c0"
        found = research.stand_out(rows, ["a", "b"], 10, "")
        self.assertEqual(kinds(found), ["research: clients stand out"])

    def test_a_blank_comes_back_from_another_column(self) -> None:
        rows = self.rows(*[("x", 1)] * 8, *[("y", 2)] * 8, (None, 2))
        guesses = research.ways(rows, rows[-1:], ["a", "b"], "a")["b"]
        self.assertEqual([value for _, value in guesses], ["y"])

    def test_the_hash_of_an_identifier(self) -> None:
        """SipHash-1-3 with a key of nought: what Rust's standard hasher gives of no bytes."""
        self.assertEqual(research.sip13(b""), 0xD1FBA762150C532C)

    def test_a_guess_is_right_when_the_day_is_in_its_quarter(self) -> None:
        steps = [date(2023, 1, 1), date(2023, 4, 1)]
        self.assertTrue(research.fits(date(2023, 3, 31).toordinal(), steps[0], steps))
        self.assertFalse(research.fits(date(2023, 4, 1).toordinal(), steps[0], steps))


PROGRAM = """#!{python}
import csv, sys
sys.path.insert(0, {here!r})
from pathlib import Path
from mock import publish
out = publish(Path(sys.argv[2]), lambda n, _: n)
file = out / "publication/estimates.csv"
rows = list(csv.DictReader(file.open()))
groups = sorted((r for r in rows if r["programme"] != "total"), key=lambda r: (int(r["n"]), r["programme"]))
hidden = [r for r in groups if int(r["n"]) < 10]
hidden += [r for r in groups if r not in hidden][:1] if len(hidden) == 1 else []
for r in hidden:
    r["n"], r["state"], r["reason"] = "", "suppressed", "disclosure-control"
with file.open("w", newline="") as lines:
    writer = csv.DictWriter(lines, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
"""
"""Hides what is small, and with it the cheapest other group."""


class Oracle(unittest.TestCase):
    def test_the_cheapest_partner_gives_both_away(self) -> None:
        folder = Path(tempfile.mkdtemp())
        program = folder / "program"
        program.write_text(PROGRAM.format(python=sys.executable, here=str(Path(__file__).parent)))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        rows = Rows().add(9, programme="iag").add(10, programme="pmto").add(11, programme="ambulant")
        pipeline = rows.export().write(folder / "case", plan("trajectories-closed:programme"))
        os.system(f"{program} run {pipeline}")
        found = oracle.minimality(Release(pipeline, folder / "case/out"), program, BEFORE)
        self.assertEqual(kinds(found), ["minimality"])
        self.assertIn("iag: [9, 10]", found[0].text)


class Chance(unittest.TestCase):
    def test_what_is_found_in_exports_by_chance_is_true(self) -> None:
        """Exact counts with the small ones left out and nothing else protected."""
        n_found = 0
        for seed in (3, 4, 8):
            maker = Maker(seed)
            export = maker.export()
            pipeline = export.write(Path(tempfile.mkdtemp()), maker.plan(export, "chance"))
            release = Release(pipeline, publish(pipeline, lambda n, _: "" if 0 < n < 10 else n))
            known = Known(geography=GEOGRAPHY, all_count=export.all_count)
            found = attack([release], BEFORE, known, truths={0: Truth(pipeline)})
            self.assertEqual([it for it in found.findings if not it.true], [])
            n_found += len(found.findings)
        self.assertGreater(n_found, 10)


if __name__ == "__main__":
    unittest.main()

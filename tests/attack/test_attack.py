"""The attacker itself: publications made by hand, where the right answer is known.

Run with `python -m unittest` in this folder.
"""

from __future__ import annotations

import csv
import tempfile
import unittest
from pathlib import Path

from knowledge import Known
from makers import Export, Plan
from policy import BEFORE, Policy
from promises import attack
from release import Found, Release

COLUMNS = (
    "figure_id indicator period_start period_end programme region municipality location team "
    "target_group informant layer instrument category n numerator n_missing state reason"
).split()
NEAREST = Policy(nearest=True)


def published(asked: list[tuple], **known: object) -> tuple[Release, Known]:
    """A bundle with these figures: indicator, groups, n, numerator, reason."""
    folder = Path(tempfile.mkdtemp())
    uses = sorted({it[0] for it in asked})
    exact = [it[0] for it in asked if "exact" in it[1]]
    plan = Plan("made", [(it, [["programme"], ["region"]]) for it in uses], disclosure=f'policy = "default"\nexact = {exact}')
    pipeline = Export({"trajectories": []}).write(folder, plan)
    (folder / "publication").mkdir()
    with (folder / "publication/estimates.csv").open("w", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, restval="")
        writer.writeheader()
        for number, it in enumerate(asked):
            writer.writerow(row(number, *it))
    return Release(pipeline, folder), Known(all_count=True, **known)


def row(number: int, indicator: str, groups: dict, n: object, numerator: object = "", reason: str = "") -> dict:
    groups = dict(groups)
    year, missing = groups.pop("year", 2023), groups.pop("exact", "")
    found = {it: "total" for it in ("programme", "region", "municipality", "location", "team", "target_group")}
    found |= groups | {"figure_id": number, "indicator": indicator, "n": n, "numerator": numerator}
    found |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "n_missing": missing}
    return found | {"state": "suppressed" if reason else "value", "reason": reason}


def of(*names: str) -> list[dict]:
    return [{"programme": it} for it in names]


def check(asked: list[tuple], policy: Policy, **known: object) -> Found:
    release, knows = published(asked, **known)
    return attack([release], policy, knows)


class Counts(unittest.TestCase):
    def kinds(self, found: Found, want: dict) -> None:
        self.assertEqual(dict(found.kinds()), want, found.findings)
        self.assertEqual(found.n_undecided, 0)

    def test_nearest_fives_leave_two_values(self) -> None:
        """17 + 17 = 34 shown as 15, 15, 35: the groups are 16 or 17, the total 33 or 34."""
        a, b = of("a", "b")
        asked = [("trajectories-closed", g, n) for g, n in (({}, 35), (a, 15), (b, 15))]
        self.kinds(check(asked, NEAREST), {"few values": 3})

    def test_fives_to_either_side_leave_enough(self) -> None:
        a, b = of("a", "b")
        asked = [("trajectories-closed", g, n) for g, n in (({}, 35), (a, 15), (b, 15))]
        self.kinds(check(asked, Policy()), {})

    def test_a_hidden_group_is_the_total_less_the_others(self) -> None:
        a, b = of("a", "b")
        asked = [("trajectories-closed", {}, 30), ("trajectories-closed", a, 25), ("trajectories-closed", b, "", "", "disclosure-control")]
        found = check(asked, BEFORE)
        self.kinds(found, {"exactly": 1})
        self.assertIn("5..5", found.findings[0].text)

    def test_few_is_proven_not_to_be_nobody(self) -> None:
        """60 less 50: with fives to the nearest, at least 6 are in the small group."""
        a, b = of("a", "b")
        asked = [("trajectories-closed", {}, 60), ("trajectories-closed", a, 50), ("trajectories-closed", b, "", "", "fewer-than-10")]
        self.assertIn("not nought", check(asked, NEAREST).kinds())

    def test_an_exact_total_and_nearest_fives(self) -> None:
        a, b = of("a", "b")
        asked = [("trajectories-closed", {"exact": 0}, 34), ("trajectories-closed", a, 15), ("trajectories-closed", b, 15)]
        self.kinds(check(asked, NEAREST), {"exactly": 2})

    def test_another_measure_shows_a_hidden_numerator(self) -> None:
        """Planned is within agreed or planned: 90 of 100 by agreement, 85 agreed."""
        asked = [
            ("closed-by-mutual-agreement", {}, 100, 90),
            ("closed-as-planned", {}, 100, "", "disclosure-control"),
            ("end-reasons", {"category": "agreed"}, 100, 85),
        ]
        found = check(asked, BEFORE)
        self.assertTrue(any("num of closed-as-planned" in it.text and "5..5" in it.text for it in found.findings))

    def test_stock_and_flow(self) -> None:
        """Active next year, less active, is started less closed."""
        asked = [
            ("trajectories-active", {"year": 2022}, 100),
            ("trajectories-active", {"year": 2023}, 65),
            ("trajectories-closed", {"year": 2022}, 40),
            ("trajectories-started", {"year": 2023}, "", "", "disclosure-control"),
        ]
        found = check(asked, BEFORE)
        self.assertTrue(any("started" in it.text and "5..5" in it.text for it in found.findings))

    def test_a_municipality_lies_in_its_region(self) -> None:
        asked = [
            ("trajectories-closed", {"region": "Noord"}, 77),
            ("trajectories-closed", {"region": "Zuid"}, 50),
            ("trajectories-closed", {"municipality": "Arnhem"}, 70),
            ("trajectories-closed", {"municipality": "Velp"}, "", "", "disclosure-control"),
            ("trajectories-closed", {"municipality": "Buren"}, 50),
        ]
        where = (("Arnhem", "Noord"), ("Velp", "Noord"), ("Buren", "Zuid"))
        found = check(asked, BEFORE, geography=where)
        self.assertTrue(any("Velp" in it.text and "7..7" in it.text for it in found.findings))

    def test_parts_overlap_by_what_is_too_much(self) -> None:
        """Of 14 rows 11 are of group a and 10 of region x: at least 7 are both."""
        asked = [("trajectories-closed", {}, 14), ("trajectories-closed", {"programme": "a"}, 11), ("trajectories-closed", {"programme": "b"}, 3)]
        asked += [("trajectories-closed", {"region": it}, n) for it, n in (("x", 10), ("y", 4))]
        asked += [("trajectories-closed", {"programme": "a", "region": "x"}, "", "", "disclosure-control")]
        found = check(asked, BEFORE)
        self.assertTrue(any("7..10" in it.text for it in found.findings), found.findings)

    def test_nothing_that_fits_is_said(self) -> None:
        asked = [("trajectories-closed", {}, 30), ("trajectories-closed", {"programme": "a"}, 40)]
        self.kinds(check(asked, BEFORE), {"does not fit": 1})

    def test_records_only_came_in(self) -> None:
        """A total that stayed: the hidden group is what it was."""
        a, b = of("a", "b")
        first = [("trajectories-closed", {}, 30), ("trajectories-closed", a, 25), ("trajectories-closed", b, 5)]
        then = [("trajectories-closed", {}, 30), ("trajectories-closed", a, "", "", "disclosure-control"), ("trajectories-closed", b, "", "", "disclosure-control")]
        (one, known), (two, _) = published(first, grows=True), published(then)
        two.world = 1
        found = attack([one, two], BEFORE, known)
        self.kinds(found, {"exactly": 1})


if __name__ == "__main__":
    unittest.main()

"""Made-up exports: rows by chance, and a pipeline that asks about them.

In: a seed. Out: a folder with `pipeline.toml` and CSV files. No row is about a person.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

REGIONS = {"Noord": ("Arendsdal", "Beekhof", "Cruisland"), "Oost": ("Dijkveen", "Eemwold"), "Zuid": ("Fransum", "Geesterburg", "Hoogland"), "West": ("IJselhof",)}
PROGRAMMES = ("iag", "pmto", "ambulant", "dagbehandeling")
REASONS = ("planned", "agreed", "client", "provider", "external")
INFORMANTS = ("youth", "parent", "referrer")
GEOGRAPHY = tuple((town, region) for region, towns in REGIONS.items() for town in towns)
LAYERS = ("basic_safety", "parenting_skills", "individual_development")

T_COLUMNS = (
    "trajectory_id client_id programme region municipality team target_group "
    "start_date end_date end_reason age_at_start subcontracted referral_date analysis_date plan_date"
).split()
TABLES = {
    "trajectories": T_COLUMNS,
    "goals": ["trajectory_id", "goal_id", "layer", "score"],
    "satisfaction": ["trajectory_id", "informant", "question", "answer"],
    "measurements": ["trajectory_id", "instrument", "scale", "informant", "moment", "date", "score"],
}
DIALECT = '{ delimiter = ",", encoding = "utf-8", decimal = ".", dates = "yyyy-mm-dd" }'
CODES = {
    "trajectories": {"end_reason": (*REASONS, "temporary", "administrative"), "subcontracted": ("yes", "no")},
    "goals": {"layer": LAYERS},
    "satisfaction": {"informant": INFORMANTS, "question": ("process", "usefulness")},
    "measurements": {"instrument": ("sdq",), "scale": ("total",), "informant": INFORMANTS, "moment": ("start", "end")},
}
INSTRUMENT = """
[[instrument]]
name = "sdq"
scale = "total"
reliability = 0.8
deviation = 6
clinical-from = 17
source = "made up"
"""
ASKABLE = {
    "trajectories": (
        "trajectories-active", "trajectories-started", "trajectories-closed", "closed-by-mutual-agreement",
        "closed-as-planned", "dropout", "end-reasons", "pmto-age-in-range", "duration", "waiting-time",
        "end-reason-incidence", "analysis-within-four-weeks", "plan-within-six-weeks",
    ),
    "goals": ("goal-attainment", "goals-attained", "all-goals-attained"),
    "satisfaction": ("satisfaction-process", "usefulness", "response"),
    "measurements": ("problem-reduction",),
}
HEADLINES = ("trajectories-active", "trajectories-closed", "trajectories-started", "closed-by-mutual-agreement")
SPLITS = ("programme", "region", "municipality", "team", "target_group")


def file_of(table: str) -> str:
    """A name that no file of a bundle has."""
    return f"levering-{table}.csv"


@dataclass
class Plan:
    """What a pipeline asks."""

    name: str
    asked: list[tuple[str, list[list[str]]]]
    first: date = date(2022, 1, 1)
    last: date = date(2023, 12, 31)
    every: str = "year"
    disclosure: str = 'policy = "default"'
    more: str = ""
    outputs: str = 'reports = ["brochure"]\nlanguages = ["nl"]'


@dataclass
class Export:
    """Rows of every table, by column."""

    tables: dict[str, list[dict]] = field(default_factory=dict)
    all_count: bool = True

    def write(self, folder: Path, plan: Plan) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            with (folder / file_of(name)).open("w", encoding="utf-8", newline="") as lines:
                writer = csv.DictWriter(lines, TABLES[name], restval="")
                writer.writeheader()
                writer.writerows(rows)
        path = folder / "pipeline.toml"
        path.write_text(self.pipeline(plan), encoding="utf-8")
        return path

    def pipeline(self, plan: Plan) -> str:
        text = f'name = "{plan.name}"\ntitle = "Made up"\norganisation = "Voorbeeld"\nsynthetic = true\n'
        text += f'\n[period]\nfrom = {plan.first}\nuntil = {plan.last}\nevery = "{plan.every}"\n'
        for name in self.tables:
            columns = ", ".join(f'{it} = "{it}"' for it in TABLES[name])
            text += f'\n[export.{name}]\nfiles = ["{file_of(name)}"]\ndialect = {DIALECT}\ncolumns = {{ {columns} }}\n'
            for column, codes in CODES[name].items():
                text += f"codes.{column} = {{ {', '.join(f'{it} = {it!r}' for it in codes)} }}\n"
        text += INSTRUMENT if "measurements" in self.tables else ""
        if any(it.get("programme") == "dagbehandeling" for it in self.tables["trajectories"]):
            text += '\n[[programme]]\nname = "dagbehandeling"\nlabel = "Dagbehandeling"\n'
        for use, by in plan.asked:
            splits = ", ".join("[" + ", ".join(f'"{d}"' for d in it) + "]" for it in by)
            text += f'\n[[indicator]]\nuse = "{use}"\n' + (f"by = [{splits}]\n" if by else "")
        return text + f"{plan.more}\n[disclosure]\n{plan.disclosure}\n\n[outputs]\n{plan.outputs}\n"


class Maker:
    """Rows by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0
        self.programmes = self.some(PROGRAMMES, 2, 4)
        self.regions = self.some(tuple(REGIONS), 2, 3)
        self.years = self.chance.choice([1, 2, 2])
        self.first = date(2024 - self.years, 1, 1)
        self.weights = {it: self.chance.choice([0.15, 1, 2]) for it in self.programmes}
        self.skew = [self.chance.uniform(0.02, 1) for _ in REASONS]
        self.teams = [f"team {it}" for it in "ABC"[: self.chance.choice([2, 3])]]
        self.homes: dict[str, dict] = {}

    def some(self, of: tuple, least: int, most: int) -> list:
        return self.chance.sample(of, min(len(of), self.chance.randint(least, most)))

    def export(self) -> Export:
        export = Export({"trajectories": []}, all_count=self.chance.random() < 0.7)
        tables = ["goals", "satisfaction", "measurements"]
        for name in self.chance.sample(tables, self.chance.choice([0, 1, 1, 2])):
            export.tables[name] = []
        for client in range(self.chance.choice([40, 80, 140, 220])):
            n = self.chance.choices([1, 2, 3], [0.78, 0.17, 0.05])[0]
            for _ in range(n):
                self.add(export, f"C{client:04}")
        return export

    def add(self, export: Export, client: str) -> None:
        """A trajectory with what belongs to it."""
        self.number += 1
        row = self.trajectory(client, export.all_count)
        export.tables["trajectories"].append(row)
        if "goals" in export.tables:
            export.tables["goals"] += self.goals(row)
        if "satisfaction" in export.tables:
            export.tables["satisfaction"] += self.answers(row)
        if "measurements" in export.tables:
            export.tables["measurements"] += self.scores(row)

    def trajectory(self, client: str, all_count: bool) -> dict:
        start = self.first + timedelta(self.chance.randint(-200, 365 * self.years - 30))
        end: date | None = start + timedelta(self.chance.randint(20, 400))
        if end > date(2023, 12, 31):
            end = None
        reason = self.chance.choices(REASONS, self.skew)[0] if end else ""
        away = "no"
        if not all_count:
            away = self.chance.choices(["yes", "no"], [0.1, 0.9])[0]
            if end and self.chance.random() < 0.08:
                reason = self.chance.choice(["temporary", "administrative"])
        return {
            "trajectory_id": f"T{self.number:05}",
            "client_id": client,
            "programme": self.chance.choices(self.programmes, list(self.weights.values()))[0],
            **self.home(client),
            "team": self.chance.choice(self.teams),
            "target_group": self.chance.choice("123"),
            "start_date": start,
            "end_date": end or "",
            "end_reason": reason,
            "age_at_start": self.chance.randint(4, 17),
            "subcontracted": away,
            "referral_date": start - timedelta(self.chance.randint(0, 90)),
            "analysis_date": start + timedelta(self.chance.choice([10, 20, 35])),
            "plan_date": start + timedelta(self.chance.choice([20, 40, 50])),
        }

    def home(self, client: str) -> dict:
        """Where a client lives; it does not move."""
        if client not in self.homes:
            region = self.chance.choice(self.regions)
            towns = REGIONS[region]
            town = self.chance.choices(towns, [6, 2, 0.6][: len(towns)])[0]
            self.homes[client] = {"region": region, "municipality": town}
        return self.homes[client]

    def goals(self, row: dict) -> list[dict]:
        n = self.chance.choice([1, 1, 2, 3])
        score = lambda: self.chance.choices([-2, -1, 0, 1, 2, ""], [1, 2, 5, 3, 1, 1])[0]  # noqa: E731
        made = ((it, self.chance.choice(LAYERS), score()) for it in range(n))
        return [dict(zip(TABLES["goals"], (row["trajectory_id"], *it))) for it in made]

    def answers(self, row: dict) -> list[dict]:
        found = []
        for who in INFORMANTS[:2]:
            if row["end_date"] and self.chance.random() < 0.7:
                for question in ("process", "usefulness"):
                    found.append(dict(zip(TABLES["satisfaction"], (row["trajectory_id"], who, question, self.chance.randint(4, 10)))))
        return found

    def scores(self, row: dict) -> list[dict]:
        begin = self.chance.randint(8, 30)
        days = [("start", row["start_date"], begin)]
        if row["end_date"] and self.chance.random() < 0.8:
            days.append(("end", row["end_date"], max(0, begin - self.chance.randint(-4, 12))))
        key = (row["trajectory_id"], "sdq", "total", "parent")
        return [dict(zip(TABLES["measurements"], (*key, *it))) for it in days]

    def plan(self, export: Export, name: str, exact: bool = False) -> Plan:
        """What is asked: measures split differently; `exact`: some totals as counted."""
        pool = [it for table in export.tables for it in ASKABLE[table]]
        asked = [(it, self.splits(it)) for it in self.chance.sample(pool, min(len(pool), self.chance.randint(3, 7)))]
        every = self.chance.choice(["year", "year", "half-year"])
        made = Plan(name, asked, first=self.first, every=every)
        headline = [it for it, _ in asked if it in HEADLINES]
        if exact and headline and self.chance.random() < 0.7:
            made.disclosure += f"\nexact = {headline}"
        return made

    def splits(self, indicator: str) -> list[list[str]]:
        dims = SPLITS[:3] if self.chance.random() < 0.7 else SPLITS
        made = [self.chance.sample(dims, self.chance.choice([1, 1, 1, 2])) for _ in range(self.chance.choice([0, 1, 1, 2]))]
        if indicator in ("goal-attainment", "goals-attained") and self.chance.random() < 0.5:
            made.append(["layer"])
        return [it for at, it in enumerate(made) if sorted(it) not in map(sorted, made[:at])]


def with_ledger(plan: Plan, ledger: str, released: date, name: str) -> Plan:
    disclosure = f'{plan.disclosure}\nledger = "{ledger}"\nreleased = {released}'
    return replace(plan, disclosure=disclosure, name=name)

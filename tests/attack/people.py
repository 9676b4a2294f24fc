"""Rules that are about people, held against the rows: whose label, whose days, how many.

In: a release and the rows it is about. Out: findings. An outsider sees what is printed; that
it is about few people only the rows can tell.
"""

from __future__ import annotations

import re
from collections import defaultdict

from definitions import last_day, of_pipeline
from figures import Figure, figure
from policy import Policy, whole
from printed import number
from release import Finding, Release
from truth import Truth

FREE = ("programme", "region", "municipality", "location", "team", "target_group", "referrer")
"""Columns whose labels come from the exports."""


def look(release: Release, truth: Truth, policy: Policy) -> list[Finding]:
    figures = list(read_figures(release))
    found = labels(release, truth, policy) + expected(release, policy)
    for it in figures:
        found += few_clients(it, truth, policy) + somebodys_day(it, truth, policy)
    return found


def read_figures(release: Release):
    measures, until = of_pipeline(release.pipeline), last_day(release.pipeline)
    for row in release.read().estimates():
        it = figure(row, measures, until)
        if it is not None and it.asked.measure.table != "capacity":
            yield it


def declared(release: Release) -> set[str]:
    """Labels that the pipeline itself names, and those that the program has."""
    plan = release.plan()
    named = {it["name"] for it in plan.get("programme", [])} | {"iag", "pmto", "ambulant"}
    for table in plan["export"].values():
        for column, codes in table.get("codes", {}).items():
            named |= set(codes.values()) if column in FREE else set()
    return named


def labels(release: Release, truth: Truth, policy: Policy) -> list[Finding]:
    """Labels that fewer clients bear than the smallest count."""
    bears = defaultdict(set)
    for row in truth.tables["trajectories"]:
        for it in FREE:
            if row.get(it):
                bears[str(row[it])].add(row.get("client_id"))
    few = {it for it, of in bears.items() if len(of) < policy.smallest} - declared(release)
    found = []
    for it in sorted(few):
        if len(it) > 1 and (where := where_said(release, it)):
            found.append(Finding("label", f"{it!r}, of {len(bears[it])}: {', '.join(where[:4])}", True))
    return found


def where_said(release: Release, label: str) -> list[str]:
    bundle = release.read()
    found = {name for name, rows in bundle.tables.items() if any(label in map(str, it.values()) for it in rows)}
    whole_word = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
    return sorted(found | {it.file for it in bundle.texts if whole_word.search(it.words)})


def few_clients(it: Figure, truth: Truth, policy: Policy) -> list[Finding]:
    """Counts of rows that are shown and come from few clients."""
    if it.row.get("state") != "value" or not truth.tables["trajectories"][0].get("client_id"):
        return []
    shown = ["n"] if whole(it.row.get("n")) else []
    if it.asked.measure.has_numerator() and whole(it.row.get("numerator")) is not None:
        shown += ["num", "rest"]
    found = []
    for what in shown:
        n = truth.clients(it.asked, what)
        if n < policy.smallest:
            rows = truth.count(it.asked, what)
            if what == "n" and rows == 0 and not policy.rounds():
                continue
            found.append(Finding("few clients", f"{what} of {it.asked.name()}: {rows} rows of {n} clients", True))
    return found


STEPS = (364, 182, 112, 56, 28, 14, 7, 1)


def somebodys_day(it: Figure, truth: Truth, policy: Policy) -> list[Finding]:
    """A median that is the time of few. Limits lie further out than where anybody ended, so
    they only help to say in which steps the three are printed."""
    value = number(it.row.get("value"))
    if it.asked.measure.kind != "time" or value is None:
        return []
    printed = [number(it.row.get(column)) for column in ("value", "lower", "upper")]
    step = next((s for s in STEPS if all(days is None or days % s == 0 for days in printed)), 0.5)
    times = ((row.get("client_id"), time_of(it, row)) for row in truth.rows_of(it.asked, "n"))
    near = {client for client, days in times if abs(days - value) <= step}
    if len(near) >= policy.smallest:
        return []
    return [Finding("somebody's day", f"{value:g} of {it.asked.name()}: {len(near)} clients", True)]


def time_of(it: Figure, row: dict) -> float:
    if it.asked.measure.indicator == "waiting-time":
        return float(row["start_date"] - row["referral_date"])
    end = row["end_date"]
    stop = end if end is not None and end <= it.asked.until else it.asked.until
    return float(stop - row["start_date"] + 1)


def expected(release: Release, policy: Policy) -> list[Finding]:
    """A count expected by a case mix comes from all rows, those of hidden groups too."""
    found = []
    for row in release.read().tables.get("publication/comparisons.csv", []):
        value = number(row.get("expected"))
        if value is not None and (not policy.rounds() or value % policy.base):
            found.append(Finding("expected", f"{value} of {row.get('indicator')} {row.get('group')}", None))
    return found

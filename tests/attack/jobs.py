"""One piece of work: make an export, run the program, attack what it published.

In: what to make. Out: an outcome with its findings. The program is run as anybody runs it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import cases
import changes
import drawings
import mix
import oracle
import people
import printed
import prose
import research
from bundle import read_bundle
from definitions import ROOT, catalogue, last_day
from figures import Asked
from knowledge import Known
from makers import GEOGRAPHY, Export, Maker, with_ledger
from policy import Policy
from promises import attack, figures_of
from release import Finding, Found, Release
from truth import Truth

HARMLESS = ("does not fit", "unsound")
"""Kinds that are faults of the attacker, or lies of the publication: they fail too."""


@dataclass(frozen=True)
class Settings:
    binary: Path
    folder: Path
    policy: Policy
    seconds: float


@dataclass
class Work:
    settings: Settings
    kind: str
    name: str
    seed: int = 0
    case: cases.Case | None = None


@dataclass
class Outcome:
    name: str
    findings: list[Finding] = field(default_factory=list)
    n_counts: int = 0
    n_undecided: int = 0
    n_timeouts: int = 0
    refused: bool = False
    seconds: float = 0.0
    not_tried: list[str] = field(default_factory=list)
    expect: tuple[str, ...] | None = None
    text: str = ""

    def is_broken(self) -> bool:
        """Of a case, whether its own hole is open; else whether anything is."""
        if self.expect is None:
            return bool(self.findings) or self.n_undecided > 0
        of = [it for it in self.findings if it.kind in self.expect and self.text in it.text]
        faults = [it for it in self.findings if it.kind in HARMLESS]
        return bool(of or faults)

    def take(self, found: Found) -> None:
        self.findings += found.findings
        self.n_counts += found.n_counts
        self.n_undecided += found.n_undecided
        self.n_timeouts += found.n_timeouts
        self.not_tried += found.not_modelled


class Refused(Exception):
    """The program does not want to: nothing is published."""


def listed(settings: Settings, given: argparse.Namespace) -> Iterable[Work]:
    """All that is asked for on the command line."""
    work = []
    if given.cases:
        made = cases.all_cases(settings.folder / "cases")
        work += [Work(settings, "case", f"case {it.number}: {it.what}", case=it) for it in made]
    work += [Work(settings, "export", f"export {it}", it) for it in range(given.seed, given.seed + given.exports)]
    work += [Work(settings, "pair", f"pair {it}", it) for it in range(given.seed, given.seed + given.pairs)]
    if given.pipelines:
        paths = sorted((ROOT / "pipelines").glob("*.toml"))
        work += [Work(settings, "pipeline", it.stem) for it in paths]
    return work


def do(work: Work) -> Outcome:
    begun = time.monotonic()
    outcome = Outcome(work.name)
    try:
        {"case": a_case, "export": an_export, "pair": a_pair, "pipeline": a_pipeline}[work.kind](work, outcome)
    except Refused as why:
        outcome.refused = True
        outcome.not_tried.append(str(why))
    outcome.seconds = time.monotonic() - begun
    return outcome


def run(settings: Settings, pipeline: Path, name: str = "out") -> Path:
    """A bundle, or Refused."""
    out = pipeline.parent / name
    shutil.rmtree(out, ignore_errors=True)
    command = [settings.binary, "run", pipeline, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=pipeline.parent)
    if done.returncode > 1:
        raise Refused(f"exit {done.returncode}: {done.stderr.strip()[:300]}")
    return out


def attacked(outcome: Outcome, settings: Settings, releases: list[Release], known: Known, **more: object) -> None:
    """Everything there is, tried on some releases together."""
    truths = {it.world: Truth(it.pipeline, settings.policy.rounds()) for it in releases}
    found = attack(releases, settings.policy, known, seconds=settings.seconds, truths=truths, **more)
    outcome.take(found)
    if any(it.get("repeats") for of in releases for it in of.read().estimates()):
        again = attack(releases, settings.policy, known, seconds=settings.seconds, truths=truths, guess=True)
        outcome.findings += [it for it in again.findings if it not in outcome.findings]
    for it in releases:
        outcome.findings += printed.look(it, settings.policy)
        outcome.findings += people.look(it, truths[it.world], settings.policy)
        outcome.findings += drawings.look(it.read())
        outcome.findings += research.look(it, truths[it.world])
        outcome.findings += mix.look(it, figures_of([it], settings.policy)[0], settings.policy)
        other = sibling(settings, it)
        if other is not None:
            outcome.findings += prose.look(it.read(), read_bundle(other), settings.policy)
    if len(releases) > 1:
        outcome.findings += changes.look(releases, truths, settings.policy)
        outcome.findings += research.joined(releases[0], releases[-1])


def sibling(settings: Settings, release: Release) -> Path | None:
    """The same pipeline over half of the rows: what stays the same is no secret."""
    source, half = release.pipeline.parent, release.folder.parent / f"{release.folder.name}-half"
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(source, half, ignore=shutil.ignore_patterns("out*", "*-half"))
    chance = random.Random(5)
    for file in half.glob("*.csv"):
        first, *rows = file.read_text(encoding="utf-8").splitlines()
        kept = [it for it in rows if chance.random() < 0.6]
        file.write_text("\n".join([first, *kept, ""]), encoding="utf-8")
    pipeline = half / release.pipeline.name
    text = pipeline.read_text(encoding="utf-8")
    pipeline.write_text(text.replace("../ledger", "ledger"), encoding="utf-8")
    try:
        return run(settings, pipeline)
    except Refused:
        return None


def a_case(work: Work, outcome: Outcome) -> None:
    case, settings = work.case, work.settings
    outcome.expect, outcome.text = case.expect, case.text
    if case.at_once:
        outcome.findings += cases_at_once(case, settings)
        return
    releases = []
    for at, it in enumerate(case.steps):
        try:
            releases.append(Release(it.pipeline, run(settings, it.pipeline, f"out-{case.number}-{at}"), it.world))
        except Refused as why:
            outcome.not_tried.append(f"run {at + 1}: {why}")
            outcome.refused = True
    if not releases:
        return
    if "let in" in case.expect:
        outcome.findings.append(Finding("let in", case.what, True))
        return
    own = None
    if case.own:
        indicator, groups, n = case.own
        first = releases[-1].read().estimates()[0]
        period = (date.fromisoformat(first["period_start"]).toordinal(), date.fromisoformat(first["period_end"]).toordinal())
        asked = Asked(catalogue(indicator)[0], last_day(releases[-1].pipeline), *period, tuple(groups.items()), None)
        own = [(asked, "n", n)]
    attacked(outcome, settings, releases, case.known, own_rows=own)
    if "two policies" in case.expect and len(releases) == len(case.steps):
        outcome.findings.append(Finding("two policies", "both were released", True))
    if "minimality" in case.expect:
        outcome.findings += oracle.minimality(releases[0], settings.binary, settings.policy)


def cases_at_once(case: cases.Case, settings: Settings) -> list[Finding]:
    """Starts all runs together, a few times; every one that ends well must be in the
    ledger."""
    ledger = case.steps[0].pipeline.parents[1] / "ledger.jsonl"
    command = [[settings.binary, "run", it.pipeline, "--out", it.pipeline.parent / "out"] for it in case.steps]
    for _ in range(25):
        ledger.unlink(missing_ok=True)
        started = [subprocess.Popen(it, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for it in command]
        n_well = sum(it.wait(timeout=120) <= 1 for it in started)
        text = ledger.read_text(encoding="utf-8") if ledger.exists() else ""
        n_written = sum(f'"at-once-{at}-{at}"' in text for at in range(len(case.steps)))
        if n_written < n_well:
            return [Finding("lost from the ledger", f"{n_well} runs ended well, {n_written} are written down", True)]
    return []


def an_export(work: Work, outcome: Outcome) -> None:
    maker = Maker(work.seed)
    export = maker.export()
    asked = maker.plan(export, f"export-{work.seed}", work.settings.policy.rounds())
    pipeline = export.write(work.settings.folder / work.name.replace(" ", "-"), asked)
    release = Release(pipeline, run(work.settings, pipeline))
    known = Known(geography=GEOGRAPHY, all_count=export.all_count)
    attacked(outcome, work.settings, [release], known)


def a_pair(work: Work, outcome: Outcome) -> None:
    """Two releases with one ledger: records came in, were recoded, or only the questions
    are others."""
    maker = Maker(work.seed + 100_000)
    export = maker.export()
    how = maker.chance.choice(["came in", "came in", "recoded", "other questions"])
    asked = maker.plan(export, f"pair-{work.seed}", work.settings.policy.rounds())
    folder = work.settings.folder / work.name.replace(" ", "-")
    later, then, known = second(maker, export, asked, how)
    releases = []
    for at, (rows, plan) in enumerate(((export, asked), (later, then))):
        plan = with_ledger(plan, "../ledger.jsonl", date(2024, 2, 1) + timedelta(days=40 * at), f"{plan.name}-{at}")
        pipeline = rows.write(folder / f"release-{at}", plan)
        world = at if how != "other questions" else 0
        releases.append(Release(pipeline, run(work.settings, pipeline), world))
    outcome.name += f" ({how})"
    attacked(outcome, work.settings, releases, known)


def second(maker: Maker, export: Export, asked: object, how: str) -> tuple:
    """The rows and questions of the second release, and what is known of the change."""
    later = Export({k: [dict(it) for it in rows] for k, rows in export.tables.items()}, export.all_count)
    known = Known(geography=GEOGRAPHY, all_count=export.all_count)
    if how == "came in":
        for at in range(maker.chance.choice([1, 2, 5, 12, 30])):
            maker.add(later, f"N{at:04}")
        return later, asked, replace(known, grows=True)
    if how == "recoded":
        rows = maker.chance.sample(later.tables["trajectories"], maker.chance.choice([1, 4, 10]))
        for it in rows:
            it["programme"] = maker.chance.choice(maker.programmes)
        return later, asked, known
    return later, maker.plan(later, f"{asked.name}-other"), known


def a_pipeline(work: Work, outcome: Outcome) -> None:
    """One of the repository's own: only its counts and what is printed."""
    pipeline = ROOT / "pipelines" / f"{work.name}.toml"
    out = work.settings.folder / "pipelines" / work.name
    command = [work.settings.binary, "run", pipeline, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode > 1:
        raise Refused(done.stderr.strip()[:300])
    release = Release(pipeline, out)
    outcome.take(attack([release], work.settings.policy, seconds=work.settings.seconds))
    outcome.findings += printed.look(release, work.settings.policy) + drawings.look(release.read())
    outcome.findings += research.look(release)

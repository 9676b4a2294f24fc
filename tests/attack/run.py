"""Runs the attacker: `run.py BINARY [--cases] [--exports N] [--pairs N] [--pipelines]`.

Prints a table of findings by kind and how many passed and failed; ends with 1 when a promise
is broken, when nothing fits what was published, or when nothing was tried.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import jobs
from policy import BEFORE, Policy
from release import Finding


@dataclass
class Total:
    kinds: Counter = field(default_factory=Counter)
    n_passed: int = 0
    n_failed: int = 0
    n_counts: int = 0
    n_undecided: int = 0
    n_timeouts: int = 0
    n_refused: int = 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--cases", action="store_true", help="the known ways in, one by one")
    parser.add_argument("--exports", type=int, default=0, metavar="N", help="exports by chance")
    parser.add_argument("--pairs", type=int, default=0, metavar="N", help="pairs of releases")
    parser.add_argument("--pipelines", action="store_true", help="those of this repository")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--before", action="store_true", help="the policy of 0.1.0: exact counts")
    parser.add_argument("--seconds", type=float, default=5.0, help="most for one search")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep what was made in this folder")
    parser.add_argument("--verbose", action="store_true", help="print every finding")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    binary = given.binary.resolve()
    policy = BEFORE if given.before else Policy()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (given.keep or Path(scratch)).resolve()
        settings = jobs.Settings(binary, folder, policy, given.seconds)
        work = jobs.listed(settings, given)
        total = Total()
        with ProcessPoolExecutor(given.jobs) as pool:
            for outcome in pool.map(jobs.do, work):
                report(outcome, total, given.verbose)
    for kind, n in sorted(total.kinds.items()):
        print(f"{n:7}  {kind}")
    print(
        f"{total.n_counts} counts tried, {total.n_undecided} undecided, {total.n_timeouts} searches "
        f"cut off, {total.n_refused} runs refused, {time.monotonic() - begun:.0f} s"
    )
    print(f"{total.n_passed} passed, {total.n_failed} failed")
    return 1 if total.n_failed or not total.n_passed else 0


def report(outcome: jobs.Outcome, total: Total, verbose: bool) -> None:
    total.kinds.update(it.kind for it in outcome.findings)
    total.n_counts += outcome.n_counts
    total.n_undecided += outcome.n_undecided
    total.n_timeouts += outcome.n_timeouts
    total.n_refused += outcome.refused
    failed = outcome.is_broken()
    total.n_failed += failed
    total.n_passed += not failed
    word = "BROKEN" if failed else "holds "
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(it.kind for it in outcome.findings).items()))
    refused = " (refused)" if outcome.refused else ""
    print(f"{word} {outcome.name}{refused} {outcome.seconds:.1f} s  {kinds}", flush=True)
    for it in outcome.findings if verbose else outcome.findings[:3]:
        print(f"         {line(it)}", flush=True)
    for it in outcome.not_tried:
        print(f"         not tried: {it}", flush=True)


def line(it: Finding) -> str:
    return f"{it.kind}: {it.text}" + {True: "", False: " (NOT TRUE)", None: " (?)"}[it.true]


if __name__ == "__main__":
    sys.exit(main())

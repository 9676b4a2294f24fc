"""What is printed, looked at number by number: digits, ends of a scale, formulas, inputs.

In: a bundle and its pipeline. Out: findings.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from datetime import date
from pathlib import Path

from bundle import Bundle
from policy import Policy
from release import Finding, Release

COUNTS = ("n", "numerator", "n_missing", "n_unknown", "n_left_out", "both", "only_1", "only_2", "neither", "observed")
SHARES = ("wilson", "clopper-pearson", "jeffreys", "newcombe")
MOST_DIGITS = 6
"""Significant digits that no figure about a few hundred clients has."""
ENDS = {"mark": (1.0, 10.0), "proportion": (0.0, 1.0)}


def look(release: Release, policy: Policy) -> list[Finding]:
    bundle = release.read()
    found = counts(bundle, policy) + digits(bundle) + design_effects(bundle)
    found += scale_ends(bundle) + few_n(bundle, policy) + formulas(bundle) + inputs(release)
    return found


def number(text: object) -> float | None:
    if isinstance(text, (bool, date)) or text in (None, ""):
        return None
    try:
        return float(str(text))
    except ValueError:
        return None


def significant(text: object) -> int:
    """The significant digits of a number as it is written."""
    plain = repr(text) if isinstance(text, float) else str(text)
    mantissa = re.split("[eE]", plain)[0].lstrip("-")
    all_ = mantissa.replace(".", "").lstrip("0")
    return len(all_ if "." in mantissa else all_.rstrip("0"))


def decimals(text: object) -> int:
    plain = repr(text) if isinstance(text, float) else str(text)
    whole, _, tail = plain.partition(".")
    tail = tail if tail != "0" else ""
    exponent = re.search(r"[eE]-(\d+)", plain)
    return len(tail) + (int(exponent[1]) if exponent else 0)


def counts(bundle: Bundle, policy: Policy) -> list[Finding]:
    """Counts that are neither in fives nor declared exact, in any table."""
    if not policy.rounds():
        return []
    found = []
    for name, rows in bundle.tables.items():
        if not name.startswith("publication/"):
            continue
        for row in rows:
            if exact(row, policy):
                continue
            for column in COUNTS:
                n = number(row.get(column))
                if n is not None and (n % policy.base or 0 < n < policy.smallest or n == 0):
                    found.append(Finding("count not rounded", f"{name}: {column} {n} of {row_name(row)}"))
    return found


def exact(row: dict, policy: Policy) -> bool:
    groups = (row.get(it) for it in ("programme", "region", "municipality", "location", "team"))
    return row.get("indicator") in policy.exact and all(it in (None, "", "total") for it in groups)


def row_name(row: dict) -> str:
    return str(row.get("figure_id") or " ".join(str(it) for it in list(row.values())[:6]))


def digits(bundle: Bundle) -> list[Finding]:
    """More digits than so few rows can have. A share is no secret where both counts stand
    beside it, and neither are its limits, which follow from them."""
    found = []
    for name, rows in bundle.tables.items():
        if not name.startswith("publication/"):
            continue
        for row in rows:
            for column, value in row.items():
                n = number(value)
                if n is None or column in COUNTS or follows(row, column, n):
                    continue
                if significant(value) > MOST_DIGITS:
                    found.append(Finding("too many digits", f"{name}: {column} {value} of {row_name(row)}"))
    return found


def follows(row: dict, column: str, value: float) -> bool:
    """Whether a number follows from counts printed in the same row."""
    n, numerator = number(row.get("n")), number(row.get("numerator"))
    if n is None or numerator is None or not n:
        return False
    if column in ("value", "lowest", "highest"):
        return abs(value - numerator / n) < 1e-9
    return column in ("lower", "upper") and str(row.get("method")) in SHARES


def design_effects(bundle: Bundle) -> list[Finding]:
    found = []
    for row in bundle.estimates():
        effect = row.get("design_effect")
        if number(effect) is not None and decimals(effect) > 1:
            found.append(Finding("design effect", f"{effect} of {row_name(row)}"))
    return found


def scale_ends(bundle: Bundle) -> list[Finding]:
    """A mean at the end of its scale, or without spread: all gave the same."""
    found = []
    for row in bundle.estimates():
        value, unit = number(row.get("value")), str(row.get("unit"))
        lower, upper = number(row.get("lower")), number(row.get("upper"))
        if value is None or number(row.get("numerator")) is not None or unit == "trajectories":
            continue
        at_end = unit in ENDS and value in ENDS[unit]
        flat = lower is not None and lower == upper == value
        if at_end or flat:
            found.append(Finding("all gave the same", f"{value} ({lower}–{upper}) of {row_name(row)}"))
    return found


def few_n(bundle: Bundle, policy: Policy) -> list[Finding]:
    """A mean of whole numbers tells its n: only few n have a sum that gives these digits."""
    if not policy.rounds():
        return []
    found = []
    for row in bundle.estimates():
        n, mean = number(row.get("n")), number(row.get("value"))
        if n is None or mean is None or row.get("unit") not in ("mark", "days", "points"):
            continue
        if row.get("category") == "median" or exact(row, policy):
            continue
        half = 0.5 * 10.0 ** -decimals(row.get("value"))
        low, high = policy.shown(int(n), False)
        fit = [it for it in range(low, high + 1) if has_sum(it, mean, half)]
        if len(fit) < policy.required:
            found.append(Finding("mean tells n", f"{row.get('value')} with n {n:.0f}: only {fit} of {row_name(row)}"))
    return found


def has_sum(n: int, mean: float, half: float) -> bool:
    low, high = n * (mean - half), n * (mean + half)
    return math.floor(high + 1e-9) >= math.ceil(low - 1e-9)


def formulas(bundle: Bundle) -> list[Finding]:
    """Cells that a spreadsheet would run."""
    found = []
    for name, rows in bundle.tables.items():
        for row in rows if name.endswith(".csv") else []:
            for column, value in row.items():
                if str(value)[:1] in ("=", "+", "@", "\t", "\r") and number(value) is None:
                    found.append(Finding("formula", f"{name}: {column} {str(value)[:30]!r}"))
    return found


def inputs(release: Release) -> list[Finding]:
    """Names, sizes and hashes of what was read, in files that leave the house."""
    plan = tomllib.loads(release.pipeline.read_text(encoding="utf-8"))
    read: set[Path] = set()
    for table in plan["export"].values():
        for it in table["files"]:
            read |= set(release.pipeline.parent.glob(it)) if ".." not in it else {release.pipeline.parent / it}
    marks = {}
    for file in read:
        if file.is_file():
            data = file.read_bytes()
            marks[hashlib.sha256(data).hexdigest()] = f"hash of {file.name}"
            marks[file.name] = f"name of {file.name}"
            marks[f"{len(data)} B"] = f"size of {file.name}"
    found = []
    for file in release.read().files:
        text = file.read_bytes().decode("utf-8", "ignore")
        for mark, what in marks.items():
            if re.search(rf"(?<![\w.-]){re.escape(mark)}(?![\w-])", text):
                found.append(Finding("inputs", f"{what} in {file.relative_to(release.folder)}"))
    return found

"""What is printed, looked at number by number: digits, ends of a scale, formulas, inputs.

In: a bundle and its pipeline. Out: findings.
"""

from __future__ import annotations

import hashlib
import math
import re
from datetime import date
from pathlib import Path

from bundle import Bundle
from policy import Policy, told_exactly
from release import Finding, Release

COUNTS = ("n", "numerator", "n_missing", "n_left_out", "both", "only_1", "only_2", "neither", "observed")
BETWEEN = ("n_unknown",)
"""Differences of printed counts."""
SHARES = ("wilson", "clopper-pearson", "jeffreys")
MOST_DIGITS = 6
"""Significant digits that no figure about a few hundred clients has."""
ENDS = {"mark": (1.0, 10.0), "proportion": (0.0, 1.0)}


def look(release: Release, policy: Policy) -> list[Finding]:
    bundle = release.read()
    plan = release.plan()
    found = counts(bundle, policy, plan) + digits(bundle, policy) + design_effects(bundle)
    found += scale_ends(bundle) + few_n(bundle, policy, plan) + formulas(bundle) + inputs(release)
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


def counts(bundle: Bundle, policy: Policy, plan: dict) -> list[Finding]:
    """Counts that are neither in fives nor declared exact, in any table."""
    if not policy.rounds():
        return []
    found = []
    for name, rows in bundle.tables.items():
        if not name.startswith("publication/"):
            continue
        for row in rows:
            if told_exactly(row, plan):
                continue
            for column in COUNTS:
                n = number(row.get(column))
                if n is not None and (n % policy.base or n < policy.smallest):
                    found.append(Finding("count not rounded", f"{name}: {column} {n:g} of {row_name(row)}"))
            for column in BETWEEN:
                if (number(row.get(column)) or 0) % policy.base:
                    found.append(Finding("count not rounded", f"{name}: {column} of {row_name(row)}"))
    return found


def row_name(row: dict) -> str:
    return str(row.get("figure_id") or " ".join(str(it) for it in list(row.values())[:6]))


def digits(bundle: Bundle, policy: Policy) -> list[Finding]:
    """More digits than so few rows can have. The other tables are computed from this one."""
    found = []
    for row in bundle.estimates():
        for column, value in row.items():
            n = number(value)
            if n is None or column in (*COUNTS, "tipping_point") or follows(row, column, n, policy):
                continue
            if significant(value) > MOST_DIGITS:
                found.append(Finding("too many digits", f"{column} {value} of {row_name(row)}"))
    return found


def follows(row: dict, column: str, value: float, policy: Policy) -> bool:
    """Whether a number follows from counts printed in the same row. A share does, and so do
    its limits, which are made of these counts; a share over time when it is so many fives of
    n; bounds when they are a quotient of printed counts."""
    n, numerator = number(row.get("n")), number(row.get("numerator"))
    method = str(row.get("method"))
    if not n:
        return False
    if method == "aalen-johansen":
        return policy.rounds() and abs(value * n / policy.base - round(value * n / policy.base)) < 1e-6
    if column in ("lower", "upper") and numerator is not None:
        return method.removesuffix("-clustered") in SHARES
    if column == "value" and numerator is not None:
        return abs(value - numerator / n) < 1e-9
    if column in ("lowest", "highest"):
        return is_bound(row, value)
    return False


def is_bound(row: dict, value: float) -> bool:
    """The figure when those without a value all had the lowest or highest one."""
    n, mean = number(row.get("n")) or 0, number(row.get("value")) or 0.0
    unknown = (number(row.get("n_unknown")) or 0) + 0.0
    if n + unknown == 0:
        return False
    low, high = ENDS.get(str(row.get("unit")), (0.0, 1.0))
    return any(abs(value - (n * mean + unknown * it) / (n + unknown)) < 1e-9 for it in (low, high))


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


def few_n(bundle: Bundle, policy: Policy, plan: dict) -> list[Finding]:
    """A mean of whole numbers tells its n: only few n have a sum that gives these digits."""
    if not policy.rounds():
        return []
    found = []
    for row in bundle.estimates():
        n, mean = number(row.get("n")), number(row.get("value"))
        if n is None or mean is None or row.get("unit") not in ("mark", "days", "points"):
            continue
        if row.get("category") == "median" or told_exactly(row, plan):
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
    plan = release.plan()
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

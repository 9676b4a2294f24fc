"""What a printed number stands for, by the policy that every report prints.

In: one row of `estimates`. Out: between what its counts lie, as far as the row says.
"""

from __future__ import annotations

from dataclasses import dataclass

from system import INFINITE

Limits = tuple[int, int]
SMALL, REST_SMALL, ALL_BUT_FEW, PARTNER = "small", "rest-small", "all-but-few", "partner"


@dataclass(frozen=True)
class Policy:
    """Base 1 is that of the version before rounding: shown counts are exact."""

    base: int = 5
    smallest: int = 10
    required: int = 5
    """Possible values that every count must keep."""
    zero_shown: bool = False
    """Whether a group without any row is printed as 0."""
    nearest: bool = False
    """Counts are always rounded to the nearest multiple: then less is possible."""

    def rounds(self) -> bool:
        return self.base > 1

    def shown(self, value: int, exact: bool) -> Limits:
        """What a printed count stands for."""
        if exact or not self.rounds():
            return (value, value)
        near = self.base // 2 if self.nearest else self.base
        return (max(self.smallest, value - near), value + near)

    def small(self, of_rows: bool) -> Limits:
        """What is under the smallest count. A group that is printed has a row, where
        groups without are printed as 0."""
        if not self.rounds():
            return (1 if of_rows and self.zero_shown else 0, INFINITE)
        return (0, self.smallest - 1)


BEFORE = Policy(base=1, zero_shown=True)
"""The version of 0.1.0."""



def told_exactly(row: dict, plan: dict) -> bool:
    """Whether a figure is printed as counted: a total of an indicator that the pipeline
    names; what is missing is then printed too, also when that is nobody."""
    named = plan.get("disclosure", {}).get("exact", [])
    split = ("programme", "region", "municipality", "location", "team", "target_group", "informant")
    is_total = all(row.get(it) in (None, "", "total") for it in split)
    return row.get("indicator") in named and is_total and row.get("n_missing") not in (None, "")


REASONS = {
    "fewer-than-10": SMALL,
    "fewer-than-10-not": REST_SMALL,
    "all-but-fewer-than-10": ALL_BUT_FEW,
    "protects-others": PARTNER,
}
"""How `reason` names why a count is not shown."""


def whole(text: object) -> int | None:
    return None if text in (None, "") else int(float(str(text)))


def limits(row: dict, has_numerator: bool, is_exact: bool, policy: Policy) -> dict[str, Limits]:
    """Between what the counts of a figure lie: n, numerator, rest and missing."""
    found: dict[str, Limits] = {}
    n, numerator = whole(row.get("n")), whole(row.get("numerator"))
    missing = whole(row.get("n_missing"))
    hidden = row.get("state") == "suppressed"
    why = REASONS.get(str(row.get("reason") or ""))
    if n is not None:
        found["n"] = policy.shown(n, is_exact)
    elif hidden and (why == SMALL or not policy.rounds()):
        found["n"] = policy.small(of_rows=True)
    if numerator is not None and has_numerator:
        found["num"] = policy.shown(numerator, is_exact)
        if n is not None and (is_exact or not policy.rounds()):
            found["rest"] = policy.shown(n - numerator, True)
    elif hidden and has_numerator and n is not None:
        found |= part(why, policy)
    if missing is not None:
        exact = is_exact or not policy.rounds()
        found["missing"] = policy.shown(missing, exact)
    return found


def part(why: str | None, policy: Policy) -> dict[str, Limits]:
    """n is shown, its numerator is not."""
    if why == SMALL:
        return {"num": policy.small(False)}
    if why == REST_SMALL:
        return {"rest": policy.small(False)}
    return {}

"""The promises about counts, tried on the equations.

In: what was released, and what is known. Out: findings: counts that leave too few values,
counts that are proven not to be nought, properties that somebody is proven to have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from definitions import last_day, of_pipeline
from figures import Asked, Figure, figure
from knowledge import Known, Knowledge
from policy import ALL_BUT_FEW, REASONS, Policy, limits, told_exactly
from release import Finding, Found, Release
from search import Infeasible, Range, Wanted, bound, explore
from system import INFINITE, System
from truth import Truth


@dataclass(frozen=True)
class Count:
    """One count of one figure, perhaps without the rows of another."""

    figure: Figure
    what: str
    less: Count | None = None

    def name(self) -> str:
        without = f" without {self.less.name()}" if self.less else ""
        return f"{self.what} of {self.figure.asked.name()}{without}"


def figures_of(releases: list[Release], policy: Policy) -> tuple[list[Figure], list[str]]:
    found, unread = [], []
    for number, release in enumerate(releases):
        measures, until, plan = of_pipeline(release.pipeline), last_day(release.pipeline), release.plan()
        for row in release.read().estimates():
            it = figure(row, measures, until)
            if it is None or it.asked.measure.table == "capacity":
                unread += [] if it else [str(row["figure_id"])]
                continue
            it.release = number
            it.is_exact = told_exactly(row, plan)
            has = it.asked.measure.has_numerator()
            it.limits = limits(row, has, it.is_exact, policy)
            it.world = repeated(releases, row, release.world)
            found.append(it)
    return told_apart(found), unread


def told_apart(figures: list[Figure]) -> list[Figure]:
    """Two groups with one name are two groups."""
    names = Counter((it.release, it.asked) for it in figures)
    seen: Counter = Counter()
    for it in figures:
        name = (it.release, it.asked)
        seen[name] += 1
        if names[name] > 1 and it.asked.groups:
            *others, (dimension, label) = it.asked.groups
            it.asked = replace(it.asked, groups=(*others, (dimension, f"{label}#{seen[name]}")))
    return figures


def repeated(releases: list[Release], row: dict, world: int) -> int:
    """A figure that is shown again is about the records as they then were."""
    day = str(row.get("repeats") or "")
    return next((it.world for it in releases if day and released(it) == day), world)


def released(release: Release) -> str:
    return str(release.plan().get("disclosure", {}).get("released", ""))


def attack(
    releases: list[Release],
    policy: Policy,
    known: Known = Known(),
    own_rows: list[tuple[Asked, str, int]] | None = None,
    seconds: float = 5.0,
    truths: dict[int, Truth] | None = None,
    guess: bool = False,
) -> Found:
    """Tries every count of these releases. `own_rows` is what one of the counted knows.
    With `guess` a figure that is shown again is taken for one of today: that may be wrong,
    and only what is true counts."""
    figures, unread = figures_of(releases, policy)
    if guess:
        for it in figures:
            it.world = releases[it.release].world
    found = Found(not_modelled=unread)
    knowledge = Knowledge(figures, known, seconds)
    found.not_modelled += knowledge.too_large
    system = knowledge.system
    targets: dict[int, list[Count]] = defaultdict(list)
    for it in figures:
        for what in whats(it):
            terms = knowledge.set_of(it.asked, what, it.world)
            if not terms:
                continue
            at = system.sum_of(terms)
            if what in it.limits:
                system.within(at, *it.limits[what])
                if it.is_exact:
                    system.by_exact[at] = it.limits[what]
            targets[at].append(Count(it, what))
    for at, of in differences(knowledge, targets):
        targets[at].append(of)
    found.findings += misread(targets, system, truths) if not guess else []
    tie(knowledge, figures, policy)
    for asked, what, n in own_rows or []:
        terms = knowledge.set_of(asked, what, figures[-1].world)
        system.within(system.sum_of(terms or {}), n, n)
    if not policy.rounds():
        targets = {at: of for at, of in targets.items() if all(is_hidden(it) for it in of)}
    wanted = {at: want(system.limits[at], counts, policy) for at, counts in targets.items()}
    wanted = {at: it for at, it in wanted.items() if it is not None}
    found.n_counts = len(wanted)
    try:
        can_walk = known.most_changes is None
        ranges = explore(system, wanted, knowledge.moves if can_walk else None)
    except Infeasible:
        if not guess:
            found.findings.append(Finding("does not fit", "no rows fit what was published", None))
        return found
    declared = Declared(system)
    for at, range_ in ranges.items():
        if not wanted[at].met(range_) and not declared.tells(at, policy):
            judge(found, targets[at], wanted[at], range_, policy, truths)
    found.n_timeouts = system.n_timeouts
    if guess:
        found.findings = [it for it in found.findings if it.true]
    return found


def misread(targets: dict[int, list[Count]], system: System, truths: dict[int, Truth] | None) -> list[Finding]:
    """Counts that are not what they were read as: then all that follows is nonsense."""
    found = []
    for at, counts in targets.items():
        for it in counts:
            value, (least, most) = truth_of(it, truths), system.limits[at]
            if value is not None and not least <= value <= most:
                found.append(Finding("unsound", f"{it.name()} is read as {least}..{most} and is {value}", False))
    return found


MOST_PAIRS = 3000


def differences(knowledge: Knowledge, targets: dict[int, list[Count]]) -> list[tuple[int, Count]]:
    """Rows that are in one set and not in another within it: of two measures of a group, or
    of a group and one of its parts."""
    near = defaultdict(list)
    for at, of in list(targets.items()):
        for it in of:
            asked = it.figure.asked
            when = (asked.measure.table, asked.first, asked.last, it.figure.world)
            for groups in {asked.groups, *(p.groups for p in parents(asked))}:
                near[(*when, groups)].append((at, it))
    terms = {at: frozenset(knowledge.set_of(of[0].figure.asked, of[0].what, of[0].figure.world) or {}) for at, of in targets.items()}
    found = {}
    for (*_, groups), sets in near.items():
        for at, more in sets:
            for other, less in sets:
                if more.figure.asked.groups == groups and terms[other] < terms[at]:
                    found[(at, other)] = Count(more.figure, more.what, less)
    made = [(a, b, dict.fromkeys(terms[a] - terms[b], 1), it) for (a, b), it in found.items()]
    return [(knowledge.system.less(a, b, t), it) for a, b, t, it in made[:MOST_PAIRS]]


class Declared:
    """What already follows from the totals that are declared exact, and may follow: nobody,
    or enough."""

    def __init__(self, system: System) -> None:
        self.part = {}
        if system.by_exact:
            for part, places in system.of_exact().parts():
                self.part |= {it: (part, places[it]) for it in places}

    def tells(self, at: int, policy: Policy) -> bool:
        if at not in self.part:
            return False
        part, place = self.part[at]
        if not part.rows:
            return False
        ranges = {place: Range()}
        bound(part, place, ranges)
        least, most = ranges[place].least or 0, ranges[place].most or 0
        return most - least + 1 < policy.required and (most == 0 or least >= policy.smallest)


def whats(it: Figure) -> list[str]:
    """The counts of a figure."""
    if it.asked.measure.kind == "count":
        return ["n"]
    more = ["num", "rest"] if it.asked.measure.has_numerator() else []
    return ["pop", "n", "missing", *more]


def tie(knowledge: Knowledge, figures: list[Figure], policy: Policy) -> None:
    """What follows from a state, or from one table to another."""
    system = knowledge.system
    by_place = {(it.asked, it.release): it for it in figures}
    for it in figures:
        why = REASONS.get(str(it.row.get("reason") or ""))
        if why == ALL_BUT_FEW and policy.rounds():
            for parent in parents(it.asked):
                if (parent, it.release) in by_place:
                    terms = difference(knowledge, parent, it.asked, it.world)
                    system.row(terms, 0, policy.smallest - 1)
    answers(knowledge, figures)


def is_hidden(it: Count) -> bool:
    """Where counts are exact, only what is hidden can be found."""
    if it.what in ("pop", "missing"):
        return False
    if it.less is not None:
        return True
    return it.figure.row.get("state") == "suppressed" and it.what not in it.figure.limits or (
        it.what == "n" and it.figure.row.get("n") in ("", None)
    )


def parents(asked: Asked) -> list[Asked]:
    without = [tuple(g for g in asked.groups if g != it) for it in asked.groups]
    return [Asked(asked.measure, asked.until, asked.first, asked.last, it, asked.code) for it in without]


def difference(knowledge: Knowledge, more: Asked, less: Asked, world: int) -> dict[int, int]:
    terms = dict(knowledge.set_of(more, "n", world) or {})
    for it in knowledge.set_of(less, "n", world) or {}:
        terms[it] = terms.get(it, 0) - 1
    return terms


def answers(knowledge: Knowledge, figures: list[Figure]) -> None:
    """Who gave a mark has answered; a goal scored belongs to a trajectory with one."""
    response = {key(it): it for it in figures if it.asked.measure.indicator == "response"}
    for it in figures:
        if it.asked.measure.table != "satisfaction":
            continue
        groups = dict(it.asked.groups)
        who = groups.pop("informant", None)
        of = response.get((it.release, it.asked.first, it.asked.last, who, tuple(sorted(groups.items()))))
        if of is None:
            continue
        less = knowledge.set_of(it.asked, "n", it.world) or {}
        more = knowledge.set_of(of.asked, "num", it.world) or {}
        terms = {**dict.fromkeys(more, 1), **dict.fromkeys(less, -1)}
        knowledge.system.row(terms, 0, 0 if knowledge.known.all_answer else INFINITE)


def key(it: Figure) -> tuple:
    groups = tuple(sorted(it.asked.groups))
    return (it.release, it.asked.first, it.asked.last, it.asked.measure.informant, groups)


def want(limits_: tuple[int, int], counts: list[Count], policy: Policy) -> Wanted | None:
    """What must stay possible; nothing for a count that is printed as it is."""
    least, most = limits_
    if least == most:
        return None
    property_ = any(is_property(it) for it in counts)
    below = policy.smallest if policy.rounds() else 0
    large = INFINITE if policy.rounds() else policy.smallest
    return Wanted(min(policy.required, most - least + 1), below, property_ and least == 0, large)


def is_property(it: Count) -> bool:
    """Whether to be among them, or not to be, says something of somebody."""
    return it.what in ("num", "rest") and it.less is None


def judge(
    found: Found,
    counts: list[Count],
    wanted: Wanted,
    range_: Range,
    policy: Policy,
    truths: dict[int, Truth] | None,
) -> None:
    if wanted.met(range_):
        return
    if range_.undecided or range_.least is None or range_.most is None:
        found.n_undecided += 1
        return
    first = counts[0]
    value = truth_of(first, truths)
    fits = None if value is None else range_.least <= value <= range_.most
    if fits is False:
        found.findings.append(Finding("unsound", f"{first.name()}: {range_} but {value}", False))
        return
    for kind in broken(range_, wanted):
        if kind == "nobody or everybody" and not any(is_property(it) for it in counts):
            continue
        said = f"{first.name()}: {range_.least}..{range_.most}"
        said += f" ({len(counts)} figures)" if len(counts) > 1 else ""
        found.findings.append(Finding(kind, said, fits))


def broken(range_: Range, wanted: Wanted) -> list[str]:
    least, most = range_.least or 0, range_.most or 0
    if least >= wanted.large:
        return []
    n = len(range_.seen) if range_.tried else most - least + 1
    kinds = []
    if n == 1:
        kinds.append("exactly")
    elif n < wanted.values:
        kinds.append("few values")
    if 0 < least and most < wanted.nought_below:
        kinds.append("not nought")
    if wanted.some and most == 0:
        kinds.append("nobody or everybody")
    return kinds


def truth_of(count: Count, truths: dict[int, Truth] | None) -> int | None:
    if not truths or count.figure.world not in truths or any("#" in it for _, it in count.figure.asked.groups):
        return None
    less = truth_of(count.less, truths) if count.less else 0
    if less is None:
        return None
    return truths[count.figure.world].count(count.figure.asked, count.what) - less


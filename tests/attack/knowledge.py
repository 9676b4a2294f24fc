"""What an outsider knows, as equations over kinds of rows.

In: figures of one release or several, and what is known besides. Out: a system in which the
count of every kind of row is an unknown and everything that was published is a sum of them.

A kind of row is what all measures together make of it: when it started and ended, its
groups, and what it counts as. Facts that no two measures share are kept apart (a layer
each, with the same rows below): whatever fits the layers fits whole rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product

from definitions import CLOSING, DIMENSIONS, Measure
from figures import Asked, Figure
from rows import (
    CONSTANT,
    LITERAL,
    Judged,
    Row,
    Status,
    evaluate,
    kinds,
    own_columns,
    texts,
    words,
)
from system import System
from walk import Moves

MOST_KINDS = 60_000
OTHER = "(other)"
"""A group that no figure names."""


@dataclass(frozen=True)
class Known:
    """What an outsider knows beside the files."""

    geography: tuple[tuple[str, str], ...] = ()
    """In which region each municipality lies."""
    all_count: bool = False
    """No closure is temporary, administrative or a subcontractor's."""
    grows: bool = False
    """Between releases records only came in."""
    most_changes: int | None = None
    """Between releases no more rows than this came, went or changed."""
    all_answer: bool = False
    """Who answers one question of a list answers all."""


@dataclass
class Universe:
    """The kinds of rows of one table, with their unknowns in each world."""

    cores: list[Row]
    judged: dict[tuple[Measure, int], list[Judged]] = field(default_factory=dict)
    layers: list["Layer"] = field(default_factory=list)
    base: dict[tuple[int, tuple, tuple], int] = field(default_factory=dict)
    """World, class of the core, groups → unknown."""
    dimensions: tuple[str, ...] = ()
    classes: dict[tuple, list[int]] = field(default_factory=dict)


@dataclass
class Layer:
    """Facts that measures share, and what each makes of their values."""

    columns: frozenset[str]
    measures: list[tuple[Measure, int]]
    statuses: dict[tuple, list[tuple]] = field(default_factory=dict)
    """Class of the core → for each kind the status in every measure."""
    of_core: list[tuple] = field(default_factory=list)
    dimensions: tuple[str, ...] = ()
    unknowns: dict[tuple, int] = field(default_factory=dict)
    """World, class, groups, statuses → unknown."""


class Knowledge:
    def __init__(self, figures: list[Figure], known: Known, seconds: float = 5.0) -> None:
        self.figures, self.known = figures, known
        self.system = System(seconds)
        self.moves = Moves()
        self.universes: dict[str, Universe] = {}
        self.too_large: list[str] = []
        self.worlds = sorted({it.world for it in figures})
        self.periods = sorted({(it.asked.first, it.asked.last) for it in figures})
        by_table = defaultdict(list)
        for it in figures:
            by_table[it.asked.measure.table].append(it)
        for table, mine in by_table.items():
            self._add(table, mine)
        self.link_worlds()

    # --- kinds of rows -------------------------------------------------------------

    def _add(self, table: str, figures: list[Figure]) -> None:
        asked = sorted({(it.asked.measure, it.asked.until) for it in figures}, key=repr)
        cores = list(self.cores(asked, figures))
        universe = Universe(cores)
        universe.dimensions = dimensions(figures)
        universe.layers = layers(asked)
        for layer in universe.layers:
            self.judge(layer, universe, figures)
        for key in asked:
            if not own_columns(key[0]):
                universe.judged[key] = evaluate(cores, *key)
        classify(universe, self.periods)
        values = [sorted({dict(f.asked.groups).get(d, OTHER) for f in figures} - {OTHER}) for d in universe.dimensions]
        groups = [it for it in product(*values) if self.fits(dict(zip(universe.dimensions, it)))]
        n = len(universe.classes) * len(groups) * len(self.worlds)
        if n > MOST_KINDS:
            self.too_large.append(f"{table}: {n} kinds of rows")
            return
        self.universes[table] = universe
        self.unknowns(universe, groups)

    def cores(self, asked: list[tuple[Measure, int]], figures: list[Figure]) -> list[Row]:
        """A row for every start, end, way of closing and named group that can matter."""
        named = set().union(*(words(texts(it)) for it, _ in asked))
        marks = sorted(set(self.boundaries(asked)))
        days = [marks[0] - 400, *marks]
        starts = days if "start_date" in named else [days[0]]
        ends = [*days, None] if "end_date" in named else [None]
        spans = [(s, e) for s in starts for e in ends if e is None or e >= s]
        reasons = ["counted"] if self.known.all_count else list(CLOSING)
        away = [0] if self.known.all_count or "subcontracted" not in named else [0, 1]
        other = {it: sorted(literals(asked, it)) for it in ("question", *DIMENSIONS) if it in named}
        for d in other:
            shown = {dict(it.asked.groups).get(d) for it in figures} - {None}
            other[d] = sorted(set(other[d]) | shown) + ([OTHER] if not shown else [])
        for (start, end), closing, sub in product(spans, reasons, away):
            if end is None and closing != "counted":
                continue
            for values in product(*other.values()):
                core = {**CONSTANT, "start_date": start, "end_date": end, "subcontracted": sub}
                core |= {"closing": closing, "end_reason": CLOSING[closing][0] if end else None}
                yield core | dict(zip(other, values))

    def boundaries(self, asked: list[tuple[Measure, int]]) -> list[int]:
        marks = [it for first, last in self.periods for it in (first, last + 1)]
        for measure, until in asked:
            for it in re.findall(r"period_until\s*-\s*(\d+)", texts(measure)):
                marks.append(until - int(it) + 1)
            marks.append(until + 1)
        return marks

    def judge(self, layer: Layer, universe: Universe, figures: list[Figure]) -> None:
        """What each measure of a layer makes of each kind of row."""
        extra = {it: literals(layer.measures, it) for it in layer.columns}
        rows, spans = [], []
        for core in universe.cores:
            mine = [core | it for it in endings(layer, core, extra)]
            spans.append((len(rows), len(rows) + len(mine)))
            rows += mine
        for key in layer.measures:
            universe.judged[key] = outcomes(evaluate(rows, *key), rows, layer, key[0])
        for low, high in spans:
            found = set()
            for at in range(low, high):
                found.add(tuple(universe.judged[it][at].status for it in layer.measures))
            when = tuple(self.when(universe.judged[it][low], it[0]) for it in layer.measures)
            name = (when, tuple(sorted(found, key=repr)))
            layer.of_core.append(name)
            layer.statuses.setdefault(name, list(name[1]))
        mine = [it for it in figures if (it.asked.measure, it.asked.until) in layer.measures]
        layer.dimensions = dimensions(mine)

    def when(self, judged: Judged, measure: Measure) -> tuple[int, ...]:
        """The periods a row counts in, should it be in the population."""
        inside = Judged(judged.start, judged.until, ("usable", None))
        stock = measure.until is not None
        return tuple(i for i, it in enumerate(self.periods) if inside.counts_in(*it, stock))

    def fits(self, groups: dict[str, str]) -> bool:
        """A municipality lies in its region."""
        region = dict(self.known.geography).get(groups.get("municipality", ""))
        return region is None or groups.get("region", region) == region

    # --- unknowns ------------------------------------------------------------------

    def unknowns(self, universe: Universe, groups: list[tuple]) -> None:
        for name, cores in universe.classes.items():
            for it in groups:
                if not agrees(universe.cores[cores[0]], dict(zip(universe.dimensions, it))):
                    continue
                for world in self.worlds:
                    universe.base[(world, name, it)] = self.system.unknown()
        for at, layer in enumerate(universe.layers):
            self.spread(universe, at, layer)
        for key, unknown in universe.base.items():
            self.moves.add(unknown, self.options(universe, key))

    def options(self, universe: Universe, key: tuple) -> list[list[int]]:
        """What a row of this kind counts as, in every layer one of these."""
        world, name, groups = key
        found = []
        for at, layer in enumerate(universe.layers):
            mine = tuple(groups[universe.dimensions.index(it)] for it in layer.dimensions)
            unknowns = (layer.unknowns.get((world, name[at + 1], mine, it)) for it in layer.statuses[name[at + 1]])
            options = [it for it in unknowns if it is not None]
            found += [options] if options else []
        return found

    def spread(self, universe: Universe, at: int, layer: Layer) -> None:
        """The rows of a core are of the kinds of each layer, every one of just one."""
        below = defaultdict(list)
        places = [universe.dimensions.index(it) for it in layer.dimensions]
        for (world, name, groups), unknown in universe.base.items():
            of = name[at + 1]
            if any(any(status) for status in layer.statuses.get(of, [])):
                below[(world, of, tuple(groups[it] for it in places))].append(unknown)
        for (world, of, groups), rows in below.items():
            terms = {it: -1 for it in rows}
            for statuses in layer.statuses[of]:
                unknown = self.system.unknown()
                layer.unknowns[(world, of, groups, statuses)] = unknown
                terms[unknown] = 1
            self.system.row(terms, 0, 0)

    def link_worlds(self) -> None:
        """Between releases: records that only came in, or few that changed."""
        for before, after in zip(self.worlds, self.worlds[1:]):
            for universe in self.universes.values():
                self.link(universe.base, before, after)
                for layer in universe.layers:
                    self.link(layer.unknowns, before, after)

    def link(self, unknowns: dict[tuple, int], before: int, after: int) -> None:
        came_all, went_all = {}, {}
        for key, unknown in unknowns.items():
            if key[0] != before:
                continue
            later = unknowns[(after, *key[1:])]
            if self.known.grows and self.known.most_changes is None:
                self.system.row({later: 1, unknown: -1}, 0, 10**9)
            elif self.known.most_changes is not None:
                came, went = self.system.unknown(), self.system.unknown()
                self.system.row({later: 1, unknown: -1, came: -1, went: 1}, 0, 0)
                came_all[came] = went_all[went] = 1
        if came_all:
            self.system.row(came_all, 0, self.known.most_changes)
            most = 0 if self.known.grows else self.known.most_changes
            self.system.row(went_all, 0, most)

    # --- sets of rows --------------------------------------------------------------

    def set_of(self, asked: Asked, what: str, world: int) -> dict[int, int] | None:
        """The unknowns whose sum is a count: pop, n, num, rest or missing of a figure."""
        universe = self.universes.get(asked.measure.table)
        if universe is None:
            return None
        key = (asked.measure, asked.until)
        layer = next((it for it in universe.layers if key in it.measures), None)
        if layer is None:
            return self.of_base(universe, asked, world) if what in ("pop", "n") else None
        period = self.periods.index((asked.first, asked.last))
        at, wanted = layer.measures.index(key), dict(asked.groups)
        found = {}
        for (of_world, of, groups, statuses), unknown in layer.unknowns.items():
            named = dict(zip(layer.dimensions, groups))
            if of_world != world or period not in of[0][at]:
                continue
            if all(named.get(it) == v for it, v in wanted.items()) and counts(statuses[at], what, asked):
                found[unknown] = 1
        return found

    def of_base(self, universe: Universe, asked: Asked, world: int) -> dict[int, int]:
        judged = universe.judged[(asked.measure, asked.until)]
        stock, wanted = asked.measure.until is not None, dict(asked.groups)
        found = {}
        for (of_world, name, groups), unknown in universe.base.items():
            named = dict(zip(universe.dimensions, groups))
            inside = judged[universe.classes[name][0]].counts_in(asked.first, asked.last, stock)
            if of_world == world and inside and all(named.get(it) == v for it, v in wanted.items()):
                found[unknown] = 1
        return found


def counts(status: Status, what: str, asked: Asked) -> bool:
    if status is None:
        return False
    if what == "pop":
        return True
    kind, outcome = status
    if what == "missing" or kind == "missing":
        return what == kind
    if what == "n":
        return True
    return asked.is_in(outcome) == (what == "num")


def dimensions(figures: list[Figure]) -> tuple[str, ...]:
    """What the figures are split by, with the groups that populations name."""
    split = {it for f in figures for it, _ in f.asked.groups}
    return tuple(it for it in DIMENSIONS if it in split)


def agrees(core: Row, groups: dict[str, str]) -> bool:
    return all(core.get(it, value) == value for it, value in groups.items())


def literals(asked: list[tuple[Measure, int]], column: str) -> set[str]:
    """The texts that conditions compare a column with."""
    found = set()
    for measure, _ in asked:
        text = texts(measure)
        for it in re.findall(rf"\b{re.escape(column)}\s*(?:=|<>)\s*('[^']*')", text):
            found.add(it.strip("'"))
        for it in re.findall(rf"\b{re.escape(column)}\s+(?:NOT\s+)?IN\s*\(([^)]*)\)", text):
            found |= {x.strip("'") for x in LITERAL.findall(it)}
    return found


def layers(asked: list[tuple[Measure, int]]) -> list[Layer]:
    """Measures that share a fact are in one layer."""
    found: list[Layer] = []
    for key in asked:
        columns = own_columns(key[0])
        if not columns:
            continue
        shared = [it for it in found if it.columns & columns]
        merged = Layer(columns.union(*(it.columns for it in shared)), [key])
        for it in shared:
            merged.measures += it.measures
            found.remove(it)
        merged.measures.sort(key=repr)
        found.append(merged)
    return found


def endings(layer: Layer, core: Row, extra: dict[str, set]) -> list[Row]:
    """The kinds of a layer; of an incidence: never, or for a cause within so many days."""
    (measure, _), *_ = layer.measures
    if measure.kind != "cumulative-incidence":
        return kinds(layer.columns, core, extra)
    (column,) = layer.columns
    ends = [f"{code}-within-{days}-days" for code in measure.codes for days in measure.days]
    return [{column: it} for it in [None, *ends]]


def outcomes(judged: list[Judged], rows: list[Row], layer: Layer, measure: Measure) -> list[Judged]:
    if measure.kind != "cumulative-incidence":
        return judged
    (column,) = layer.columns
    usable = lambda it, row: it.status and ("usable", row[column])  # noqa: E731
    return [Judged(it.start, it.until, usable(it, row)) for it, row in zip(judged, rows)]


def classify(universe: Universe, periods: list[tuple[int, int]]) -> None:
    """Cores that no measure tells apart are one class."""
    plain = {k: v for k, v in universe.judged.items() if not own_columns(k[0])}
    for at, core in enumerate(universe.cores):
        base = tuple(
            tuple(judged[at].counts_in(*it, key[0].until is not None) for it in periods)
            for key, judged in plain.items()
        )
        named = tuple((it, core[it]) for it in DIMENSIONS if it in core and it in universe.dimensions)
        name = (base + named, *(it.of_core[at] for it in universe.layers))
        counted = any(any(it) for it in base) or any(
            any(status) and any(when)
            for it in universe.layers
            for when in [it.of_core[at][0]]
            for status in it.statuses[it.of_core[at]]
        )
        if counted:
            universe.classes.setdefault(name, []).append(at)

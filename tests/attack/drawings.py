"""Charts read back: what height stands for which value, by the numbers beside the axis.

In: the drawings of a bundle. Out: marks that lie where no published figure is. Pictures in
PNG are drawn from the same scenes and are not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from bundle import NUMBER, Bundle
from release import Finding
from prose import TICK, Published, parse

DOT = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="#')
LINE = re.compile(r'<polyline fill="none" stroke="[^"]*" stroke-width="18" points="([^"]*)"')
INTERVALS = re.compile(r'<path fill="none" opacity="0.5"[^>]* d="([^"]*)"')
BAR = re.compile(r'<rect x="[\d.]+" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="#(?!FFFFFF|8A949E)')
NARROW = 200
"""Bars are wider; squares of a legend are not."""


@dataclass(frozen=True)
class Panel:
    """Between which heights a chart lies, and the line from height to value."""

    top: float
    bottom: float
    slope: float
    start: float
    unit: float

    def has(self, y: float) -> bool:
        return self.top - 1 <= y <= self.bottom + 1


def look(bundle: Bundle) -> list[Finding]:
    known = Published(bundle)
    found = []
    for file, source in bundle.drawings.items():
        for svg in re.findall(r"<svg.*?</svg>", source, re.S):
            found += strangers(file, svg, known)
    return found


def strangers(file: str, svg: str, known: Published) -> list[Finding]:
    """Marks at no published figure."""
    found = []
    for panel in panels(svg, ".en." in file):
        drawn = [("a mark", panel.start + panel.slope * y) for y in heights(svg) if panel.has(y)]
        for y, width, height in BAR.findall(svg):
            if float(width) > NARROW and panel.has(float(y)):
                drawn.append(("a bar", abs(panel.slope) * float(height)))
        near = abs(panel.slope)
        for what, value in drawn:
            at = bisect_left(known.reals, (value - near) / panel.unit)
            if at >= len(known.reals) or known.reals[at] > (value + near) / panel.unit:
                text = f"{file}: {what} at {value:.4g} (±{near:.2g}) is no published figure"
                found.append(Finding("chart", text))
    return found


def heights(svg: str) -> list[float]:
    """Dots, corners of lines, and both ends of intervals."""
    found = [float(y) for _, y in DOT.findall(svg)]
    for points in LINE.findall(svg):
        found += [float(it.split(",")[1]) for it in points.split()]
    for path in INTERVALS.findall(svg):
        for y, length in re.findall(r"M[\d.]+ ([\d.]+)v(-?[\d.]+)", path):
            found += [float(y), float(y) + float(length)]
    return found


def panels(svg: str, english: bool) -> list[Panel]:
    """Numbers beside an axis go up from its foot; where they start again is another."""
    runs: list[list[tuple[float, float, bool]]] = []
    place = None
    for x, y, label in TICK.findall(svg):
        token = NUMBER.search(label)
        parsed = parse(token[0], english) if token else None
        if parsed is None:
            place = None
            continue
        mark = (float(y), parsed[0], "%" in label)
        if place != x or not runs or mark[1] <= runs[-1][-1][1]:
            runs.append([])
        runs[-1].append(mark)
        place = x
    made = (panel(svg, it) for it in runs if len(it) > 1)
    return [it for it in made if it is not None]


def panel(svg: str, marks: list[tuple[float, float, bool]]) -> Panel | None:
    (y0, v0, percent), (y1, v1, _) = marks[0], marks[-1]
    foot, head = grid(svg, y0), grid(svg, y1)
    if foot is None or head is None or foot == head:
        return None
    slope = (v1 - v0) / (head - foot)
    return Panel(head, foot, slope, v0 - slope * foot, 100.0 if percent else 1.0)


def grid(svg: str, label: float) -> float | None:
    """The line that a number beside the axis belongs to: the one just above its foot."""
    lines = [float(it) for it in re.findall(r'd="M[\d.]+ ([\d.]+)h', svg)]
    near = [it for it in lines if 0 <= label - it < 80]
    return max(near, default=None)

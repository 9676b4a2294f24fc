"""Numbers in sentences, tables and drawings of pages, held against the datasets.

In: a bundle, and one of the same pipeline about other rows. Out: numbers that depend on the
rows and stand in no dataset; marks of charts that lie elsewhere than the figure they show.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import chain

from bundle import NUMBER, Bundle, Text
from policy import Policy
from printed import COUNTS, number
from promises import Finding

PERCENT = re.compile(r"^[\s\u00a0\u202f]*(?:%|procent|per ?cent|pp)")
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2} \w+ \d{4}|\d{4}-(?:Q|H)\d|(?<!\d)(?:19|20)\d\d(?![\d,.]\d)")
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
TICK = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="end"[^>]*>([^<]+)</text>')
DOT = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)"')


def look(bundle: Bundle, other: Bundle, policy: Policy) -> list[Finding]:
    """`other` is what the program writes when the rows are different ones."""
    fixed = {(it.file, it.words) for it in other.texts}
    known = Published(bundle)
    found = []
    for it in bundle.texts:
        if (it.file, it.words) in fixed or not NUMBER.search(it.words):
            continue
        found += unexplained(it, known, policy)
    return found


class Published:
    """Every number of the datasets of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.counts: set[float] = set()
        reals: set[float] = set()
        for name, rows in bundle.tables.items():
            for column, value in chain.from_iterable(it.items() for it in rows):
                n = number(value)
                if n is not None:
                    (self.counts.add if column in COUNTS or column == "value" else reals.add)(n)
                    reals.add(n)
        self.reals = sorted(reals | {-it for it in reals})

    def has(self, value: float, decimals: int, scale: float) -> bool:
        """Whether a published number, in this unit, is printed so."""
        half = (0.5 * 10.0**-decimals + 1e-9) / scale
        at = bisect_left(self.reals, value / scale - half)
        return at < len(self.reals) and self.reals[at] <= value / scale + half


def unexplained(text: Text, known: Published, policy: Policy) -> list[Finding]:
    words = HASH.sub("#", DATE.sub("#", text.words))
    english = ".en." in text.file
    found = []
    for it in NUMBER.finditer(words):
        parsed = parse(it[0], english)
        if parsed is None:
            continue
        value, decimals = parsed
        percent = bool(PERCENT.match(words[it.end() :])) or bool(re.match(r"[–-]\S+\s?%", words[it.end() :]))
        if decimals or percent:
            fits = known.has(value, decimals, 100.0 if percent else 1.0) or known.has(value, decimals, 100.0)
        else:
            fits = abs(value) in known.counts or known.has(value, 0, 1.0) and abs(value) >= policy.smallest
        if not fits:
            found.append(Finding("number in prose", f"{text.file} {text.path[-30:]}: {it[0]!r} in {clip(words, it)}"))
    return found


def clip(words: str, it: re.Match) -> str:
    return repr(words[max(0, it.start() - 40) : it.end() + 30])


def parse(token: str, english: bool) -> tuple[float, int] | None:
    """A printed number and its decimals."""
    token = token.replace("−", "-")
    thousands, point = (",", ".") if english else (".", ",")
    if re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", token):
        return float(token.replace(thousands, "")), 0
    plain = token.replace(thousands, "") if token.count(point) == 1 and token.count(thousands) else token
    plain = plain.replace(point, ".")
    try:
        return float(plain), len(plain.partition(".")[2])
    except ValueError:
        return None


def drawings(bundle: Bundle) -> list[Finding]:
    """Dots of charts, read back by the numbers beside the axis."""
    known = Published(bundle)
    found = []
    for file, source in bundle.drawings.items():
        for svg in re.findall(r"<svg.*?</svg>", source, re.S):
            found += dots(file, svg, known)
    return found


def dots(file: str, svg: str, known: Published) -> list[Finding]:
    axis = scale(svg, ".en." in file)
    if axis is None:
        return []
    slope, start, percent = axis
    found = []
    for _, y in DOT.findall(svg):
        value = start + slope * float(y)
        unit = 100.0 if percent else 1.0
        near = abs(slope) * 1.0
        at = bisect_left(known.reals, (value - near) / unit)
        if at >= len(known.reals) or known.reals[at] > (value + near) / unit:
            found.append(Finding("chart", f"{file}: a dot at {value:.4g} (±{near:.2g}) is no published figure"))
    return found


def scale(svg: str, english: bool) -> tuple[float, float, bool] | None:
    """The line from height to value: the column of numbers at one place left of the chart."""
    columns = defaultdict(list)
    for x, y, label in TICK.findall(svg):
        token = NUMBER.search(label)
        parsed = parse(token[0], english) if token else None
        if parsed:
            columns[x].append((float(y), parsed[0], "%" in label))
    marks = max(columns.values(), key=len, default=[])
    if len(marks) < 2:
        return None
    (y0, v0, percent), (y1, v1, _) = marks[0], marks[-1]
    line = grid(svg, y0)
    if y0 == y1 or v0 == v1 or line is None:
        return None
    slope = (v1 - v0) / (y1 - y0)
    return slope, v0 - slope * line, percent


def grid(svg: str, label: float) -> float | None:
    """The line that a number beside the axis belongs to: the one just above its foot."""
    lines = [float(it) for it in re.findall(r'd="M[\d.]+ ([\d.]+)h', svg)]
    near = [it for it in lines if 0 <= label - it < 80]
    return max(near, default=None)

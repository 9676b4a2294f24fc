"""Numbers in sentences and tables of pages, held against the datasets.

In: a bundle, and one of the same pipeline about other rows. Out: numbers that depend on the
rows and stand in no dataset.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import chain

from bundle import NUMBER, Bundle, Text
from definitions import DIMENSIONS
from policy import Policy
from printed import BETWEEN, COUNTS, number
from release import Finding

PERCENT = re.compile(r"^[\s\u00a0\u202f]*(?:%|procent|per ?cent|pp)")
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2} \w+ \d{4}|\d{4}-(?:Q|H)\d|(?<!\d)(?:19|20)\d\d(?![\d,.]\d)")
WORDS = re.compile(r"[^\W\d_]+")
TICK = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="end"[^>]*>([^<]+)</text>')
ABOUT_FILES = re.compile(
    r"\d+ (?:van de \d+ )?(?:cijfers|figures|groepen|groups|perioden|periods|reeksen|series)"
    r"|^[−-]\S+ / \+"
    r"|(?:van de|of the) \d+ (?:die nodig|needed)|as loopt|axis runs|tonen we niet|are not shown"
)
"""Sentences that count what is published itself, and changes that could be noticed, which
follow from a printed count and share."""
RULE = re.compile(r"(?:minder dan|fewer than|at least|minstens) $", re.I)
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")


def look(bundle: Bundle, other: Bundle, policy: Policy) -> list[Finding]:
    """`other` is what the program writes when the rows are different ones."""
    fixed = {it for text in other.texts for it in places(text)}
    known, axes = Published(bundle), labels_of_axes(bundle)
    own = {file.name for file in bundle.files}
    found = []
    for text in bundle.texts:
        if (text.file, text.words) in axes or text.row in own:
            continue
        if "preflight" in text.file:
            found += spans(text, known)
            continue
        if set(places(text)) <= fixed or ABOUT_FILES.search(text.words):
            continue
        found += unexplained(text, fixed, known, policy)
    return found


def spans(text: Text, known: "Published") -> list[Finding]:
    """Of what a comparison could show only its counts are read: the rest follows from them."""
    found = []
    for it in re.findall(r"\(([\d.,]+)[–-]([\d.,]+)\)", text.words):
        parsed = [parse(x, ".en." in text.file) for x in it]
        if any(x is None or x[0] not in known.counts for x in parsed):
            found.append(Finding("number in prose", f"{text.file}: {text.words!r} of {text.row!r}"))
    return found


def places(text: Text) -> list[tuple]:
    """Every number of a text, with the words right before and after it."""
    words = HASH.sub("#", DATE.sub("#", text.words))
    return [place(text, words, it) for it in NUMBER.finditer(words)]


def place(text: Text, words: str, it: re.Match) -> tuple:
    near = WORDS.findall(words[: it.start()])[-1:] + WORDS.findall(words[it.end() :])[:2]
    return (text.row if not near else "", *near, it[0])


def labels_of_axes(bundle: Bundle) -> set[tuple[str, str]]:
    return {(file, " ".join(label.split())) for file, source in bundle.drawings.items() for _, _, label in TICK.findall(source)}


class Published:
    """Every number of the datasets of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.counts: set[float] = set()
        named = {str(row.get(it)) for row in bundle.estimates() for it in DIMENSIONS}
        self.labels = sorted((it for it in named if NUMBER.search(it) and WORDS.search(it)), key=len, reverse=True)
        reals: set[float] = set()
        for name, rows in bundle.tables.items():
            for column, value in chain.from_iterable(it.items() for it in rows):
                n = number(value)
                if n is not None:
                    (self.counts.add if column in (*COUNTS, *BETWEEN, "value") else reals.add)(n)
                    reals.add(n)
        for row in bundle.estimates():
            self.counts.add((number(row.get("n")) or 0) + (number(row.get("n_missing")) or 0))
        self.reals = sorted(reals | {-it for it in reals})
        widths = {half_width(it) for it in bundle.estimates()} - {None}
        self.widths = {round(100 * it, 1) for it in widths} | {round(it, 2) for it in widths}

    def without_labels(self, words: str) -> str:
        """A number in the name of a group is not one about it."""
        for it in self.labels:
            words = words.replace(it, "#")
        return words

    def has(self, value: float, decimals: int, scale: float) -> bool:
        """Whether a published number, in this unit, is printed so."""
        half = (0.5 * 10.0**-decimals + 1e-9) / scale
        at = bisect_left(self.reals, value / scale - half)
        return at < len(self.reals) and self.reals[at] <= value / scale + half


def half_width(row: dict) -> float | None:
    lower, upper = number(row.get("lower")), number(row.get("upper"))
    return None if lower is None or upper is None else (upper - lower) / 2


def unexplained(text: Text, fixed: set[tuple], known: Published, policy: Policy) -> list[Finding]:
    words = known.without_labels(HASH.sub("#", DATE.sub("#", text.words)))
    english = ".en." in text.file
    found = []
    for it in NUMBER.finditer(words):
        parsed = parse(it[0], english)
        if parsed is None or place(text, words, it) in fixed or RULE.search(words[: it.start()]):
            continue
        value, decimals = parsed
        percent = bool(PERCENT.match(words[it.end() :])) or bool(re.match(r"[–-]\S+\s?%", words[it.end() :]))
        if decimals or percent:
            fits = known.has(value, decimals, 100.0 if percent else 1.0) or known.has(value, decimals, 100.0)
        else:
            fits = abs(value) in known.counts or known.has(value, 0, 1.0) and abs(value) >= policy.smallest
        if not fits and not (words.startswith("±") and value in known.widths):
            found.append(Finding("number in prose", f"{text.file}: {it[0]!r} in {clip(words, it)}{about(text)}"))
    return found


def about(text: Text) -> str:
    return f" of {text.row!r}" if text.row and text.row != text.words else ""


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

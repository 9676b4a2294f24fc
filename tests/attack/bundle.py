"""The files of a bundle that may leave the house, and every number in them.

In: a bundle's folder. Out: tables, texts and drawings, each number with its place. Reads
`publication/` and `research/` only, and the page that points to them.
"""

from __future__ import annotations

import csv
import html.parser
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as parquet

NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?(?![\w])")
SPOKEN = {"aria-label", "title", "alt", "content", "data-label", "data-value"}
DRAWN = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "d", "points", "transform"}


@dataclass(frozen=True)
class Text:
    """Words a reader meets, and where."""

    file: str
    path: str
    """The elements around it."""
    words: str
    row: str = ""
    """In a table: what the row is about."""


@dataclass
class Bundle:
    folder: Path
    tables: dict[str, list[dict]] = field(default_factory=dict)
    """By path: `publication/estimates.csv`."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def estimates(self) -> list[dict]:
        return self.tables.get("publication/estimates.csv", [])


def read_bundle(folder: Path) -> Bundle:
    found = Bundle(folder)
    outside = [it for it in folder.iterdir() if it.is_file() and it.suffix == ".html"]
    for part in ("publication", "research"):
        outside += [it for it in (folder / part).rglob("*") if it.is_file()]
    for file in sorted(outside):
        name = str(file.relative_to(folder))
        found.files.append(file)
        if file.suffix == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines)
                found.tables[name] = list(reader)
                found.columns[name] = list(reader.fieldnames or [])
        elif file.suffix == ".parquet":
            table = parquet.read_table(file)
            found.tables[name] = table.to_pylist()
            found.columns[name] = table.column_names
        elif file.suffix in (".html", ".svg"):
            source = file.read_text(encoding="utf-8")
            found.texts += read_texts(name, source)
            if "<svg" in source:
                found.drawings[name] = source
    return found


class Reader(html.parser.HTMLParser):
    """Collects what is said: text, titles, labels; not style and script."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file, self.path, self.texts = file, [], []
        self.row = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in VOID:
            self.path.append(tag)
        self.row = self.row if {"td", "th"} & set(self.path) else ""
        for name, value in attrs:
            if name in SPOKEN and value:
                self.say(value, f"@{name}")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.path.pop()

    def handle_endtag(self, tag: str) -> None:
        while tag in self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"style", "script"} & set(self.path):
            self.say(data, "")

    def say(self, words: str, what: str) -> None:
        words = " ".join(words.split())
        self.texts.append(Text(self.file, "/".join(self.path) + what, words, self.row))
        if {"td", "th"} & set(self.path[-2:]):
            self.row = self.row or words


VOID = {"meta", "link", "br", "img", "hr", "input", "col", "wbr"}


def read_texts(file: str, source: str) -> list[Text]:
    reader = Reader(file)
    reader.feed(source)
    return reader.texts

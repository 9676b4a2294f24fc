"""A release as an outsider has it, and what can be found in one.

In: a bundle's folder and its pipeline. Out: what was read, and what was found.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bundle import Bundle, read_bundle


@dataclass
class Release:
    """One bundle, and which state of the records it is about."""

    pipeline: Path
    folder: Path
    world: int = 0
    bundle: Bundle | None = None

    def plan(self) -> dict:
        """The pipeline, which an outsider may know."""
        return tomllib.loads(self.pipeline.read_text(encoding="utf-8"))

    def read(self) -> Bundle:
        if self.bundle is None:
            self.bundle = read_bundle(self.folder)
        return self.bundle


@dataclass(frozen=True)
class Finding:
    kind: str
    text: str
    true: bool | None = None
    """Whether the rows confirm it; None where nobody looked."""


@dataclass
class Found:
    findings: list[Finding] = field(default_factory=list)
    n_counts: int = 0
    n_timeouts: int = 0
    n_undecided: int = 0
    not_modelled: list[str] = field(default_factory=list)

    def kinds(self) -> Counter:
        return Counter(it.kind for it in self.findings)

"""The dataset for partners: who stands out, what can be guessed back, what joins.

In: the files of `research/`. Out: findings. The rows of the export only tell whether a guess
was right.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from printed import number
from release import Finding, Release
from truth import Truth

FILE = "research/trajectories.parquet"
CLIENT, TRAJECTORY = "client_pseudonym", "trajectory_pseudonym"
SENSITIVE = ("end_reason", "handover")
SURE = 0.5
"""Share from which a guess is made."""


def plan_of(release: Release) -> dict:
    return release.plan().get("research", {})


def rows_of(release: Release) -> list[dict]:
    return release.read().tables.get(FILE, [])


def open_columns(release: Release) -> list[str]:
    """What somebody could know of a client: all that is written and not sensitive."""
    sensitive = plan_of(release).get("sensitive", SENSITIVE)
    columns = release.read().columns.get(FILE, [])
    return [it for it in columns if it not in sensitive and not it.endswith("_pseudonym")]


def look(release: Release, truth: Truth | None = None) -> list[Finding]:
    rows = rows_of(release)
    if not rows:
        return []
    columns, k = open_columns(release), plan_of(release).get("k", 10)
    found = stand_out(rows, columns, k, "research rows")
    found += same_outcome(release, rows, columns)
    if truth is not None:
        found += guessed_back(release, rows, columns, k, truth)
    return found + left_out(release, rows)


def sets(rows: list[dict], columns: list[str]) -> dict[str, tuple]:
    """All rows of each client together."""
    of = defaultdict(list)
    for it in rows:
        of[it[CLIENT]].append(tuple(str(it[c]) for c in columns))
    return {client: tuple(sorted(mine)) for client, mine in of.items()}


def stand_out(rows: list[dict], columns: list[str], k: int, what: str) -> list[Finding]:
    found = []
    single = {it: tuple(str(row[c]) for c in columns) for it, row in enumerate(rows)}
    clients_of = defaultdict(set)
    for at, mine in single.items():
        clients_of[mine].add(rows[at][CLIENT])
    few = sum(len(it) for it in clients_of.values() if len(it) < k)
    if few:
        unique = sum(len(it) == 1 for it in clients_of.values())
        found.append(Finding("research: rows stand out", f"{what}: {few} below {k}, {unique} unique", True))
    shared = Counter(sets(rows, columns).values())
    few = sum(n for n in shared.values() if n < k)
    if few:
        unique = sum(n == 1 for n in shared.values())
        found.append(Finding("research: clients stand out", f"{what}: {few} of {sum(shared.values())} clients below {k}, {unique} unique", True))
    return found


def same_outcome(release: Release, rows: list[dict], columns: list[str]) -> list[Finding]:
    """Clients that share all that is known of them, and one outcome."""
    found = []
    shared = sets(rows, columns)
    for sensitive in plan_of(release).get("sensitive", SENSITIVE):
        if not rows or sensitive not in rows[0]:
            continue
        values = defaultdict(set)
        for it in rows:
            values[shared[it[CLIENT]]].add(it[sensitive])
        alone = [mine for mine, of in values.items() if len(of - {None}) == 1 and None not in of]
        if alone and len(values) > 1:
            n = sum(shared[it] in set(alone) for it in shared)
            found.append(Finding("research: one outcome", f"{sensitive}: {n} clients in {len(alone)} classes", True))
    return found


def guessed_back(release: Release, rows: list[dict], columns: list[str], k: int, truth: Truth) -> list[Finding]:
    """Blank cells, guessed from the client's other rows and from other columns."""
    found = []
    real = by_pseudonym(release, truth)
    for column in columns:
        blank = [it for it in rows if it[column] is None]
        if not blank or len(blank) == len(rows):
            continue
        base = usual([it[column] for it in rows if it[column] is not None])
        steps = sorted({it[column] for it in rows if isinstance(it[column], date)})
        for how, guesses in ways(rows, blank, columns, column).items():
            judged = [(it, fits(real.get(it[TRAJECTORY], {}).get(column), value, steps)) for it, value in guesses]
            judged = [(it, right) for it, right in judged if right is not None]
            hits = sum(right for _, right in judged)
            if len(judged) < 5 or hits / len(judged) < max(SURE, base + 0.2):
                continue
            text = f"{column} by {how}: {hits} of {len(judged)} right ({len(blank)} blank)"
            found.append(Finding("research: guessed back", text, True))
    return found


def usual(values: list) -> float:
    return max(Counter(values).values(), default=0) / max(1, len(values))


def ways(rows: list[dict], blank: list[dict], columns: list[str], column: str) -> dict[str, list[tuple[dict, object]]]:
    """By each way of guessing: row and value."""
    found = {"other rows": by_key(rows, blank, column, CLIENT)}
    for it in columns:
        if it != column:
            found[it] = by_key([row for row in rows if row[it] is not None], blank, column, it)
    return found


def by_key(rows: list[dict], blank: list[dict], column: str, by: str) -> list[tuple[dict, object]]:
    """The usual value among rows with the same other value."""
    seen = defaultdict(Counter)
    for it in rows:
        if it[column] is not None:
            seen[it[by]][it[column]] += 1
    made = []
    for it in blank:
        among = seen.get(it[by])
        if it[by] is not None and among:
            value, n = among.most_common(1)[0]
            if n / sum(among.values()) >= SURE:
                made.append((it, value))
    return made


def fits(real: object, guess: object, steps: list[date]) -> bool | None:
    """Whether the true value is in the guessed one; of a date: before the next in use."""
    if real is None:
        return None
    if isinstance(guess, date):
        later = [it.toordinal() for it in steps if it > guess]
        return guess.toordinal() <= int(str(real)) < min(later, default=10**7)
    if isinstance(real, (int, float)) and number(guess) is None:
        return None
    return str(real) == str(guess)


def left_out(release: Release, rows: list[dict]) -> list[Finding]:
    """What publication counts and research leaves out."""
    found = []
    for row in release.read().estimates():
        n = number(row.get("n"))
        if row["indicator"] not in ("trajectories-closed", "trajectories-started") or n is None:
            continue
        day = "end_date" if row["indicator"] == "trajectories-closed" else "start_date"
        if any(row.get(it) not in (None, "", "total") for it in ("programme", "region", "municipality", "team")):
            continue
        if any(it.get(day) is None for it in rows if day == "start_date") or day not in rows[0]:
            continue
        years = (str(row["period_start"])[:4], str(row["period_end"])[:4])
        inside = sum(years[0] <= str(it[day])[:4] <= years[1] for it in rows if it[day])
        if 0 < n - inside < 10:
            found.append(Finding("research: left out", f"{row['figure_id']}: {n:.0f} less {inside}", None))
    return found


def joined(first: Release, second: Release) -> list[Finding]:
    """Two deliveries with the same pseudonyms."""
    one = {it[TRAJECTORY]: it for it in rows_of(first)}
    columns = [f"1.{it}" for it in open_columns(first)] + [f"2.{it}" for it in open_columns(second)]
    both = []
    for it in rows_of(second):
        before = one.get(it[TRAJECTORY])
        if before is not None:
            mine = {f"1.{c}": v for c, v in before.items()} | {f"2.{c}": v for c, v in it.items()}
            both.append(mine | {CLIENT: it[CLIENT]})
    k = plan_of(first).get("k", 10)
    return stand_out(both, columns, k, "two deliveries joined") if both else []


# --- truth only -------------------------------------------------------------------


def by_pseudonym(release: Release, truth: Truth) -> dict[str, dict]:
    """The true rows by the pseudonyms of a partner, with the organisation's own key."""
    plan = plan_of(release)
    key = (release.pipeline.parent / plan["key-file"]).read_bytes()
    key = key.rstrip(b"\r\n")
    found = {}
    for row in truth.tables["trajectories"]:
        name = sip13(str(row["trajectory_id"]).encode()).to_bytes(8, "big")
        text = b"uitkomst pseudonym 1\0" + plan["partner"].encode() + b"\0trajectory\0" + name
        found[hmac.new(key, text, hashlib.sha256).hexdigest()[:32]] = row
    return found


def sip13(data: bytes) -> int:
    """SipHash-1-3 with a key of nought (Aumasson & Bernstein 2012)."""
    mask = (1 << 64) - 1
    v = [0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573]
    turn = lambda x, b: ((x << b) | (x >> (64 - b))) & mask  # noqa: E731

    def mix() -> None:
        v[0] = (v[0] + v[1]) & mask
        v[1] = turn(v[1], 13) ^ v[0]
        v[0] = turn(v[0], 32)
        v[2] = (v[2] + v[3]) & mask
        v[3] = turn(v[3], 16) ^ v[2]
        v[0] = (v[0] + v[3]) & mask
        v[3] = turn(v[3], 21) ^ v[0]
        v[2] = (v[2] + v[1]) & mask
        v[1] = turn(v[1], 17) ^ v[2]
        v[2] = turn(v[2], 32)

    whole = len(data) // 8 * 8
    last = int.from_bytes(data[whole:].ljust(7, b"\0") + bytes([len(data) % 256]), "little")
    for word in [int.from_bytes(data[i : i + 8], "little") for i in range(0, whole, 8)] + [last]:
        v[3] ^= word
        mix()
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(3):
        mix()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def key_file(folder: Path) -> None:
    """A key that is public: for made-up rows."""
    (folder / "partner.key").write_text("0123456789abcdef" * 4, encoding="utf-8")

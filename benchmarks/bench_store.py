"""The store at size: 1,000,000 claims, 100,000 facts, 400,000 fact versions in 10,000 revisions.

Run: python benchmarks/bench_store.py [--claims N] [--keep FILE]. Every figure is of this one run; claims go in beside a
plain ``executemany`` of the same rows into an unversioned table with the same indexes.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from chipwatch.model import Bound, Cause, Chip, Claim, Fact, FactKey, Source, SourceKind, Status, SubjectKind, Tier
from chipwatch.store import Store
from chipwatch.store import claims as claim_rows
from chipwatch.store import facts as fact_rows
from chipwatch.store.chips import sync_lexicon
from chipwatch.store.claims import Spoken
from chipwatch.store.database import Database, to_text
from chipwatch.store.draft import Draft
from chipwatch.store.policy import load
from chipwatch.store.rulings import Rulings

START = datetime(2024, 1, 1, tzinfo=UTC)
ATTRIBUTES = (
    "compute",
    "memory_capacity",
    "memory_bandwidth",
    "power",
    "price",
    "cores",
    "clock",
    "interconnect_bandwidth",
)
UNITS = ("TFLOPS", "GB", "GB/s", "W", "USD", "count", "MHz", "GB/s")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--claims", type=int, default=1_000_000)
    arguments.add_argument("--keep", type=Path, help="leave the database here")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = options.keep or Path(directory) / "bench.db"
        size = Size(options.claims)
        print(f"{size.claims:,} claims, {size.facts:,} facts, {size.versions:,} versions, {size.revisions:,} revisions")
        measure_intake(path, size)
        measure_reads(path, size)


class Size:
    def __init__(self, claims: int) -> None:
        self.claims = claims
        self.facts = claims // 10
        self.versions = self.facts * 4
        self.revisions = claims // 100
        self.chips = max(self.facts // 32, 1)  # each with 32 facts


def chips(size: Size) -> Iterator[Chip]:
    for n in range(size.chips + 1):
        vendor = f"Vendor{n % 50}"
        yield Chip(f"{vendor} Chip {n}", vendor, f"{vendor} Chip", SubjectKind.CHIP, (f"C-{n}",))


def spoken(size: Size, chance: random.Random) -> Iterator[Spoken]:
    """Claims in the order they are told: the facts in turn, so that each is told ten times, ever later."""
    for n in range(size.claims):
        fact = n % size.facts
        what = fact % len(ATTRIBUTES)
        precision = f"P{fact // len(ATTRIBUTES) % 4}"
        value = Decimal(chance.randrange(100, 2000))
        chip = f"Vendor{fact // 32 % 50} Chip {fact // 32}"
        start = n % 4000
        claim = Claim(
            chip,
            ATTRIBUTES[what],
            value,
            UNITS[what],
            f"{value} {UNITS[what]}",
            start,
            start + 8,
            precision,
            sparse=False,
            bound=Bound.EXACT,
            status=Status.STATED,
        )
        capture = n // 20 + 1
        cid = claim_rows.claim_id(f"https://bench.test/{capture}", f"{capture:064x}", claim, False)
        yield Spoken(cid, claim, False, capture)


def measure_intake(path: Path, size: Size) -> None:
    chance = random.Random(7)
    everything = list(spoken(size, chance))
    plain_seconds = insert_plain(path.with_name("plain.db"), everything)
    store = Store.open(path)
    store.sync_sources([Source("bench", "Bench", "https://bench.test/", SourceKind.FEED, Tier.PRESS, "bench")])
    db = store._db
    add_pages(db, size)
    seconds = 0.0
    latest = None
    db.execute("PRAGMA synchronous = OFF")  # ten thousand small commits are not what is measured
    each = size.claims // size.revisions
    policy = load()
    for number in range(1, size.revisions + 1):
        ten = each * 10
        with db.immediate():
            draft = Draft(db, latest, policy, Rulings())
            if latest is None:
                draft.touched_chips |= sync_lexicon(db, chips(size))
                draft.settle()
            batch = everything[(number - 1) // 10 * ten :][:ten] if number % 10 == 1 else []
            began = time.perf_counter()
            assert_all(draft, batch)
            seconds += time.perf_counter() - began
            add_versions(draft, size, number, everything)
            at = to_text(START + timedelta(hours=number))
            draft.write_revision(at, Cause.RULES if number == 1 else Cause.NEWS, "rules")
        latest = (number, str(draft.facts_digest), str(draft.claims_digest))
    db.execute("ANALYZE")
    store.close()
    ratio = plain_seconds / seconds
    print(
        f"claims in: {size.claims / seconds:,.0f}/s; plain executemany: {size.claims / plain_seconds:,.0f}/s; "
        f"ratio {ratio:.2f}, goal 0.50"
    )
    print(f"database: {path.stat().st_size / 1e6:,.0f} MB")


def assert_all(draft: Draft, batch: list[Spoken]) -> None:
    for said in batch:
        n = draft.write_claim(said)
        fact = draft.fact_id(said.claim.chip.lower().replace(" ", "-"), said.claim)
        draft.place(n, said.id, fact, said.article_id)
    draft.write_claims()


def insert_plain(path: Path, everything: list[Spoken]) -> float:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    names = claim_rows.INSERT.split("(", 1)[1].split(")")[0]
    connection.execute(
        f"CREATE TABLE claim ({names.replace('n,', 'n INTEGER PRIMARY KEY,', 1).replace(' id,', ' id TEXT UNIQUE,')})"
    )
    rows = [claim_rows.to_row(n, said) for n, said in enumerate(everything, 1)]
    seconds = 0.0
    for at in range(0, len(rows), 1000):
        connection.execute("BEGIN")
        began = time.perf_counter()
        connection.executemany(claim_rows.INSERT, rows[at : at + 1000])
        seconds += time.perf_counter() - began
        connection.execute("COMMIT")
    connection.close()
    return seconds


def add_pages(db: Database, size: Size) -> None:
    at, captures = to_text(START), size.claims // 20 + 1
    with db.immediate():
        db.executemany(
            "INSERT INTO page (id, url, source_id, found_at) VALUES (?, ?, 'bench', ?)",
            ((n, f"https://bench.test/{n}", at) for n in range(1, captures + 1)),
        )
        db.executemany(
            """
            INSERT INTO capture (id, page_id, source_id, fetched_at, status, headers, sha256)
            VALUES (?, ?, 'bench', ?, 200, '[]', ?)
            """,
            ((n, n, at, f"{n:064x}") for n in range(1, captures + 1)),
        )
        db.executemany(
            """
            INSERT INTO article (id, capture_id, digest, url, title, published, dated, lang, source_id, tier, origin)
            VALUES (?, ?, 'x', ?, ?, '2024-01-01', 1, 'en', 'bench', 'press', ?)
            """,
            ((n, n, f"https://bench.test/{n}", f"Story {n}", f"origin-{n % 200}") for n in range(1, captures + 1)),
        )
        text = "A chip has 999 GB of memory, the maker said on Monday. " * 80
        db.connection.execute("DROP TRIGGER article_text_insert")
        db.executemany("INSERT INTO article_text VALUES (?, '', ?)", ((n, text) for n in range(1, captures + 1)))


def add_versions(draft: Draft, size: Size, number: int, everything: list[Spoken]) -> None:
    """Four versions a fact, spread evenly over the revisions, each carried by three of the fact's claims."""
    each = size.versions // size.revisions
    rows = []
    for n in range((number - 1) * each, number * each):
        fact = n % size.facts + 1
        key = draft.db.row("SELECT 1 FROM fact WHERE id = ?", (fact,))
        if key is None:
            continue
        value = Decimal(100 + n // size.facts * 10 + fact % 7)
        made = Fact(
            FactKey("", "", None),
            value,
            "GB",
            Bound.EXACT,
            Status.STATED,
            3,
            False,
            tuple(everything[fact - 1 + (n // size.facts * 2 + k) * size.facts].id for k in range(3)),
            None,
            ("3 independent origins", "strongest bench (press, stated, 2024-01-01)"),
        )
        rows.append(fact_rows.version_row(fact, draft.number, fact_rows.content(made)))
    draft.db.executemany(fact_rows.INSERT_VERSION, rows)


def measure_reads(path: Path, size: Size) -> None:
    chance = random.Random(11)
    with Store.open(path, readonly=True) as store:
        newest = size.revisions
        store.changes(newest - 1)
        spans = [chance.randrange(100, newest) for _ in range(50)]
        tell("diff of one revision", 2, lambda r: store.changes(r - 1, r, sentences=0), spans)
        tell("the same with sentences", None, lambda r: store.changes(r - 1, r), spans)
        tell("diff of 100 revisions", 60, lambda r: store.changes(r - 100, r, sentences=0), spans[:20])
        print(f"  ({len(store.changes(newest - 100, newest, sentences=0)):,} changes)")
        names = [f"vendor{n % 50}-chip-{n}" for n in (chance.randrange(size.chips) for _ in range(200))]
        tell("show, now", 1, lambda name: store.facts(name), names)
        tell(
            "show, as of any revision", 1, lambda name: store.facts(name, chance.randrange(newest // 2, newest)), names
        )
        print(f"  ({len(store.facts(names[0]))} facts)")
        tell("find a chip", None, lambda name: store.find_chip(name), names)
    command = [sys.executable, "-m", "chipwatch", "diff", "--db", str(path), "--since", f"r{newest - 100}"]
    for what, more in {"a table": [], "JSON lines, three sentences a change": ["--format", "jsonl"]}.items():
        tell(
            f"`chipwatch diff` of 100 revisions as a process, {what}",
            400,
            lambda arguments: subprocess.run([*command, *arguments], check=True, capture_output=True),
            [more] * 5,
        )


def tell(what: str, goal: float | None, call: Callable[[Any], object], arguments: Iterable[object]) -> None:
    taken = []
    for argument in arguments:
        began = time.perf_counter()
        call(argument)
        taken.append((time.perf_counter() - began) * 1000)
    aim = "" if goal is None else f", goal {goal} ms"
    print(f"{what}: median {statistics.median(taken):.2f} ms, best {min(taken):.2f} ms, worst {max(taken):.2f} ms{aim}")


if __name__ == "__main__":
    main()

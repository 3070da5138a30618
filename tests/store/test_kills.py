"""``kill -9`` at any instant of a run or a re-extraction: nothing lost, nothing twice, and the next one ends it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from chipwatch.model import Cause, Fact
from chipwatch.store import Store

from .worker import undisturbed, work

STRESS = int(os.environ.get("CHIPWATCH_STRESS", "1"))
PAGES = 60 if STRESS == 1 else 500
KILLS = 8 if STRESS == 1 else 100
START_UP = 0.25  # seconds until the first write
ROOT = Path(__file__).resolve().parents[2]


def start(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.store.worker", str(path), str(PAGES)]
    return subprocess.Popen(command, cwd=ROOT)


def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    with undisturbed(tmp_path / "undisturbed.db", PAGES) as store:
        expected = store.facts()
    path = tmp_path / "0.db"
    began = time.monotonic()
    assert start(path).wait() == 0
    whole = time.monotonic() - began
    chance = random.Random(2026)
    died, done = 0, 1
    path = tmp_path / "1.db"
    while died < KILLS:
        process = start(path)
        time.sleep(chance.uniform(START_UP, START_UP + whole / 4))
        process.kill()
        died += process.wait() != 0
        if path.exists():
            with Store.open(path) as store:
                assert store.verify() == []
        if process.returncode == 0:
            check(path, expected)
            done += 1
            path = tmp_path / f"{done}.db"
    work(path, PAGES)
    check(path, expected)


def check(path: Path, expected: list[Fact]) -> None:
    """Nothing lost, nothing twice."""
    with Store.open(path) as store:
        assert store.verify() == []
        assert store.facts() == expected
        assert list(store.pending()) == []
        assert store._db.value("SELECT count(*) FROM capture") == PAGES
        ids = [queued.mail.message_id for queued in store.outbox(everything=True)]
        assert len(ids) == len(set(ids)) == len([r for r in store.revisions() if r.cause is Cause.NEWS])

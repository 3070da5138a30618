"""``kill -9`` at any instant of a run or a re-extraction: nothing lost, nothing twice, and the next one ends it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

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
        revisions = [(r.cause, r.facts_digest) for r in store.revisions()]
    path = tmp_path / "killed.db"
    chance = random.Random(2026)
    began = time.monotonic()
    assert start(tmp_path / "timed.db").wait() == 0
    whole = time.monotonic() - began
    died = 0
    for _ in range(KILLS):
        process = start(path)
        time.sleep(chance.uniform(START_UP, START_UP + 3 * whole / KILLS))
        process.kill()
        assert process.wait() in (-9, 0)
        died += process.returncode == -9
        if path.exists():
            with Store.open(path) as store:
                assert store.verify() == []
    assert died > KILLS // 2
    work(path, PAGES)
    with Store.open(path) as store:
        assert store.verify() == []
        assert store.facts() == expected
        assert list(store.pending()) == []
        ids = [queued.mail.message_id for queued in store.outbox(everything=True)]
        assert len(ids) == len(set(ids))
        assert {r.cause for r in store.revisions()} == {cause for cause, _ in revisions}

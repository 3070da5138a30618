"""The work lock, between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chipwatch.errors import LockedError, StoreError
from chipwatch.lock import lock_path, work_lock

HOLDER = """
import sys
from pathlib import Path
from chipwatch.lock import work_lock
with work_lock(Path(sys.argv[1]), "daemon"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with holder(database) as first:
        with pytest.raises(LockedError, match=f"daemon, process {first.pid}") as told, work_lock(database, "run"):
            pytest.fail("two hold one lock")
        assert told.value.hint
        first.communicate()
    with work_lock(database, "run"):
        assert lock_path(database).read_text() == f"run, process {os.getpid()}\n"


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with holder(database) as first:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    with work_lock(database, "run"):
        pass


def test_two_names_of_one_database_share_a_lock(tmp_path: Path) -> None:
    (tmp_path / "news.db").touch()
    link = tmp_path / "link.db"
    link.symlink_to("news.db")
    with work_lock(link, "run"), pytest.raises(LockedError), work_lock(tmp_path / "news.db", "run"):
        pytest.fail("two hold one lock")


def test_other_databases_are_free(tmp_path: Path) -> None:
    with work_lock(tmp_path / "a.db", "run"), work_lock(tmp_path / "b.db", "run"):
        pass


def test_the_directory_is_made(tmp_path: Path) -> None:
    with work_lock(tmp_path / "share" / "chipwatch" / "news.db", "run"):
        assert (tmp_path / "share" / "chipwatch").is_dir()


def test_no_directory_to_write_in(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file") as told, work_lock(tmp_path / "file" / "news.db", "run"):
        pytest.fail("a lock without a file")
    assert isinstance(told.value.__cause__, OSError)

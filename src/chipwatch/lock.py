"""One worker a database: an advisory lock on a file beside it, held for as long as the process works.

The kernel drops the lock when the process ends, however it ends, so a killed run leaves nothing to clear away. The lock
file itself stays: removing it would let two workers hold locks on two different files of one name.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chipwatch.errors import LockedError, StoreError


def lock_path(database: Path) -> Path:
    """The lock file of a database. Links are followed, so that two names of one database share one lock."""
    real = database.resolve()
    return real.with_name(f"{real.name}.lock")


@contextmanager
def work_lock(database: Path, who: str) -> Iterator[None]:
    """Hold the right to change ``database``; ``who`` ("run", "daemon") is told to whoever comes second.

    The database's directory is made if need be. Raises LockedError at once if another process holds the lock,
    StoreError if the lock file cannot be made.
    """
    path = lock_path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"cannot write beside the database: {path}: {error.strerror}",
            hint="give chipwatch a directory it may write to, with --db or the setting db",
        ) from error
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"another chipwatch is at work on {database}: {file.readline().strip() or 'just starting'}",
                hint="wait until it is done, or stop it; cron and the daemon are not needed both",
            ) from error
        file.truncate(0)
        file.write(f"{who}, process {os.getpid()}\n")
        file.flush()
        yield

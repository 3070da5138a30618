"""One SQLite connection: transactions, and sqlite's errors turned into chipwatch's.

The standard library's module, not sqlite-utils: a reading command pays 0.1 s to import the latter, and the hot paths
are ``executemany`` either way (docs/decisions/sqlite.md).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chipwatch.errors import DamagedDatabaseError, LockedError, StoreError

Params = Sequence[Any] | Mapping[str, Any]
Row = tuple[Any, ...]

OLDEST_SQLITE = (3, 37, 0)  # STRICT tables; the trigram tokenizer came with 3.34
BUSY_SECONDS = 10.0
NOW = 2**62  # a revision number after all others


class Database:
    """A connection whose every call raises StoreError and its kin, with the file's path in the message."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StoreError(
                f"this Python's SQLite is {sqlite3.sqlite_version}; chipwatch needs 3.37 or newer",
                hint="use a Python built with a newer SQLite",
            )
        self.path = path
        self.readonly = readonly
        with self.told():
            self.connection = _connect(path, readonly)

    def close(self) -> None:
        with self.told():
            self.connection.close()

    def execute(self, sql: str, params: Params = ()) -> int:
        """Run one statement; returns how many rows it changed."""
        try:
            return self.connection.execute(sql, params).rowcount
        except sqlite3.Error as error:
            raise self.story(error) from error

    def executemany(self, sql: str, rows: Iterable[Params]) -> None:
        try:
            self.connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self.story(error) from error

    def insert(self, sql: str, params: Params = ()) -> int:
        """Run one INSERT; returns the new row's id."""
        try:
            return self.connection.execute(sql, params).lastrowid or 0
        except sqlite3.Error as error:
            raise self.story(error) from error

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        try:
            return self.connection.execute(sql, params).fetchall()
        except sqlite3.Error as error:
            raise self.story(error) from error

    def row(self, sql: str, params: Params = ()) -> Row | None:
        try:
            found: Row | None = self.connection.execute(sql, params).fetchone()
        except sqlite3.Error as error:
            raise self.story(error) from error
        return found

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        found = self.row(sql, params)
        return found[0] if found else None

    def each(self, sql: str, params: Params = ()) -> Iterator[Row]:
        """Rows one by one, for results that may not fit into memory."""
        with self.told():
            cursor = self.connection.execute(sql, params)
        while True:
            with self.told():
                batch = cursor.fetchmany(1000)
            if not batch:
                return
            yield from batch

    @contextmanager
    def immediate(self, *, keep: bool = True) -> Generator[None, None, None]:
        """A write transaction, or part of the one already open. Rolled back on any exception, and unless ``keep``."""
        yield from self._transaction("BEGIN IMMEDIATE", "COMMIT" if keep else "ROLLBACK")

    @contextmanager
    def snapshot(self) -> Generator[None, None, None]:
        """A read transaction, or part of the one already open: all reads inside see one state."""
        yield from self._transaction("BEGIN", "COMMIT")

    def _transaction(self, begin: str, end: str) -> Generator[None, None, None]:
        if self.connection.in_transaction:
            yield
            return
        self.execute(begin)
        try:
            yield
            self.execute(end)
        except BaseException:
            if self.connection.in_transaction:
                self.connection.rollback()
            raise

    @contextmanager
    def told(self) -> Generator[None, None, None]:
        """For what is done with the connection itself; the methods above do the same by hand, being called so often."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.story(error) from error

    def story(self, error: sqlite3.Error) -> StoreError:
        """sqlite's error as chipwatch's."""
        name = getattr(error, "sqlite_errorname", "")
        for start, (kind, message, hint) in _ERRORS.items():
            if name.startswith(start):
                return kind(f"{message}: {self.path} ({error})", hint=hint)
        return StoreError(f"the database refused: {self.path} ({error})", hint="run `chipwatch verify`")


_ERRORS: dict[str, tuple[type[StoreError], str, str]] = {
    "SQLITE_BUSY": (LockedError, "another process is writing to the database", "wait until it is done, then try again"),
    "SQLITE_LOCKED": (LockedError, "another process is writing to the database", "wait until it is done"),
    "SQLITE_CORRUPT": (DamagedDatabaseError, "the database is damaged", "restore a backup"),
    "SQLITE_NOTADB": (DamagedDatabaseError, "this file is no database", "name another file, or restore a backup"),
    "SQLITE_READONLY": (StoreError, "the database cannot be written", "check the permissions of file and directory"),
    "SQLITE_CANTOPEN": (StoreError, "the database cannot be opened", "check the path and its permissions"),
    "SQLITE_FULL": (StoreError, "no room to write", "free some disk space and run again: nothing was lost"),
    "SQLITE_IOERR": (StoreError, "the disk cannot be read or written", "check the disk, then run again"),
}


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    if readonly:
        # Where the directory cannot be written SQLite makes no shared-memory file; without a log nobody is writing.
        unshared = not path.with_name(f"{path.name}-wal").exists() and not os.access(path.parent, os.W_OK)
        name = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if unshared else ''}"
    else:
        name = f"{path.absolute().as_uri()}?mode=rwc"
    connection = sqlite3.connect(name, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        if not readonly:
            _write_ahead(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. While another connection does the same SQLite answers busy at once, without its own waiting."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def utcnow() -> datetime:
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """A time as the database holds it: text that sorts in time's order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_text(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def maybe_time(text: str | None) -> datetime | None:
    return None if text is None else to_time(text)


def marks(count: int) -> str:
    """Placeholders for a list of values: ``?,?,?``."""
    return ",".join("?" * count)

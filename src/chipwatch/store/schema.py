"""Bringing a database up to date: numbered migrations, run in one transaction after a backup copy."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chipwatch.errors import ChipwatchError, NewerDatabaseError, StoreError
from chipwatch.resources import data_dir
from chipwatch.store.database import Database

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID = 0x43484950  # "CHIP", in the database file's header
MIGRATION_SET = "chipwatch"


def migration_files(directory: Path | None = None) -> list[Path]:
    """The migrations, in order. Their count is the schema's version (``PRAGMA user_version``)."""
    return sorted((directory or data_dir("db") / "migrations").glob("*.sql"))


def prepare(db: Database, *, directory: Path | None = None) -> None:
    """Create the schema, or bring an older one up to date. Does nothing, and imports nothing, where it is current.

    Raises NewerDatabaseError; StoreError for a file of another program, or where a migration fails (it is rolled back).
    """
    files = migration_files(directory)
    version = db.value("PRAGMA user_version")
    refuse_foreign(db, len(files))
    views = _views()
    if version == len(files) and db.value("SELECT value FROM meta WHERE key = 'views'") == _digest(views):
        return
    if 0 < version < len(files):
        _copy_aside(db, version)
    with db.immediate():
        version = db.value("PRAGMA user_version")  # another process may have been quicker
        if version < len(files):
            _migrate(db, files)
        _install_views(db, views)


def check(db: Database) -> None:
    """For reading alone. Raises NewerDatabaseError; StoreError for an older one, which only a writer can update."""
    files = migration_files()
    refuse_foreign(db, len(files))
    if db.value("PRAGMA user_version") < len(files):
        raise StoreError(
            f"the database is of an older chipwatch: {db.path}", hint="`chipwatch run` brings it up to date"
        )


def refuse_foreign(db: Database, known: int) -> None:
    """Raises NewerDatabaseError, or StoreError where the file is not chipwatch's."""
    version, application = db.value("PRAGMA user_version"), db.value("PRAGMA application_id")
    if application != APPLICATION_ID and (application or version or db.value("SELECT count(*) FROM sqlite_master")):
        raise StoreError(f"this database is not chipwatch's: {db.path}", hint="name another file")
    if version > known:
        raise NewerDatabaseError(
            f"the database has schema version {version}, this chipwatch knows {known}: {db.path}",
            hint="install the chipwatch that wrote it, or a newer one",
        )


def _migrate(db: Database, files: list[Path]) -> None:
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(MIGRATION_SET)
    for file in files:
        migrations(name=file.stem)(_from_file(file))
    try:
        migrations.apply(sqlite_utils.Database(db.connection, execute_plugins=False))
    except sqlite3.Error as error:
        raise StoreError(
            f"the database could not be brought up to date: {db.path} ({error})",
            hint="it is as it was; please report this",
        ) from error
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(files)}")


def _from_file(file: Path) -> Callable[[sqlite_utils.Database], None]:
    def migrate(database: sqlite_utils.Database) -> None:
        for statement in statements(file.read_text("utf-8")):
            database.conn.execute(statement)

    migrate.__name__ = file.stem
    return migrate


def statements(script: str) -> Iterator[str]:
    """The statements of a script; ``executescript`` would commit the transaction that all of them must share."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in statement.splitlines()):
        yield statement


def _copy_aside(db: Database, version: int) -> None:
    copy = db.path.with_name(f"{db.path.name}.v{version}.bak")
    try:
        backup(db, copy)
    except ChipwatchError as error:
        raise StoreError(
            f"an older database is only brought up to date after a copy, and that failed: {copy}", hint=error.hint
        ) from error


def backup(db: Database, path: Path) -> None:
    """Copy a database page by page, consistently, while others use it (SQLite's online backup).

    The copy takes its name when it is whole, in place of what was there.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    target = Database(part)
    try:
        with target.told():
            target.connection.execute("PRAGMA journal_mode = DELETE")
            db.connection.backup(target.connection)
    finally:
        target.close()
    part.replace(path)


def _views() -> str:
    return (data_dir("db") / "views.sql").read_text("utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _install_views(db: Database, script: str) -> None:
    for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'view'"):
        db.execute(f'DROP VIEW "{name}"')
    for statement in statements(script):
        db.execute(statement)
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('views', ?)", (_digest(script),))

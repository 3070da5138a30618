"""Whole tables for others, as of any revision: facts, claims, changes, and a row a chip in Epoch AI's columns.

Cells are text, numbers or None. Parquet needs the extra ``chipwatch[parquet]`` (docs/decisions/parquet.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from chipwatch.errors import StoreError, UsageError
from chipwatch.model import Fact, FactKey, SubjectKind
from chipwatch.store import reads
from chipwatch.store.claims import STANDING
from chipwatch.store.database import Database

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` can be gone through once. ``numbers`` are the columns of floating-point numbers, the rest is text."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    numbers: frozenset[str] = frozenset()


_NAME = """
    (SELECT n.name FROM chip_version n WHERE n.chip = f.chip AND n.revision <= :r ORDER BY n.revision DESC LIMIT 1)
"""

_FACTS = f"""
    SELECT {_NAME}, f.attribute, nullif(f.precision, ''), f.sparse, v.value, v.value_num, v.value_max, v.unit, v.bound,
           v.status, v.support, v.disputed, v.reasons, r.at
    FROM fact f JOIN fact_version v ON v.fact = f.id AND v.revision = (
        SELECT max(m.revision) FROM fact_version m WHERE m.fact = f.id AND m.revision <= :r
    ) JOIN revision r ON r.number = v.revision
    WHERE v.value IS NOT NULL ORDER BY 1, 2, 3, 4
"""

_CLAIMS = f"""
    SELECT {_NAME}, c.attribute, c.precision, c.sparse, c.value, c.value_num, c.value_max, c.unit, c.bound, c.status,
           c.said_by, c.quote, a.title, a.url, a.published, a.lang, s.name, a.tier, c.id, r.at
    FROM claim_event e JOIN claim c ON c.n = e.claim JOIN fact f ON f.id = e.fact
    JOIN article a ON a.id = e.article_id JOIN source s ON s.id = a.source_id JOIN revision r ON r.number = e.revision
    WHERE NOT c.denies AND {STANDING} ORDER BY 1, 2, 3, 4, a.published, c.id
"""

_CHANGES = f"""
    SELECT v.revision, r.at, r.cause, {_NAME}, f.attribute, nullif(f.precision, ''), f.sparse, o.value, o.value_max,
           o.status, v.value, v.value_max, v.status, coalesce(v.unit, o.unit), v.support, v.disputed
    FROM fact_version v JOIN fact f ON f.id = v.fact JOIN revision r ON r.number = v.revision
    LEFT JOIN fact_version o ON o.fact = v.fact AND o.revision = (
        SELECT max(m.revision) FROM fact_version m WHERE m.fact = v.fact AND m.revision < v.revision
    )
    WHERE v.revision <= :r ORDER BY 1, 4, 5, 6, 7
"""

_WHOSE = ("chip", "attribute", "precision", "sparse")
_SAID = ("value", "value_num", "value_max", "unit", "bound", "status")


def facts(db: Database, as_of: int) -> Table:
    """Facts held at a revision, a row a fact. ``reasons`` has one a line."""
    columns = (*_WHOSE, *_SAID, "support", "disputed", "reasons", "since")
    return Table("facts", columns, db.each(_FACTS, {"r": as_of}), frozenset({"value_num"}))


def claims(db: Database, as_of: int) -> Table:
    """Claims that counted at a revision, a row a claim."""
    article = ("said_by", "quote", "title", "url", "published", "lang", "source", "tier")
    columns = (*_WHOSE, *_SAID, *article, "id", "since")
    return Table("claims", columns, db.each(_CLAIMS, {"r": as_of}), frozenset({"value_num"}))


def changes(db: Database, as_of: int) -> Table:
    """Every version of every fact up to a revision, beside the one before it."""
    versions = ("old_value", "old_value_max", "old_status", "new_value", "new_value_max", "new_status")
    columns = ("revision", "at", "cause", *_WHOSE, *versions, "unit", "support", "disputed")
    return Table("changes", columns, db.each(_CHANGES, {"r": as_of}))


_TERA, _GIGA, _MILLION = Decimal(10**12), Decimal(10**9), Decimal(10**6)

# Columns of Epoch AI's "Machine Learning Hardware" table (epoch.ai/data/machine-learning-hardware): attribute,
# precisions in order of preference, the unit a fact must have, and what to multiply by. News give the tensor figure
# of FP16; the vector one, which Epoch keeps apart, hardly ever.
_EPOCH: dict[str, tuple[str, tuple[str | None, ...], str, Decimal]] = {
    "Release price (USD)": ("price", (None,), "USD", Decimal(1)),
    "FP64 (double precision) performance (FLOP/s)": ("compute", ("FP64",), "TFLOPS", _TERA),
    "FP32 (single precision) performance (FLOP/s)": ("compute", ("FP32",), "TFLOPS", _TERA),
    "TF32 (TensorFloat-32) performance (FLOP/s)": ("compute", ("TF32",), "TFLOPS", _TERA),
    "Tensor-FP16/BF16 performance (FLOP/s)": ("compute", ("BF16", "FP16"), "TFLOPS", _TERA),
    "FP8 performance (FLOP/s)": ("compute", ("FP8",), "TFLOPS", _TERA),
    "FP4 performance (FLOP/s)": ("compute", ("FP4",), "TFLOPS", _TERA),
    "INT16 performance (OP/s)": ("compute", ("INT16",), "TOPS", _TERA),
    "INT8 performance (OP/s)": ("compute", ("INT8",), "TOPS", _TERA),
    "INT4 performance (OP/s)": ("compute", ("INT4",), "TOPS", _TERA),
    "Memory (bytes)": ("memory_capacity", (None,), "GB", _GIGA),
    "Memory bandwidth (byte/s)": ("memory_bandwidth", (None,), "GB/s", _GIGA),
    "Intranode bandwidth (byte/s)": ("interconnect_bandwidth", (None,), "GB/s", _GIGA),
    "TDP (W)": ("power", (None,), "W", Decimal(1)),
    "Process size (nm)": ("process_node", (None,), "nm", Decimal(1)),
    "Die Size (mm^2)": ("die_area", (None,), "mm2", Decimal(1)),
    "Transistors (millions)": ("transistors", (None,), "count", 1 / _MILLION),
}


def tidy(db: Database, as_of: int) -> Table:
    """A row a chip, with the names and units of Epoch AI's columns, so that the two tables can be joined.

    Dense figures only; of a range its upper end. ``Release date`` is as exact as the news: 2026-Q4, 2026-10-15.
    """
    held: dict[str, dict[FactKey, Fact]] = {}
    for fact in reads.held(db, None, as_of):
        held.setdefault(fact.key.chip, {})[fact.key] = fact
    columns = ("Hardware name", "Manufacturer", "Release date", *_EPOCH)
    chips = (c for c in reads.chips(db, as_of, as_of, unseen=False) if c.kind is SubjectKind.CHIP and c.name in held)
    rows = (_tidy_row(chip.name, chip.vendor, held[chip.name]) for chip in chips)
    return Table("chips", columns, rows, frozenset(_EPOCH))


def _tidy_row(chip: str, vendor: str, held: dict[FactKey, Fact]) -> list[Cell]:
    release = held.get(FactKey(chip, "release"))
    cells: list[Cell] = [chip, vendor, None if release is None else str(release.value)]
    for attribute, precisions, unit, factor in _EPOCH.values():
        found = (held.get(FactKey(chip, attribute, precision)) for precision in precisions)
        fact = next((f for f in found if f is not None and f.unit == unit), None)
        value = None if fact is None else fact.value_max or fact.value
        cells.append(float(value * factor) if isinstance(value, Decimal) else None)
    return cells


TABLES: dict[str, Callable[[Database, int], Table]] = {
    "facts": facts,
    "claims": claims,
    "changes": changes,
    "tidy": tidy,
}


def write_sqlite(tables: Iterable[Table], path: Path) -> None:
    """Write tables into a new SQLite file. Raises UsageError where it exists."""
    import sqlite_utils

    if path.exists():
        raise UsageError(f"{path} exists already", hint="name another file, or remove it")
    target = Database(path)
    try:
        target.execute("PRAGMA journal_mode = DELETE")
        with target.told():
            db = sqlite_utils.Database(target.connection, execute_plugins=False)
            for table in tables:
                types = {column: float if column in table.numbers else str for column in table.columns}
                created = db.create_table(table.name, types)
                created.insert_all(dict(zip(table.columns, row, strict=True)) for row in table.rows)
    finally:
        target.close()


def write_parquet(table: Table, path: Path) -> None:
    """Write one table as Parquet. Raises UsageError where the extra is not installed, StoreError where it cannot."""
    try:
        from arro3.core import Array, DataType
        from arro3.core import Table as Arrow
        from arro3.io import write_parquet as write
    except ImportError as error:
        raise UsageError("Parquet needs the extra `parquet`", hint="pip install 'chipwatch[parquet]'") from error
    rows = list(table.rows)
    arrays = []
    for n, column in enumerate(table.columns):
        cells = [row[n] for row in rows]
        number = column in table.numbers
        kind = DataType.float64() if number else DataType.utf8()
        arrays.append(Array(cells if number else [None if c is None else str(c) for c in cells], kind))
    try:
        write(Arrow.from_arrays(arrays, names=list(table.columns)), path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}", hint="check the directory") from error


def dicts(table: Table) -> Iterator[dict[str, Cell]]:
    """The rows by column name, for CSV, JSON Lines and Markdown."""
    for row in table.rows:
        yield dict(zip(table.columns, row, strict=True))

"""Bytes of pages, compressed with zstandard (RFC 8878) and a dictionary trained on the pages themselves.

News pages of one site are mostly the same markup; a dictionary makes the small ones several times smaller. The first is
trained once enough pages are there, and every later body uses the newest.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from chipwatch.errors import DamagedDatabaseError, NotFoundError
from chipwatch.store.database import Database

if TYPE_CHECKING:
    import zstandard

LEVEL = 9
DICTIONARY_BYTES = 112_640  # what the zstd tool makes by default
TRAIN_AT = (200, 5_000)  # bodies stored when the first and the second dictionary are trained
SAMPLES = 400


def put_body(db: Database, sha256: str, body: bytes) -> None:
    """Store bytes under their hash, unless they are there."""
    if db.value("SELECT 1 FROM body WHERE sha256 = ?", (sha256,)):
        return
    count = db.value("SELECT coalesce(max(rowid), 0) FROM body")
    trained = db.value("SELECT count(*) FROM dictionary")
    if trained < len(TRAIN_AT) and count >= TRAIN_AT[trained]:
        _train(db)
    number = db.value("SELECT max(id) FROM dictionary")
    db.execute(
        "INSERT INTO body (sha256, size, dictionary, data) VALUES (?, ?, ?, ?)",
        (sha256, len(body), number, _compressor(_dictionary(db, number)).compress(body)),
    )


def get_body(db: Database, sha256: str) -> bytes:
    """Raises NotFoundError where ``gc`` dropped it, DamagedDatabaseError where it does not unpack."""
    import zstandard

    row = db.row("SELECT size, dictionary, data FROM body WHERE sha256 = ?", (sha256,))
    if row is None:
        raise NotFoundError(f"the bytes of this capture were dropped: {sha256}", hint="`chipwatch gc` drops old pages")
    size, number, data = row
    try:
        return _decompressor(_dictionary(db, number)).decompress(data, max_output_size=size)
    except zstandard.ZstdError as error:
        raise DamagedDatabaseError(f"a stored page does not unpack: {sha256}", hint="restore a backup") from error


def _train(db: Database) -> None:
    import zstandard

    samples: list[bytes | bytearray | memoryview] = [
        get_body(db, sha256)[:65536]
        for (sha256,) in db.rows("SELECT sha256 FROM body WHERE size > 0 ORDER BY rowid DESC LIMIT ?", (SAMPLES,))
    ]
    try:
        data = zstandard.train_dictionary(DICTIONARY_BYTES, samples).as_bytes()
    except zstandard.ZstdError:  # too little in common to make one: an empty dictionary compresses as none does
        data = b""
    db.execute("INSERT INTO dictionary (data) VALUES (?)", (data,))


def _dictionary(db: Database, number: int | None) -> bytes:
    if number is None:
        return b""
    data: bytes = db.value("SELECT data FROM dictionary WHERE id = ?", (number,))
    return data


@lru_cache(maxsize=4)
def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    import zstandard

    return zstandard.ZstdCompressor(level=LEVEL, dict_data=_as_dictionary(dictionary))


@lru_cache(maxsize=4)
def _decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    import zstandard

    return zstandard.ZstdDecompressor(dict_data=_as_dictionary(dictionary))


def _as_dictionary(data: bytes) -> zstandard.ZstdCompressionDict | None:
    import zstandard

    return zstandard.ZstdCompressionDict(data) if data else None

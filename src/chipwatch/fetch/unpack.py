"""Content codings undone within a limit, so that a small bomb never becomes a large one in memory.

A coding's own reader is asked for one piece at a time and left as soon as the limit is passed; httpx would unpack
whatever arrived at once.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPT_ENCODING = "gzip, br, zstd"
_PIECE = 64 * 1024
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a sender may demand of a receiver
_ZSTD_BITE = 64  # its reader cannot be told when to stop, and four bytes may stand for 128 KiB (RFC 8878)
_MAX_CODINGS = 3


class DamagedBodyError(Exception):
    """The body is not in the coding that its header names."""


class OversizeBodyError(Exception):
    """The body has more bytes than the limit once unpacked."""


def unpack(body: bytes, content_encoding: str | None, limit: int) -> bytes:
    """``body`` without the codings of its Content-Encoding (RFC 9110, section 8.4), ``limit`` bytes at most."""
    codings = [name.strip().lower() for name in (content_encoding or "").split(",")]
    codings = [name for name in codings if name not in ("", "identity")]
    if len(codings) > _MAX_CODINGS:
        raise DamagedBodyError(f"packed {len(codings)} times over")
    for coding in reversed(codings):
        if coding not in _READERS:
            raise DamagedBodyError(f"packed as {coding[:40]!r}, which was not asked for")
        if body:
            body = _within(_READERS[coding](body), coding, limit)
    if len(body) > limit:
        raise OversizeBodyError
    return body


def _within(pieces: Iterator[bytes], coding: str, limit: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > limit:
                raise OversizeBodyError
    except (EOFError, OSError, zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise DamagedBodyError(f"not the {coding} it claims to be, or cut short") from error
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as reader:
        while piece := reader.read(_PIECE):
            yield piece


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110 means the zlib format, but some servers send the raw stream; a zlib header says so by its checksum.
    framed = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    reader = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
    while not reader.eof:
        piece = reader.decompress(body, _PIECE)
        body = reader.unconsumed_tail
        if not piece and not body and not reader.eof:
            raise EOFError
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    piece = reader.process(body, output_buffer_limit=_PIECE)
    while piece or not reader.can_accept_more_data():
        yield piece
        piece = reader.process(b"", output_buffer_limit=_PIECE)
    if not reader.is_finished():
        raise EOFError


def _zstd(body: bytes) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    start = 0
    while start < len(body):  # a frame
        reader = decompressor.decompressobj()
        while not reader.eof:
            if start >= len(body):
                raise EOFError
            yield reader.decompress(body[start : start + _ZSTD_BITE])
            start += _ZSTD_BITE
        start -= len(reader.unused_data)


_READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

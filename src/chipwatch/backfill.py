"""Pages from web archives (WARC files, ISO 28500) into the database, as if their source had listed them."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from chipwatch.config import Config
from chipwatch.errors import ParseError
from chipwatch.lock import work_lock
from chipwatch.model import Capture
from chipwatch.pipeline import Clock, Failure, Progress, Summary, opened
from chipwatch.rules import RuleSet
from chipwatch.stopping import cancelled_by_signals
from chipwatch.urls import canonical_url

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_OF_THE_TRANSFER = ("content-encoding", "transfer-encoding", "content-length")  # the body is unpacked


def backfill(
    config: Config, ruleset: RuleSet, files: Sequence[Path], source_id: str, *, clock: Clock, progress: Progress
) -> Summary:
    """Take in the pages of archives, said to be of one source, and read them: one ``news`` revision.

    Addresses that are known already are left alone. A file that is no archive is a Failure. Raises NotFoundError for an
    unknown source, LockedError and StoreError.
    """

    async def passing() -> Summary:
        async with opened(config, ruleset, clock=clock, progress=progress) as pipeline:
            pipeline.sources([source_id])
            kept, failures = 0, []
            for file in files:
                try:
                    kept += sum(map(pipeline.keep, captures(file, source_id, config.fetch.max_body_bytes)))
                except ParseError as error:
                    failures.append(Failure(str(file), error))
            with cancelled_by_signals():
                summary = await pipeline.run([])
            summary.articles_new += kept
            summary.failures += failures
            return summary

    with work_lock(config.db, "backfill"):
        return asyncio.run(passing())


def captures(file: Path, source_id: str, limit: int) -> Iterator[Capture]:
    """The pages of an archive that a server sent with status 200, up to ``limit`` bytes each.

    Raises ParseError where the file cannot be read or is no archive; what came before has been yielded then.
    """
    try:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response" and (capture := _capture(record, source_id, limit)):
                    yield capture
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error) as error:
        raise ParseError(f"no web archive, or a damaged one: {error}", hint="name WARC files, packed or not") from error


def _capture(record: ArcWarcRecord, source_id: str, limit: int) -> Capture | None:
    headers = record.http_headers
    url = canonical_url(record.rec_headers.get_header("WARC-Target-URI") or "")
    if url is None or headers is None or headers.get_statuscode() != "200":
        return None
    if headers.get_header("Content-Type", "").partition(";")[0].strip().lower() not in _PAGES:
        return None
    body = record.content_stream().read(limit + 1)
    if len(body) > limit:
        return None
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    kept = tuple((name, value) for name, value in headers.headers if name.lower() not in _OF_THE_TRANSFER)
    return Capture.of(url, source_id, at, 200, kept, body)

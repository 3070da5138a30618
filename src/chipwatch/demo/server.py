"""The newsroom: a web server on loopback whose pages change with the day."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from chipwatch.model import Source, SourceKind, Tier

DAYS = tuple(datetime(2025, 11, day, 8, tzinfo=UTC) for day in (17, 18, 19))
"""When each day's run takes place, in the newsroom's time."""

_TYPES = {
    "html": "text/html; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "xml": "application/atom+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


class Newsroom:
    """Serves the bundled pages as they are on ``day``, an index into DAYS. A context manager."""

    def __init__(self) -> None:
        self.day = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def sources(self) -> tuple[Source, ...]:
        """The newsroom's desks, at their addresses on this machine."""
        at = self.base_url
        return (
            Source(
                "makers",
                "Makers' Pavilion",
                f"{at}/makers/",
                SourceKind.LISTING,
                Tier.OFFICIAL,
                "makers",
                link_selector="ol.releases a",
            ),
            Source("wire", "Pacific Chip Wire", f"{at}/wire/feed.rss", SourceKind.FEED, Tier.PRESS, "wire"),
            Source("bench", "Bench Letter", f"{at}/bench/atom.xml", SourceKind.FEED, Tier.ANALYST, "bench"),
            Source(
                "xinguancha", "芯观察", f"{at}/xinguancha/feed.rss", SourceKind.FEED, Tier.PRESS, "xinguancha", "zh"
            ),
        )

    def page(self, path: str) -> bytes | None:
        """The page at a path of the server, as it is today; None where there is none."""
        parts = [part for part in path.split("/") if part]
        if any(part.startswith(".") for part in parts):
            return None
        if path.endswith("/"):
            parts.append("index.html")
        for day in range(self.day, -1, -1):
            file: Traversable = files("chipwatch.demo").joinpath("newsroom", f"day-{day + 1}", *parts)
            if file.is_file():
                return file.read_bytes().replace(b"@BASE@", self.base_url.encode())
        return None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="newsroom", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, conditional ones too (RFC 9110, section 13)."""

    protocol_version = "HTTP/1.1"
    timeout = 5  # seconds, after which an idle connection is closed

    def __init__(self, newsroom: Newsroom, *arguments: Any) -> None:
        self._newsroom = newsroom
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self._newsroom.page(path)
        if body is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("ETag", etag)
        if not unchanged:
            self.send_header("Content-Type", _TYPES.get(path.rpartition(".")[2], _TYPES["html"]))
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged and self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 (http.server's name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
        """Nothing: the demo's terminal belongs to chipwatch."""

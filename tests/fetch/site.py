"""A real web server on loopback whose pages a test writes."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

Handle = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Seen:
    """A request as the server got it."""

    path: str
    headers: Mapping[str, str]
    at: float
    under_way: int  # requests in the server's hands, this one among them


@dataclass
class Site:
    """Answers by path; whatever is not there is 404. An answer is written by a function of the handler."""

    port: int
    pages: dict[str, Handle] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    under_way: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    def put(self, path: str, body: bytes | str = b"", *, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda handler: answer(handler, data, status=status, **headers)

    def in_turn(self, path: str, *handles: Handle) -> None:
        """One answer after the other, the last one again and again."""
        rest = list(handles)
        self.pages[path] = lambda handler: (rest.pop(0) if len(rest) > 1 else rest[0])(handler)

    def paths(self) -> list[str]:
        return [request.path for request in self.seen]


def answer(handler: BaseHTTPRequestHandler, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
    """A whole answer; underscores in header names stand for hyphens."""
    handler.send_response(status)
    for name, value in ({"Content-Type": "text/html", "Content-Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def missing(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, status=404)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                site.under_way += 1
                site.seen.append(Seen(self.path, dict(self.headers.items()), monotonic(), site.under_way))
            try:
                site.pages.get(self.path, missing)(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client had enough, which many tests are about
            finally:
                with lock:
                    site.under_way -= 1

        def log_message(self, *args: object) -> None: ...

    lock = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

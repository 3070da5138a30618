"""A small world around a real chipwatch: a web server with a feed, a mail server, a database, and the command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from chipwatch.cli import cli
from chipwatch.demo.postbox import Postbox
from tests.fetch.site import Site, answer, serving

_PAGE = "text/html; charset=utf-8"
ROADMAP = """\
<!doctype html><html lang="en"><head><title>Huawei tells more of the Ascend 960</title></head><body><article>
<h1>Huawei tells more of the Ascend 960</h1>
<p>Huawei showed its coming accelerator to partners in Shenzhen on Tuesday, and handed out a sheet of numbers.</p>
<p>The Huawei Ascend 960 carries 288 GB of memory. The Huawei Ascend 910C draws 350 W, Huawei says.</p>
<p>Partners who saw the demonstration called it convincing, though nobody was allowed to run software of their own.</p>
</article></body></html>
"""
PRICES = """\
<!doctype html><html lang="en"><head><title>What the H20 costs now</title></head><body><article>
<h1>What the H20 costs now</h1>
<p>Dealers in three cities were asked this week what they charge for accelerators, and most of them answered.</p>
<p>The NVIDIA H20 has 96 GB of memory and is in stock almost everywhere, according to the dealers.</p>
<p>None of them expected the figures on their shelves to move much before the end of the year.</p>
</article></body></html>
"""


@dataclass
class World:
    """``site`` serves ``articles`` and a feed that lists them; mails go to ``postbox`` if there is one."""

    site: Site
    home: Path
    articles: dict[str, bytes] = field(default_factory=dict)
    smtp_port: int | None = None

    @property
    def db(self) -> Path:
        return self.home / "news.db"

    def publish(self, slug: str, page: str | bytes) -> None:
        """Put an article on the site, or another version of it, and into the feed."""
        self.articles[slug] = page.encode() if isinstance(page, str) else page
        self.site.pages[f"/{slug}"] = lambda handler: _conditional(handler, self.articles[slug], _PAGE)
        self.site.pages["/feed.xml"] = lambda handler: _conditional(handler, self._feed(), "application/rss+xml")

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{slug}</title><link>{self.site.url(f'/{slug}')}</link>"
            "<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>"
            for slug in self.articles
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()

    def write_settings(self) -> None:
        source = {"id": "news", "name": "News", "url": self.site.url("/feed.xml"), "kind": "feed", "tier": "press"}
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**source, "origin": "news"}.items()]
        (self.home / "sources.toml").write_text("\n".join(["[[source]]", *lines, ""]))
        (self.home / "config.toml").write_text(
            'db = "news.db"\nsources = "sources.toml"\n'
            "[fetch]\ndelay = 0\nattempts = 1\n"
            '[alerts]\nsender = "watch@chipwatch.example"\nto = ["reader@chipwatch.example"]\n'
            + (f'[smtp]\nhost = "127.0.0.1"\nport = {self.smtp_port}\nsecurity = "none"\n' if self.smtp_port else "")
        )

    def set_interval(self, every: str) -> None:
        """How often the daemon is to poll the feed."""
        with (self.home / "sources.toml").open("a") as file:
            file.write(f'every = "{every}"\n')

    def chipwatch(self, *words: str, status: int = 0) -> Result:
        """Give a command, which must end with ``status``. It runs in this process, which loads spaCy but once."""
        command = [*words, "--config", str(self.home / "config.toml")]
        result = CliRunner().invoke(cli, command, catch_exceptions=False)
        assert result.exit_code == status, f"{words} ended with {result.exit_code}\n{result.output}"
        return result

    def process(self, *words: str) -> subprocess.Popen[str]:
        """Begin a command as a process of its own."""
        command = [sys.executable, "-m", "chipwatch", *words, "--config", str(self.home / "config.toml")]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, status: int = 0) -> str:
        """``chipwatch run`` on this world's source alone; what it said."""
        return self.chipwatch("run", "news", status=status).stderr

    def read(self, *words: str) -> list[dict[str, Any]]:
        """What a reading command prints, as records."""
        records = json.loads(self.chipwatch(*words, "--format", "json").stdout)
        assert isinstance(records, list)
        return records

    def facts(self) -> set[tuple[Any, ...]]:
        """What is held, without when and why it came to be held."""
        keys = ("chip", "attribute", "precision", "sparse", "value", "value_max", "unit", "bound", "status", "support")
        return {tuple(record[key] for key in keys) for record in self.read("export", "facts")}

    def revisions(self) -> int:
        """The number of the newest revision."""
        return max((record["revision"] for record in self.read("diff", "--since", "r0")), default=0)


@contextmanager
def world(home: Path, postbox: Postbox | None = None) -> Iterator[World]:
    with serving() as site:
        made = World(site, home, smtp_port=postbox.port if postbox else None)
        made.write_settings()
        yield made


def _conditional(handler: BaseHTTPRequestHandler, body: bytes, kind: str) -> None:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if handler.headers.get("If-None-Match") == etag:
        handler.send_response(304)
        handler.send_header("ETag", etag)
        handler.end_headers()
    else:
        answer(handler, body, Content_Type=kind, ETag=etag)

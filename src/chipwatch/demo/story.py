"""The story: three days, each a run of the real pipeline, what ``diff`` says of it, and the mail that came."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from chipwatch import pipeline, rules
from chipwatch.config import Alerts, Config, Fetch, Smtp
from chipwatch.demo.postbox import Postbox
from chipwatch.demo.server import DAYS, Newsroom
from chipwatch.errors import UsageError
from chipwatch.format import day as written_out
from chipwatch.format import safe_text
from chipwatch.pipeline import Progress, Summary

READER = "you@demo.example"
_MARK = "This directory was made by `chipwatch demo`, which makes it anew each time.\n"
_SCREEN = 120  # lines of one diff or mail; the command above it shows the rest


def play(folder: Path, *, progress: Callable[[], AbstractContextManager[Progress]]) -> bool:
    """Tell the story on standard output, leave its database and mails in ``folder``; False if anything failed.

    ``progress`` is entered for each run. Raises UsageError if ``folder`` holds anything but an earlier demo.
    """
    _prepare(folder)
    database = folder / "demo.db"
    _say("A newsroom of four desks tells three days of news about AI chips. All of it is on this machine:")
    _say("a web server with 15 articles, a mail server, and chipwatch between the two.")
    well = True
    with Newsroom() as newsroom, Postbox() as postbox:
        ruleset = replace(rules.load(), sources=newsroom.sources)
        config = _config(folder, postbox)
        for newsroom.day, now in enumerate(DAYS):
            _say(f"\n━━ Day {newsroom.day + 1}, {written_out(now.date())} ━━\n")
            with progress() as shown:
                summary = pipeline.run(config, ruleset, clock=lambda: DAYS[newsroom.day], progress=shown)
            _say(_in_words(summary))
            well = well and not summary.failures
            if summary.revision is not None:
                _chipwatch("diff", "--since", f"r{summary.revision - 1}", database=database)
            for number, mail in enumerate(postbox.mails, start=1):
                _show(mail, folder / f"day-{newsroom.day + 1}-mail-{number}.eml")
            postbox.mails.clear()
    _say("\n━━ Yours to try ━━\n")
    _say("\n".join(_command(*words, database=database) for words in _NEXT))
    commands = Path(sys.executable).parent
    if shutil.which("chipwatch") is None and (commands / "chipwatch").is_file():
        _say(f"\nTo type them as they stand here: export PATH={shlex.quote(str(commands))}:$PATH")
    _say("\nThe newsroom has closed, so links into it no longer open.")
    return well


_NEXT = (
    ("show", "昆仑芯P800"),
    ("history", "Ascend 950"),
    ("disputes",),
    ("compare", "Ascend 910C", "H20", "H100"),
    ("diff", "--since", "2025-11-18", "--kind", "changed", "--format", "json"),
)


def _prepare(folder: Path) -> None:
    """An empty folder, or an earlier demo's without what the new one makes."""
    mark = folder / "README.txt"
    try:
        made_by_us = mark.is_file() and mark.read_text("utf-8", errors="replace") == _MARK
        if folder.exists() and not made_by_us and any(folder.iterdir()):
            raise UsageError(f"{folder} holds files that no demo made", hint="name an empty or a new directory")
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("demo.db*"), *folder.glob("day-*.eml")):
            old.unlink()
        mark.write_text(_MARK, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error}", hint="name a directory you may write to") from error


def _config(folder: Path, postbox: Postbox) -> Config:
    return Config(
        db=folder / "demo.db",
        sources=folder / "sources.toml",
        subscriptions=folder / "subscriptions.toml",
        fetch=Fetch(delay=0, guard_private=False),
        smtp=Smtp(host=postbox.host, port=postbox.port, security="none"),
        alerts=Alerts(sender="chipwatch@demo.example", to=(READER,)),
    )


def _in_words(summary: Summary) -> str:
    done = (
        f"{summary.sources_polled} sources; {summary.articles_new} articles new, {summary.articles_changed} changed, "
        f"{summary.articles_unchanged} unchanged; {summary.claims} claims; {summary.facts_changed} facts changed"
    )
    failed = [f"failed: {failure.what}: {failure.error}" for failure in summary.failures]
    return safe_text("\n".join([done, *failed]))


def _chipwatch(*words: str, database: Path) -> None:
    """Show a command and what it says, as a user would see both."""
    _say(f"\n$ {_command(*words, database=database)}\n")
    command = [sys.executable, "-m", "chipwatch", *words, "--db", str(database)]
    speaking = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=speaking)  # noqa: S603
    _say_lines(done.stdout)


def _command(*words: str, database: Path) -> str:
    return shlex.join(["chipwatch", *words, "--db", str(database)])


def _show(mail: EmailMessage, file: Path) -> None:
    """The mail as text, and as a file that a mail program opens."""
    file.write_bytes(mail.as_bytes())
    _say(f"\n$ less {shlex.quote(str(file))}\n")
    headers = "".join(f"{name}: {mail[name]}\n" for name in ("From", "To", "Subject", "Date"))
    body = mail.get_body(("plain",))
    _say_lines(f"{headers}\n{body.get_content() if body else ''}", indent="  │ ")


def _say_lines(text: str, *, indent: str = "") -> None:
    lines = safe_text(text).splitlines()
    _say("\n".join(f"{indent}{line}".rstrip() for line in lines[:_SCREEN]))
    if len(lines) > _SCREEN:
        _say(f"  … {len(lines) - _SCREEN} more lines")


def _say(text: str) -> None:
    # Flushed, so that it stands before what progress bars write to the other stream.
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()

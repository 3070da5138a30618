"""The daemon, and clean stops, as real processes."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from chipwatch.demo.postbox import Postbox

from .world import PRICES, ROADMAP, World


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@contextmanager
def running(made: World, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = made.process(*words)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stop(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """What the process said on standard error, once stopped by a signal within five seconds."""
    process.send_signal(number)
    _, said = process.communicate(timeout=5)
    assert "Traceback" not in said
    return said


@pytest.fixture
def hanging(newsroom: World) -> Iterator[Event]:
    """An article whose server never answers; set once it was asked."""
    asked, let_go = Event(), Event()

    def hang(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        let_go.wait(30)

    newsroom.publish("roadmap", ROADMAP)
    newsroom.publish("prices", PRICES)
    newsroom.site.pages["/prices"] = hang
    yield asked
    let_go.set()


def test_the_daemon_reads_and_keeps_others_out(newsroom: World, postbox: Postbox) -> None:
    newsroom.publish("roadmap", ROADMAP)
    with running(newsroom, "daemon", "news") as daemon:
        until(lambda: len(postbox.mails) == 1)
        said = newsroom.run(status=1)
        assert f"daemon, process {daemon.pid}" in said
        assert "Huawei Ascend 960" in {fact[0] for fact in newsroom.facts()}, "reading goes on beside the daemon"
        assert stop(daemon, signal.SIGTERM).endswith("Stopped.\n")
        assert daemon.returncode == 0
    newsroom.run()


def test_a_source_is_polled_on_its_own_schedule_and_never_twice_at_once(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.set_interval("1s")
    feed = newsroom.site.pages["/feed.xml"]

    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1.5)
        feed(handler)

    newsroom.site.pages["/feed.xml"] = slow
    with running(newsroom, "daemon", "news") as daemon:
        until(lambda: newsroom.site.paths().count("/feed.xml") >= 3)
        stop(daemon, signal.SIGINT)
    assert max(seen.under_way for seen in newsroom.site.seen if seen.path == "/feed.xml") == 1


@pytest.mark.parametrize(("command", "status"), [("run", 1), ("daemon", 0)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_in_the_middle_is_clean(
    newsroom: World, hanging: Event, command: str, status: int, number: signal.Signals
) -> None:
    with running(newsroom, command, "news") as process:
        assert hanging.wait(30)
        assert "Stopped." in stop(process, number)
        assert process.returncode == status
    newsroom.publish("prices", PRICES)
    newsroom.run()
    assert {"Huawei Ascend 960", "NVIDIA H20"} <= {fact[0] for fact in newsroom.facts()}
    assert newsroom.chipwatch("verify").stderr == "The database is in order.\n"

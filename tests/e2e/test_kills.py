"""kill -9 at any instant loses nothing and repeats nothing but a mail, which then is the same mail."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from chipwatch.demo.postbox import Postbox

from .world import PRICES, ROADMAP, World, world

KILLS = 20


def news(made: World) -> None:
    made.publish("roadmap", ROADMAP)
    made.publish("prices", PRICES)


@pytest.mark.slow
def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    with Postbox() as postbox, world(tmp_path / "calm", postbox) as calm:
        news(calm)
        begun = time.monotonic()
        process = calm.process("run", "news")
        process.communicate()
        duration = time.monotonic() - begun
        undisturbed = calm.facts()
        assert process.returncode == 0
        assert len(postbox.mails) == 1
    instants = random.Random(20261103)
    for number in range(KILLS):
        home = tmp_path / f"kill-{number}"
        home.mkdir()
        with Postbox() as postbox, world(home, postbox) as made:
            news(made)
            process = made.process("run", "news")
            time.sleep(instants.uniform(0, duration))
            process.kill()
            process.communicate()
            made.run()
            assert made.facts() == undisturbed
            assert made.chipwatch("verify").stderr == "The database is in order.\n"
            assert len({mail["Message-ID"] for mail in postbox.mails}) == 1, "one alert, however often it came"

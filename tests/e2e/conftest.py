from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chipwatch.demo.postbox import Postbox

from .world import World, world


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        yield box


@pytest.fixture
def newsroom(tmp_path: Path, postbox: Postbox) -> Iterator[World]:
    with world(tmp_path, postbox) as made:
        yield made

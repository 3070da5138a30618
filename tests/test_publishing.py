"""A report of a real store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chipwatch.errors import StoreError
from chipwatch.publishing import publish as report
from chipwatch.store import Store
from tests.store.newsroom import memory, open_store, page_bytes, publish

H20 = "NVIDIA H20"
URL = "https://wire.test/1"


def test_a_chips_page_tells_what_each_revision_changed(tmp_path: Path) -> None:
    with open_store(tmp_path / "chipwatch.db") as store:
        for day, size in enumerate(("96", "141", "96"), 1):
            publish(store, [(URL, "wire", page_bytes(memory(H20, size), published=date(2026, 1, day)))])
        report(store, tmp_path / "out")
    [page] = (tmp_path / "out" / "chips").glob("*.html")
    told = " ".join(page.read_text("utf-8").split())
    assert told.count("96 GB → 141 GB") == 1
    assert told.count("141 GB → 96 GB") == 1


def test_a_database_without_news_makes_no_report(tmp_path: Path) -> None:
    with Store.open(tmp_path / "chipwatch.db") as store, pytest.raises(StoreError, match="nothing to report"):
        report(store, tmp_path / "out")

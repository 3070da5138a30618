from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from chipwatch import article, sources
from chipwatch.demo import DAYS, Newsroom
from chipwatch.model import Article, Capture

EXPECTED = Path(__file__).parent / "expected"
DOCUMENTS = sorted(EXPECTED.glob("*.json"))


def expected(document: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document.read_text("utf-8"))
    return loaded


def get(newsroom: Newsroom, url: str, source_id: str = "wire") -> Capture:
    answer = httpx.get(url, trust_env=False)
    headers = tuple(answer.headers.multi_items())
    return Capture.of(url, source_id, DAYS[newsroom.day], answer.status_code, headers, answer.content)


def served(newsroom: Newsroom, file: str) -> Article:
    """A page, as of the day in its path."""
    day, _, path = file.partition("/")
    newsroom.day = int(day.removeprefix("day-")) - 1
    return article.parse(get(newsroom, f"{newsroom.base_url}/{path}"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_each_page_is_an_article_that_holds_the_quotes_expected_of_it(document: Path) -> None:
    wanted = expected(document)
    with Newsroom() as newsroom:
        parsed = served(newsroom, wanted["file"])
    assert parsed.lang.partition("-")[0] == wanted["lang"]
    assert str(parsed.published) == wanted["published"]
    for item in wanted["claims"] + wanted["relations"]:
        assert item["quote"] in parsed.text
    for noise in ("chipwatch demo", "More from the wire", "All desks", "首页"):
        assert noise not in parsed.text


def test_every_page_that_a_day_lists_is_served_and_no_other_is_expected() -> None:
    listed = set()
    with Newsroom() as newsroom:
        for newsroom.day in range(len(DAYS)):
            for source in newsroom.sources:
                refs = sources.parse(source, get(newsroom, source.url, source.id))
                assert refs, source.id
                for ref in refs:
                    assert get(newsroom, ref.url).status == 200, ref.url
                    listed.add(ref.url.removeprefix(newsroom.base_url))
    assert listed == {"/" + expected(document)["file"].partition("/")[2] for document in DOCUMENTS}


def test_pages_change_with_the_day_and_conditional_requests_tell() -> None:
    with Newsroom() as newsroom:
        url = f"{newsroom.base_url}/bench/nvidia-in-china.html"
        first = httpx.get(url, trust_env=False)
        asked = {"If-None-Match": first.headers["ETag"]}
        assert httpx.get(url, headers=asked, trust_env=False).status_code == 304
        newsroom.day = 1
        second = httpx.get(url, headers=asked, trust_env=False)
        assert second.status_code == 200
        assert "Correction" in second.text


@pytest.mark.parametrize("path", ["/nothing.html", "/../server.py", "/%2e%2e/%2e%2e/server.py", "/wire", "/day-2/x"])
def test_nothing_but_the_pages_is_served(path: str) -> None:
    with Newsroom() as newsroom:
        assert httpx.get(newsroom.base_url + path, trust_env=False).status_code == 404

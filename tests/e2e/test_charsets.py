"""A newsroom in any charset, whatever it declares: ``run`` reads the claims that it would read in UTF-8."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .world import World, world

TEXTS = {
    "zh-CN": (
        "昇腾910C板卡实测",
        "华为昇腾910C在我们的板卡上配备128GB显存，显存带宽为3.2TB/s，满载功耗约310瓦。",
        "昇腾950预计明年上市，将配备144GB显存，经销商对此并不意外。",
    ),
    "zh-TW": (
        "昇騰910C板卡實測",
        "華為昇騰910C在我們的板卡上配備128GB記憶體，記憶體頻寬為3.2TB/s，滿載功耗約310瓦。",
        "輝達H20則配備96GB記憶體，經銷商對此並不意外。",
    ),
    "ja": (
        "NVIDIA H20の実測値について",
        "NVIDIA H20のメモリ容量は96GBで、メモリ帯域幅は4.0TB/sである。消費電力は約400Wだった。",
        "出荷は来年を見込むと、販売店は説明している。",
    ),
    "ko": (
        "엔비디아 H20 실측 결과",
        "엔비디아 H20의 메모리 용량은 96GB이며 메모리 대역폭은 4.0TB/s이다. 소비 전력은 약 400W이다.",
        "판매점들은 내년 출하를 예상한다고 설명했다.",
    ),
}
CHARSETS = [("zh-CN", "gb18030"), ("zh-TW", "big5"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ko", "euc_kr")]


def claims(made: World) -> list[dict[str, Any]]:
    """What is claimed, in which words, without where and when it was read."""
    told = ("chip", "attribute", "precision", "value", "unit", "bound", "status", "quote", "title", "lang", "published")
    return sorted(({key: row[key] for key in told} for row in made.read("export", "claims")), key=str)


def read(home: Path, lang: str, charset: str, *, kind: str, header: str = "", meta: str = "") -> list[dict[str, Any]]:
    """The claims after a run on a newsroom of one article, all of its pages in a charset."""
    title, *paragraphs = TEXTS[lang]
    home.mkdir()
    with world(home) as made:
        head = f"<!doctype html><html lang='{lang}'><head>{meta}<title>{title}</title></head><body>"
        story = f"{head}<h1>{title}</h1><p>2026年11月2日</p>{''.join(f'<p>{text}</p>' for text in paragraphs)}"
        links = f"{head}<ul><li><a href='/n/20261102/1'>{title}</a></li></ul>"
        item = f"<item><title>{title}</title><link>{made.site.url('/n/20261102/1')}</link></item>"
        feed = f"<rss version='2.0'><channel><title>{title}</title>{item}</channel></rss>"
        made.site.put("/n/20261102/1", story.encode(charset), Content_Type=f"text/html{header}")
        made.site.put("/links", links.encode(charset), Content_Type=f"text/html{header}")
        made.site.put("/feed.xml", feed.encode(charset), Content_Type=f"application/rss+xml{header}")
        if kind == "listing":
            settings = made.home / "sources.toml"
            settings.write_text(settings.read_text().replace("feed.xml", "links").replace('"feed"', '"listing"'))
        assert "1 new" in made.run()
        return claims(made)


@pytest.mark.parametrize("kind", ["listing", "feed"])
@pytest.mark.parametrize(("lang", "charset"), CHARSETS)
def test_a_newsroom_that_names_no_charset(tmp_path: Path, lang: str, charset: str, kind: str) -> None:
    wanted = read(tmp_path / "utf-8", lang, "utf-8", kind=kind)
    assert len(wanted) >= 3
    assert {row["title"] for row in wanted} == {TEXTS[lang][0]}
    assert read(tmp_path / charset, lang, charset, kind=kind) == wanted


@pytest.mark.parametrize("named", ["utf-8", "iso-8859-1", "gb2312", "no-such-charset"])
@pytest.mark.parametrize(("lang", "charset"), CHARSETS)
def test_a_newsroom_that_names_a_wrong_charset(tmp_path: Path, lang: str, charset: str, named: str) -> None:
    wanted = read(tmp_path / "utf-8", lang, "utf-8", kind="listing")
    header, meta = f"; charset={named}", f'<meta charset="{named}">'
    assert read(tmp_path / "header", lang, charset, kind="listing", header=header) == wanted
    assert read(tmp_path / "meta", lang, charset, kind="listing", meta=meta) == wanted

from __future__ import annotations

import json
import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from chipwatch.errors import UsageError
from chipwatch.model import Cause, Change, ChangeKind, Chip, SubjectKind
from chipwatch.report import ChipReport, report
from tests.alert.samples import CHANGES, MEMORY, REVISION, evidence, fact

FIRST = replace(REVISION, number=3, at=REVISION.at - timedelta(days=1), facts_digest="g")
TIMES = {3: FIRST, 4: REVISION}
SEEN = Change(ChangeKind.NEW_CHIP, "Huawei Ascend 950", Cause.NEWS, 3, detail="Huawei")
HUAWEI = ChipReport(
    Chip("Huawei Ascend 950", "Huawei", "Huawei Ascend", SubjectKind.CHIP, ("Ascend 950", "昇腾950")),
    (fact("Huawei Ascend 950", "compute", "1000", "TFLOPS"), MEMORY._replace(disputed=True)),
    {MEMORY.key: (evidence("128 GB", "It has 128 GB."),)},
)
BARE = ChipReport(Chip("Cambricon MLU790", "Cambricon", "Cambricon MLU", SubjectKind.CHIP), (), {})
VENDOR = ChipReport(Chip("Huawei", "Huawei", "", SubjectKind.VENDOR), (), {})
CHIPS = (HUAWEI, BARE, VENDOR)


def write(
    out: Path, *chips: ChipReport, changes: tuple[Change, ...] = (*CHANGES, SEEN), base_url: str | None = None
) -> Path:
    return report(out, chips or CHIPS, changes, revision=REVISION, times=TIMES, base_url=base_url)


def page(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text("utf-8"))


def the(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    [node] = tree.css(selector)
    return node


def test_a_report_has_an_index_a_page_for_each_chip_news_feed_and_json(tmp_path: Path) -> None:
    index = write(tmp_path / "out")
    assert sorted(str(path.relative_to(tmp_path / "out")) for path in index.parent.rglob("*") if path.is_file()) == [
        "chips/cambricon-mlu790.html",
        "chips/huawei-ascend-950.html",
        "facts.json",
        "feed.atom",
        "index.html",
        "news.html",
    ]


def test_every_link_within_the_report_leads_to_a_page_of_it(tmp_path: Path) -> None:
    out = write(tmp_path).parent
    for path in out.rglob("*.html"):
        for node in page(path).css("a[href], link[href]"):
            target = node.attributes["href"] or ""
            if not target.startswith(("https:", "#")):
                assert (path.parent / target).is_file(), (path, target)


def test_a_chip_page_shows_values_dispute_sentences_names_and_history(tmp_path: Path) -> None:
    chip = page(write(tmp_path).parent / "chips" / "huawei-ascend-950.html")
    rows = {the(row, "th").text(): row.text(separator=" ") for row in chip.css("tbody tr")}
    assert "1 PFLOPS" in rows["FP8 compute"]
    assert "128 GB (planned)" in rows["memory capacity"]
    assert "sources disagree" in rows["memory capacity"]
    assert "sources disagree" not in rows["FP8 compute"]
    assert [mark.text() for mark in chip.css("tbody mark")] == ["128 GB"]
    assert [heading.text() for heading in chip.css("h3")] == [
        "18 November 2025",
        "17 November 2025",
    ]
    assert [item.text().strip().splitlines()[0] for item in chip.css("li")] == [
        "FP8 compute: 1 PFLOPS (planned)",
        "memory capacity: 128 GB (planned) → 144 GB (planned)",
        "new chip: seen for the first time",
    ]
    assert "昇腾950" in chip.text()


def test_the_news_page_has_the_newest_first(tmp_path: Path) -> None:
    news = page(write(tmp_path).parent / "news.html")
    assert [heading.text() for heading in news.css("h2")] == ["18 November 2025", "17 November 2025"]
    assert [heading.text() for heading in news.css("h3")] == [
        "Biren BR200",
        "Cambricon MLU790",
        "Huawei Ascend 950",
        "NVIDIA H20",
        "Huawei Ascend 950",
    ]


def feed_of(index: Path) -> Element:
    return ElementTree.fromstring((index.parent / "feed.atom").read_text("utf-8"))


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_is_atom_with_lasting_ids(tmp_path: Path) -> None:
    feed = feed_of(write(tmp_path / "a", base_url="https://chips.example.org/r"))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Biren BR200: new chip",
        "Cambricon MLU790: new chip",
        "Huawei Ascend 950: FP8 compute and 1 more",
        "NVIDIA H20: power",
        "Huawei Ascend 950: new chip",
    ]
    links = [link.attrib["href"] for entry in entries for link in entry.findall(f"{ATOM}link")]
    base = feed.attrib["{http://www.w3.org/XML/1998/namespace}base"]
    assert urljoin(base, links[2]) == "https://chips.example.org/r/chips/huawei-ascend-950.html"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    again = feed_of(write(tmp_path / "b", changes=(SEEN,)))
    assert [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")] == ids[-1:]


def test_the_json_holds_every_fact_with_its_evidence(tmp_path: Path) -> None:
    document = json.loads((write(tmp_path).parent / "facts.json").read_text("utf-8"))
    assert [chip["chip"] for chip in document["chips"]] == ["Cambricon MLU790", "Huawei Ascend 950"]
    memory = document["chips"][1]["facts"][1]
    assert memory["value"] == 128
    assert memory["text"] == "128 GB (planned)"
    assert memory["disputed"] is True
    assert memory["evidence"][0]["sentence"] == "It has 128 GB."


def test_a_page_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    for path in write(tmp_path).parent.rglob("*.html"):
        tree = page(path)
        assert tree.css("script, img, iframe, object, link[rel=stylesheet], [style], [onclick]") == []
        policy = the(tree, "meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""
        style = the(tree, "style").text()
        assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
        assert "default-src 'none'" in policy
        assert "url(" not in style


def test_a_page_can_be_read_by_ear(tmp_path: Path) -> None:
    for path in write(tmp_path).parent.rglob("*.html"):
        tree = page(path)
        assert the(tree, "html").attributes["lang"] == "en"
        assert len(tree.css("h1")) == len(tree.css("main")) == 1
        assert all(header.attributes.get("scope") in ("row", "col") for header in tree.css("th"))
        assert all(table.css_first("caption") for table in tree.css("table"))
        levels = [int((node.tag or "")[1:]) for node in tree.css("h1, h2, h3")]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids))


HOSTILE = "</title><script>alert(1)</script>\u202e\x1b[2J../../etc {{ 7*7 }}"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    told_by = evidence(HOSTILE, HOSTILE, "javascript:alert(1)", '"><script>')._replace(title=HOSTILE, source=HOSTILE)
    bad = fact(f"Evil {HOSTILE}", "power", "300", "W")
    chip = Chip(bad.key.chip, f"Evil{HOSTILE}", "f", SubjectKind.CHIP, (HOSTILE,))
    added = Change(ChangeKind.ADDED, chip.name, Cause.NEWS, 4, bad.key, None, bad, evidence=(told_by,))
    out = write(tmp_path / "out", ChipReport(chip, (bad,), {bad.key: (told_by,)}), changes=(added,)).parent
    for path in out.rglob("*.html"):
        tree = page(path)
        assert tree.css("script") == []
        assert all(not (node.attributes["href"] or "").startswith("javascript") for node in tree.css("a"))
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", path.read_text("utf-8"))
    assert len(feed_of(out / "index.html").findall(f"{ATOM}entry")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((out / "chips").iterdir())) == 1


def test_a_new_report_replaces_the_old_and_its_pages(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, BARE, changes=())
    assert [path.name for path in (tmp_path / "chips").iterdir()] == ["cambricon-mlu790.html"]


def test_an_empty_database_makes_a_report_that_says_so(tmp_path: Path) -> None:
    index = report(tmp_path, (), (), revision=FIRST, times={})
    assert "Nothing is known yet" in page(index).text()


def test_a_directory_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my own page")
    with pytest.raises(UsageError, match="no report of chipwatch") as caught:
        write(tmp_path)
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot write the report"):
        write(tmp_path / "file" / "out")


def test_a_base_that_is_no_web_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no web address"):
        write(tmp_path, base_url="javascript:alert(1)")


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_shows_the_page_in_its_style(tmp_path: Path) -> None:
    index = write(tmp_path / "out")
    shot = tmp_path / "shot.png"
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--enable-logging=stderr", "--dump-dom", index.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "Huawei Ascend 950" in done.stdout
    assert "Content Security Policy" not in done.stderr
    subprocess.run([*command, f"--screenshot={shot}", index.as_uri()], capture_output=True, check=True, timeout=60)
    assert shot.stat().st_size > 5000

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import nullcontext
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from chipwatch.demo.story import play
from chipwatch.errors import UsageError
from chipwatch.model import Fact, Status
from chipwatch.pipeline import Progress
from chipwatch.store import Store

README = Path(__file__).parents[2] / "README.md"


def silent() -> nullcontext[Progress]:
    return nullcontext(lambda _stage, _done, _total: None)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert play(folder, progress=silent)
    return folder


def held(folder: Path, chip: str, attribute: str, precision: str | None = None) -> tuple[Fact, set[str]]:
    """A fact at the end of the story, and the languages of its sentences."""
    with Store.open(folder / "demo.db", readonly=True) as store:
        [fact] = [f for f in store.facts(chip) if (f.key.attribute, f.key.precision) == (attribute, precision)]
        return fact, {evidence.lang.partition("-")[0] for evidence in store.evidence(fact.claim_ids)}


def test_a_number_edited_in_a_page_is_changed(told: Path) -> None:
    fact, _ = held(told, "Huawei Ascend 950", "memory_capacity")
    assert (fact.value, fact.status) == (Decimal(144), Status.PLANNED)


def test_a_corrected_number_is_corrected(told: Path) -> None:
    fact, _ = held(told, "NVIDIA H20", "power")
    assert (fact.value, fact.disputed) == (Decimal(400), False)


def test_a_rumour_is_confirmed(told: Path) -> None:
    fact, _ = held(told, "T-Head PPU", "memory_capacity")
    assert (fact.value, fact.status) == (Decimal(96), Status.STATED)


def test_a_release_slips(told: Path) -> None:
    fact, languages = held(told, "Huawei Atlas 950 SuperPoD", "release")
    assert fact.value == "2026-Q4"
    assert languages == {"en", "zh"}


def test_sources_disagree(told: Path) -> None:
    fact, _ = held(told, "Huawei Ascend 910C", "memory_capacity")
    assert (fact.value, fact.disputed) == (Decimal(128), True)


def test_one_fact_is_supported_in_two_languages(told: Path) -> None:
    fact, languages = held(told, "Baidu Kunlun P800", "compute", "FP16")
    assert (fact.value, fact.support) == (Decimal(345), 2)
    assert languages == {"en", "zh"}


def chipwatch(folder: Path, *words: str) -> str:
    """What a command prints, given where ``demo-out`` is the story's folder."""
    done = subprocess.run([sys.executable, "-m", "chipwatch", *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def beside(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the demo was played."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / "demo-out").symlink_to(told)
    return folder


def test_show_tells_an_english_and_a_chinese_article_behind_one_fact(beside: Path) -> None:
    show = ("show", "昆仑芯P800", "--db", "demo-out/demo.db")
    fact, ratio = json.loads(chipwatch(beside, *show, "--format", "json"))
    assert (fact["kind"], ratio["kind"], ratio["reference"]) == ("fact", "relation", "Huawei Ascend 910B")
    assert (fact["value"], fact["origins"], {each["lang"] for each in fact["evidence"]}) == (345, 2, {"en", "zh"})
    (line,) = [line for line in chipwatch(beside, *show).splitlines() if line.startswith(" FP16 compute")]
    assert "345 TFLOPS" in line
    assert "Makers' Pavilion (en)" in line
    assert "芯观察 (zh)" in line


SESSION = re.findall(r"^```console\n\$ chipwatch (.*)\n((?s:.*?))^```$", README.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("command", "shown"), SESSION, ids=[command for command, _ in SESSION])
def test_the_readme_shows_what_is_printed(command: str, shown: str, beside: Path) -> None:
    printed = chipwatch(beside, *shlex.split(command))
    shown, printed = (re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text).strip() for text in (shown, printed))
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in shown.splitlines()]


def test_each_day_brought_one_mail(told: Path) -> None:
    subjects = []
    for file in sorted(told.glob("day-*.eml")):
        subjects.append(str(message_from_bytes(file.read_bytes(), policy=default)["Subject"]))
    assert len(subjects) == 3
    assert "new" in subjects[0]
    assert "changed" in subjects[1]
    assert "slipped" in subjects[2]


def test_a_second_demo_replaces_the_first_and_ends_with_commands_that_work(
    told: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    (told / "demo.db-wal").touch()
    assert play(told, progress=silent)
    told_on_screen = capfd.readouterr().out
    assert "memory capacity: 128 GB (planned) → 144 GB (planned)" in told_on_screen
    assert "  │ Subject: chipwatch: " in told_on_screen
    commands = [
        line for line in told_on_screen.partition("Yours to try")[2].splitlines() if line.startswith("chipwatch ")
    ]
    assert len(commands) >= 4
    assert f"export PATH={Path(sys.executable).parent}:$PATH" in told_on_screen
    for command in commands:
        done = subprocess.run([sys.executable, "-m", *shlex.split(command)], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_a_directory_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo.db").write_text("mine")
    with pytest.raises(UsageError, match="no demo made"):
        play(tmp_path, progress=silent)
    assert (tmp_path / "demo.db").read_text() == "mine"


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot write"):
        play(tmp_path / "file" / "demo", progress=silent)

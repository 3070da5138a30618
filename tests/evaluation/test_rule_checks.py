"""What ``rules check`` finds, one wrong rule at a time laid over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipwatch import rules
from chipwatch.rule_checks import check, locate

CHIPS = 'vendor = "Mine"\n[[family]]\nname = "Fruit"\n'
SHAPED = "prefixes = ['FR']\nshape = 'Q[1-9]'\n"


@pytest.mark.parametrize(
    ("file", "text", "word", "fault"),
    [
        (
            "cues.toml",
            '[bound.before."<="]\nen = ["roughly"]\n',
            "roughly",
            "en before a number bound ~ and <= at once",
        ),
        ("cues.toml", '[status.reported]\nen = ["will"]\n', "will", "en status planned and reported at once"),
        ("cues.toml", "[precision]\nFP8 = ['fp16']\n", "fp16", "precision FP16 and FP8 at once"),
        ("attributes.toml", "[attribute.power.against]\nen = ['tdp']\n", "tdp", "en cue for and against power at once"),
        (
            "attributes.toml",
            "[attribute.interconnect_bandwidth.cues]\nen = ['memory bandwidth']\n",
            "memory bandwidth",
            "en cue for memory_bandwidth and interconnect_bandwidth at once",
        ),
        (
            "chips/mine.toml",
            f"{CHIPS}names = ['Basket']\n",
            "Basket",
            "name of Mine Fruit is an English word: make it weak",
        ),
        ("chips/mine.toml", f"{CHIPS}shape = '.*'\n", ".*", "shape of Mine Fruit matches anything"),
        (
            "chips/mine.toml",
            f"{CHIPS}names = ['Frukta']\nmodels = ['X1']\nrefuse = ['Frukta X1']\n",
            "Frukta X1",
            "name of Mine Fruit X1 is refused",
        ),
        (
            "chips/mine.toml",
            f"{CHIPS}names = ['Frukta']\nweak = ['Frukta']\n",
            "Frukta",
            "name of Mine Fruit is safe alone and weak at once",
        ),
        (
            "chips/mine.toml",
            f"{CHIPS}{SHAPED}\n[[family]]\nname = 'Root'\n{SHAPED}",
            "Q[1-9]",
            "Mine Fruit and Mine Root have this shape after the same word",
        ),
    ],
)
def test_findings(tmp_path: Path, file: str, text: str, word: str, fault: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = {(finding.word, finding.fault): finding for finding in check(rules.load(tmp_path))}
    assert (word, fault) in found
    where, line = locate(found[word, fault], tmp_path)
    assert where == path
    assert word in path.read_text("utf-8").splitlines()[line - 1]

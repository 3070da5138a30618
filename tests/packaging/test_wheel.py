"""What is published works: the wheel made from the sdist, in an empty environment, outside the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path) -> str:
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of commands of an environment that holds chipwatch and what it requires, nothing else."""
    work = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", work, ROOT, cwd=work)
    (sdist,) = work.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(work / "sdist", filter="data")
    (unpacked,) = (work / "sdist").iterdir()
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work, unpacked, cwd=work)
    (wheel,) = work.glob("*.whl")
    pins = work / "pins.txt"  # versions alone: with hashes, pip would demand one of the wheel too
    pins.write_text("\n".join(re.findall(r"^[^\s#-][^\\\n]*", (ROOT / "constraints.txt").read_text(), re.MULTILINE)))
    venv.create(work / "env", with_pip=True)
    commands = work / "env" / "bin"
    run(commands / "pip", "install", "--quiet", "--only-binary", ":all:", "-c", pins, wheel, cwd=work)
    return commands


def test_the_demo_runs(installed: Path, tmp_path: Path) -> None:
    out = run(installed / "chipwatch", "demo", cwd=tmp_path)
    assert "Day 3" in out
    assert "Subject: " in out
    database = ("--db", "demo-out/demo.db")
    facts = run(installed / "chipwatch", "export", "facts", "--format", "jsonl", *database, cwd=tmp_path)
    assert len(facts.splitlines()) > 20


def test_rules_and_database_files_travel(installed: Path, tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_text("The NVIDIA H20 has 96 GB of memory.")
    lines = run(installed / "chipwatch", "extract", "--format", "jsonl", text, cwd=tmp_path).splitlines()
    assert len(lines) == 1
    assert '"value": 96' in lines[0]


def test_it_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert re.search(r"\d+\.\d+\.\d+", run(installed / "python", "-m", "chipwatch", "--version", cwd=tmp_path))

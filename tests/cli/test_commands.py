"""Every command: its help, its shared options, its way with errors, and what it does not load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chipwatch.cli import cli
from chipwatch.cli.app import Command


def commands(group: click.Group = cli, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"no module defines {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


ALL = dict(commands())
READING = ("diff", "chips", "show", "history", "compare", "disputes", "search", "export")


def test_no_command_is_missing() -> None:
    """The commands of the design."""
    designed = (
        "run, daemon, demo, diff, chips, show, history, compare, disputes, extract, reextract, search, "
        "sources list, sources add, sources check, sources import, sources export, rules check, "
        "alerts list, alerts test, alerts retry, subscriptions list, report, export, verify, doctor, backfill"
    )
    assert set(designed.split(", ")) <= ALL.keys()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A settings file of a database that is not there."""
    file = tmp_path / "config.toml"
    file.write_text('db = "none.db"\nsources = "sources.toml"\n')
    return file


@pytest.mark.parametrize("command", ALL.values(), ids=ALL.keys())
def test_every_command_says_what_it_does(command: click.Command) -> None:
    assert isinstance(command, Command)
    assert command.help
    assert command.help.split("\n")[0].rstrip().endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.name} has no help"


@pytest.mark.parametrize("name", READING)
def test_reading_commands_have_every_format(name: str) -> None:
    (option,) = [parameter for parameter in ALL[name].params if parameter.name == "fmt"]
    assert isinstance(option.type, click.Choice)
    assert {"table", "json", "jsonl", "csv", "md"} <= set(option.type.choices)


@pytest.mark.parametrize("place", ["before", "after"])
def test_shared_options_stand_before_and_after_the_command(place: str, settings: Path, tmp_path: Path) -> None:
    shared = ["--config", str(settings), "--db", str(tmp_path / "other.db")]
    words = [*shared, "chips"] if place == "before" else ["chips", *shared]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert str(tmp_path / "other.db") in result.stderr


def test_an_error_of_the_tree_is_message_and_hint(settings: Path) -> None:
    result = CliRunner().invoke(cli, ["chips", "--config", str(settings)])
    assert (result.exit_code, result.stdout) == (2, "")
    message, hint = result.stderr.splitlines()
    assert message.startswith("chipwatch: ")
    assert "chipwatch run" in hint


def test_debug_shows_what_caused_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "config.toml"
    broken.write_text("db = \n")
    plain = CliRunner().invoke(cli, ["chips", "--config", str(broken)])
    debug = CliRunner().invoke(cli, ["chips", "--config", str(broken), "--debug"])
    assert plain.exit_code == debug.exit_code == 2
    assert "caused by TOMLDecodeError" in debug.stderr
    assert "caused by" not in plain.stderr


def test_wrong_usage_is_status_2() -> None:
    assert CliRunner().invoke(cli, ["diff", "--format", "yaml"]).exit_code == 2
    assert CliRunner().invoke(cli, ["no-such-command"]).exit_code == 2


def test_nothing_heavy_is_loaded_to_read() -> None:
    program = (
        "import sys, chipwatch.cli.changes, chipwatch.cli.reading, chipwatch.store\n"
        "heavy = {'spacy', 'httpx', 'apscheduler', 'sqlite_utils', 'jinja2', 'selectolax', 'rich', 'asyncio'}\n"
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_closed_pipe_is_no_traceback(settings: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m chipwatch sources list --config {settings} --format jsonl | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""

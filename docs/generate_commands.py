"""Writes docs/commands.md from the help of the commands. ``make docs`` runs it, and a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from chipwatch.cli import cli

PAGE = Path(__file__).with_name("commands.md")
_INTRO = """\
# Commands

What `chipwatch COMMAND --help` says, in one page. Made by `make docs`; edit the commands, not this page.

Every command also takes `--db FILE` (the database), `--config FILE` (the settings) and `--debug` (what caused an
error), before or after its name.
"""
_EVERYWHERE = {"--db", "--config", "--debug", "--help"}


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, groups left out."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def page() -> str:
    return "\n".join([_INTRO, *(_section(path, command) for path, command in commands())])


def _section(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(("chipwatch", *path)), terminal_width=100)
    usage = command.get_usage(context).removeprefix("Usage: ")
    help_text = " ".join((command.help or "").split())
    rows = [
        record
        for option in command.get_params(context)
        if isinstance(option, click.Option) and not _EVERYWHERE & set(option.opts)
        if (record := option.get_help_record(context))
    ]
    options = ["", "| option | meaning |", "| --- | --- |", *(f"| `{_cell(a)}` | {_cell(b)} |" for a, b in rows)]
    return "\n".join([f"## {' '.join(path)}", "", "```", usage, "```", "", help_text, *(options if rows else []), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

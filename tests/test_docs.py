"""What the documentation says exists: commands, options, files. And no command is without it."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import click
import pytest

from chipwatch.cli import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS_PAGE = ROOT / "docs" / "commands.md"


def written_commands(page: Path) -> list[str]:
    """Command lines in code of a page, without what a shell does before and after them."""
    text = page.read_text()
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", text)
    lines = [line for block in blocks for line in block.splitlines()] + inline
    found = (re.search(r"(?:^|[\s/(])chipwatch ((?:[a-z]|--)[^#|&>;]*)", line) for line in lines)
    return [match[1].strip() for match in found if match]


LINES = [(page, line) for page in PAGES if page != COMMANDS_PAGE for line in written_commands(page)]


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{page.name}: {line}" for page, line in LINES])
def test_a_command_in_the_docs_is_one(page: Path, line: str) -> None:
    words = shlex.split(line)
    command: click.Command = cli
    context = click.Context(cli, info_name="chipwatch")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"chipwatch has no command {words[0]!r}"
        command, words = found, words[1:]
    known = {name for parameter in command.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        if word.startswith("-") and word != "-":
            assert word.partition("=")[0] in known, f"{line}: no option {word}"


def test_the_page_of_commands_is_of_today() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "generate_commands.py"))["page"]
    assert COMMANDS_PAGE.read_text() == page(), "run make docs"


LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL))
    if "://" not in target
]


@pytest.mark.parametrize(("page", "target"), LINKS, ids=[f"{page.name}: {target}" for page, target in LINKS])
def test_a_link_leads_somewhere(page: Path, target: str) -> None:
    name, _, heading = target.partition("#")
    file = page.parent / name if name else page
    assert file.exists()
    if heading:
        headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_readme_leads_to_every_page(page: Path) -> None:
    assert (ROOT / "README.md", f"docs/{page.name}") in LINKS

"""The command line: parses, calls, prints.

A file holds the commands of one job and imports what they need when they run, so that reading commands start quickly.
"""

from chipwatch.cli import (  # each adds its commands to ``cli``
    alerts,
    changes,
    curating,
    extracting,
    publishing,
    reading,
    rules,
    running,
    source_lists,
    sources,
    upkeep,
)
from chipwatch.cli.app import cli

__all__ = [
    "alerts",
    "changes",
    "cli",
    "curating",
    "extracting",
    "main",
    "publishing",
    "reading",
    "rules",
    "running",
    "source_lists",
    "sources",
    "upkeep",
]


def main() -> None:
    """The console script."""
    cli(prog_name="chipwatch")

"""The command line: parses, calls, prints.

A file holds the commands of one job and imports what they need when they run, so that reading commands start quickly.
"""

from chipwatch.cli import changes, extracting, reading, running
from chipwatch.cli.app import cli


def main() -> None:
    """The console script."""
    cli(prog_name="chipwatch")


__all__ = ["changes", "cli", "extracting", "main", "reading", "running"]

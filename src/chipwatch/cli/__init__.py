"""The command line: parses, calls, prints.

A file holds the commands of one job. It is imported when one of them is asked for, and imports what it needs when the
command runs, so that reading commands start quickly.
"""

from chipwatch.cli.app import cli

cli.modules = {
    "alerts": "alerts",
    "backfill": "running",
    "backup": "upkeep",
    "chips": "reading",
    "compare": "reading",
    "curate": "curating",
    "daemon": "running",
    "demo": "running",
    "diff": "changes",
    "disputes": "reading",
    "doctor": "upkeep",
    "export": "publishing",
    "extract": "extracting",
    "gc": "upkeep",
    "history": "reading",
    "reextract": "rules",
    "report": "publishing",
    "rules": "rules",
    "run": "running",
    "search": "reading",
    "show": "reading",
    "sources": "source_lists",
    "subscriptions": "alerts",
    "vacuum": "upkeep",
    "verify": "upkeep",
}

__all__ = ["cli", "main"]


def main() -> None:
    """The console script."""
    cli(prog_name="chipwatch")

"""``python -m chipwatch``."""

from chipwatch.cli import main

main()

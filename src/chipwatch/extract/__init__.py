"""The extract stage: an Article becomes claims, relations and mentions. The only importer of spaCy.

The way of an article through it: names are found and resolved (``names``); each sentence's quantities, dates and cue
words are read (``quantities``, ``dates``, ``cues``); for each quantity, what it is and whose is weighed (``features``,
``weighing``), in prose (``prose``) and in tables (``tables``).
"""

from __future__ import annotations

from chipwatch.extract.extractor import Extractor

__all__ = ["Extractor"]

"""The only importer of sqlite: captures, claims, facts, revisions and the outbox, in one file.

``Store`` is the whole door; the other modules here are its rooms. ``merge`` is pure and may be used alone.
"""

from chipwatch.store.store import Store

__all__ = ["Store"]

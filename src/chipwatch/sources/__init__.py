"""What a source lists: its capture in, links to articles out. Pure functions, no network."""

from chipwatch.sources.discovery import FoundFeed, discover
from chipwatch.sources.opml import from_opml, to_opml
from chipwatch.sources.parse import child_sitemaps, parse

__all__ = ["FoundFeed", "child_sitemaps", "discover", "from_opml", "parse", "to_opml"]

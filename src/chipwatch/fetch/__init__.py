"""Pages from the web: polite, conditional, bounded. The only importer of httpx."""

from chipwatch.fetch.fetcher import Fetcher
from chipwatch.fetch.outcome import NotModified, Validators
from chipwatch.fetch.policy import FetchPolicy

__all__ = ["FetchPolicy", "Fetcher", "NotModified", "Validators"]

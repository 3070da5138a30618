"""Static pages of everything known: an index, one page a chip, what is new, an Atom feed and JSON."""

from chipwatch.report.site import ChipReport, report

__all__ = ["ChipReport", "report"]

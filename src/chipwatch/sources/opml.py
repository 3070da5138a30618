"""Sources as OPML 2.0, the subscription list that feed readers exchange (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable

from chipwatch.model import Source


def to_opml(sources: Iterable[Source], *, title: str = "chipwatch sources") -> str:
    """An OPML document; what other readers have no word for stands in chipwatch's own namespace."""
    raise NotImplementedError


def from_opml(data: bytes) -> list[Source]:
    """The sources of an OPML document, chipwatch's own or another reader's, each address once.

    What the document does not say is set to tier ``press`` and the host as origin; ids are unique within the list.
    Raises ParseError where ``data`` is no OPML.
    """
    raise NotImplementedError

"""One form for each web address, so that one article met twice is known to be one."""

from __future__ import annotations


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The address that stands for ``url``: absolute, without fragment, default port, credentials and tracking parameters.

    ``base`` resolves relative references (RFC 3986, section 5). None where ``url`` is no http or https address.
    Two addresses with the same canonical form are one page; the form is itself an address that can be fetched, and
    ``canonical_url`` of it is itself.
    """
    raise NotImplementedError

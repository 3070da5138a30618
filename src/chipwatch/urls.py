"""One form for each web address, so that one article met twice is known to be one."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from url_normalize import url_normalize

MAX_LENGTH = 4096

# Parameters that say where a reader came from and never which page is meant. Short words that some newsrooms use for
# the page itself (id, cid, sid, source) are left alone: a page fetched twice costs less than a page never seen.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|itm|oly|vero|mkt|at|cmp)_\w+"
    r"|(?:fb|g|d|tw|tt|y)clid|msclkid|li_fat_id|gbraid|wbraid|igshid|igsh|srsltid|epik|_ga|_gl|guccounter"
    r"|guce_referrer(?:_sig)?|_hsenc|_hsmi|__hs(?:tc|sc|fp)|hsctatracking|mc_[ce]id|s_cid|icid|ncid|cmpid|wt_?mc|xtor"
    r"|ref|ref_?src|ref_?url|referrer|spm|scm|share_?token"
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\]")
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The address that stands for ``url``: absolute, without fragment, default port, credentials and tracking.

    ``base`` resolves relative references (RFC 3986, section 5). None where ``url`` is no http or https address, or is
    longer than ``MAX_LENGTH`` characters. Two addresses with the same canonical form are one page; the form is itself
    an address that can be fetched, and ``canonical_url`` of it is itself.
    """
    if len(url) > MAX_LENGTH:
        return None
    url = _BLANK.sub(lambda run: "" if run.end() == len(url) or run.start() == 0 else "%20", url)
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        netloc = host if parts.port is None else f"{host}:{parts.port}"
        query = "&".join(pair for pair in parts.query.replace("&amp;", "&").split("&") if pair and not _tracks(pair))
        normal = url_normalize(urlunsplit((parts.scheme.lower(), netloc, parts.path, query, "")))
        if normal is None or not _HOST.fullmatch(urlsplit(normal).netloc.removesuffix(f":{parts.port}")):
            return None
    except ValueError:  # a port beyond 65535, a broken IPv6 address, a name that IDNA refuses
        return None
    return normal if len(normal) <= MAX_LENGTH else None


def _tracks(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0].lower()) is not None

"""A report: which pages there are, what each of them shows, and where they lie."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chipwatch import format as fmt
from chipwatch.errors import UsageError
from chipwatch.model import Change, Chip, Evidence, Fact, FactKey, Revision, SubjectKind
from chipwatch.report.names import natural, page_names
from chipwatch.report.records import chip_record

NEWS_ENTRIES = 500
FEED_ENTRIES = 100
_WITH_FIGURES = (SubjectKind.CHIP, SubjectKind.SYSTEM)
_GENERATOR = '<meta name="generator" content="chipwatch">'


@dataclass(frozen=True, slots=True)
class ChipReport:
    """What a page tells of one chip beside its history: facts, and the sentences behind each."""

    chip: Chip
    facts: Sequence[Fact]
    evidence: Mapping[FactKey, Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class News:
    """What one revision changed about one chip: an entry of the feed, of the news page, of the chip's history."""

    revision: Revision
    chip: str
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """The entry's lasting name, the same in every report of this database and in no report of another."""
        return _lasting_id(f"{self.revision.facts_digest}:{self.chip}")


def report(
    out_dir: Path,
    chips: Sequence[ChipReport],
    changes: Sequence[Change],
    *,
    revision: Revision,
    times: Mapping[int, Revision],
    base_url: str | None = None,
) -> Path:
    """Write the report of ``revision`` below ``out_dir`` and return its index.

    ``changes`` are those of every revision so far, each against the one before; ``times`` holds the revisions that they
    name. ``base_url`` is where the report will be served; without it the feed's links are relative. Families and
    vendors, which carry no figures, get no page.

    An earlier report there is replaced, pages of chips that are no more removed. Raises UsageError if the directory
    holds anything else or cannot be written.
    """
    chips = sorted(
        (one for one in chips if one.chip.kind in _WITH_FIGURES),
        key=lambda one: (natural(one.chip.vendor), natural(one.chip.name)),
    )
    names = page_names([one.chip.name for one in chips])
    news = _news(changes, times)
    histories: dict[str, list[News]] = {}
    for entry in news:
        histories.setdefault(entry.chip, []).append(entry)
    feed_id = _lasting_id(f"feed:{base_url}")
    shared = {"revision": revision, "pages": names, "base_url": _base(base_url)}
    pages = {
        "index.html": _render("index.html", shared, root="", chips=chips),
        "news.html": _render("news.html", shared, root="", news=news[:NEWS_ENTRIES]),
        "feed.atom": _render("feed.atom", shared, news=news[:FEED_ENTRIES], feed_id=feed_id),
        "facts.json": _facts_json(chips, revision),
    }
    for one in chips:
        history = histories.get(one.chip.name, [])
        pages[f"chips/{names[one.chip.name]}.html"] = _render("chip.html", shared, root="../", one=one, history=history)
    _write(out_dir, pages)
    return out_dir / "index.html"


def _lasting_id(what: str) -> str:
    return uuid5(NAMESPACE_URL, f"chipwatch:{what}").urn


def _base(url: str | None) -> str | None:
    if url is not None and fmt.web_address(url) is None:
        raise UsageError(f"no web address: {url}", hint="give an http or https address, or leave it out")
    return url and f"{url.rstrip('/')}/"


def _news(changes: Sequence[Change], times: Mapping[int, Revision]) -> list[News]:
    by_entry = groupby(
        sorted(changes, key=lambda change: (-change.revision, natural(change.chip))),
        key=lambda change: (change.revision, change.chip),
    )
    return [News(times[number], chip, tuple(group)) for (number, chip), group in by_entry]


def _facts_json(chips: Sequence[ChipReport], revision: Revision) -> str:
    document = {
        "revision": revision.number,
        "at": revision.at.isoformat(),
        "chips": [chip_record(one.chip, one.facts, one.evidence) for one in chips],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _write(out_dir: Path, pages: Mapping[str, str]) -> None:
    try:
        if out_dir.exists() and any(out_dir.iterdir()) and not _is_report(out_dir):
            raise UsageError(
                f"{out_dir} holds files that are no report of chipwatch",
                hint="give an empty or a new directory with --out",
            )
        (out_dir / "chips").mkdir(parents=True, exist_ok=True)
        for old in (out_dir / "chips").glob("*.html"):
            if f"chips/{old.name}" not in pages:
                old.unlink()
        for path, text in pages.items():
            part = out_dir / f"{path}.part"
            part.write_text(text, "utf-8")
            part.replace(out_dir / path)
    except OSError as error:
        raise UsageError(f"cannot write the report: {error}", hint="give a directory you may write to") from error


def _is_report(out_dir: Path) -> bool:
    index = out_dir / "index.html"
    return index.is_file() and _GENERATOR in index.read_text("utf-8", errors="replace")


def _render(template: str, shared: Mapping[str, object], **view: object) -> str:
    return _templates().get_template(template).render({**shared, **view})


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("chipwatch.report"),
        autoescape=select_autoescape(["html", "atom"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "one_line": fmt.one_line,
        "label": fmt.label,
        "value": fmt.value_text,
        "change_label": fmt.change_label,
        "change_values": fmt.change_values,
        "day": fmt.day,
        "web": fmt.web_address,
        "excerpt": fmt.excerpt,
    }
    # The style stands in each page, allowed by its hash: a page opened from disk has no origin to load it from.
    style = templates.get_template("style.css").render()
    templates.globals["style_hash"] = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return templates

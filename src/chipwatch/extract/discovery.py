"""Chips on no list that a text introduces as chips: "a processor dubbed Tarn", "命名为玄武X2的芯片".

The patterns are data (``rules/discovery.toml``). A found name becomes a candidate of the company that the text names;
its short forms ("the Heron" of "LX-7 Heron") and its siblings ("Nordkyn 1" beside "Nordkyn 2") are found with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from chipwatch.extract.fold import fold
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.resolution import SENTENCE_END
from chipwatch.extract.trie import trie_pattern
from chipwatch.model import Article, BlockKind, Candidate, Mention, SubjectKind
from chipwatch.rules import DiscoveryRules

_HAN = "\u3400-\u9fff\uac00-\ud7af\u3041-\u30ff"
_WORD = r"[A-Z][A-Za-z\u00c0-\u024f]{0,19}\d{0,4}[A-Za-z0-9]{0,4}(?:-[A-Za-z0-9]{1,8}){0,2}"
_PART = r"[A-Za-z0-9\u00c0-\u024f_-]"  # of a Latin word; Chinese leaves no blank before the next
_LATIN = rf"(?<!{_PART}){_WORD}(?: (?:{_WORD}|\d{{1,4}}[A-Z]?(?![\w%]|[.,]\d))){{0,3}}(?!{_PART})"
_QUOTED = rf"[“「『《\"'][A-Za-z0-9{_HAN}][A-Za-z0-9 .\-{_HAN}]{{0,19}}[”」』》\"']"
_MIXED = rf"[{_HAN}]{{1,4}}[A-Za-z]{{0,3}}\d{{1,4}}[A-Za-z]{{0,2}}(?![A-Za-z0-9%％纳奈瓦颗个张片枚亿万千百年月倍])"
_NAME = rf"(?P<name>{_QUOTED}|{_LATIN}|{_MIXED})(?: ?\((?P<latin>[A-Z][A-Za-z0-9 \-]{{1,30}})\))?"
_MODEL_NAME = rf"(?P<name>{_LATIN})(?P<latin>(?!))?"
_BEGINS_WITH_NAME = re.compile(r"\{(?:name|model)\}(.*)", re.DOTALL)
_QUOTED_NAME = rf"(?P<name>{_QUOTED})(?P<latin>(?!))?"
_COMPANY_WORD = r"[A-Z][A-Za-z0-9\u00c0-\u024f]{1,19}(?:-[A-Z][A-Za-z0-9]{0,19})?(?![\w-])"
_COMPANY = (
    rf"(?:(?<![\w-])(?P<company>{_COMPANY_WORD}(?: {_COMPANY_WORD})?)"
    rf"|(?P<han>[{_HAN}]{{2,6}}?)(?:\((?P<alias>[A-Z][A-Za-z]{{1,20}})\))?)"
)
_POSSESSOR = re.compile(rf"(?<![\w-])({_COMPANY_WORD})(?:'s|s') [“\"']?$")
_QUOTES = "“”「」『』《》\"' .,"
_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 600  # characters around a name in which evidence and maker are looked for
_MOST = 20  # new chips in one article; a longer list of names is none of introductions
_FEW = 3  # places of one name at which its maker is looked for
_LEAST_HEAD = 3  # letters before the number, below which another number tells nothing
_LETTERS = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_PARAMETERS = re.compile(r"(?:^|-)\d+(?:\.\d+)?[GTM]?B$")
_MODEL = re.compile(r"[ \-]?[A-Z]{0,2}\d{1,4}[A-Z]?$")
_NUMBERED = re.compile(r"(?P<head>.*[^\d\s-])(?P<gap>[ \-]?)(?P<number>\d{1,4}[A-Z]?)")


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A name where a pattern found it, with the sentence that introduces it."""

    name: str
    alias: str | None
    kind: SubjectKind
    start: int
    end: int
    sentence: tuple[int, int]
    block: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Introduction:
    """A pattern with what it needs. What begins with a name is slow to look for: ``rest``, which follows the name, is
    looked for first.
    """

    pattern: re.Pattern[str]
    rest: re.Pattern[str] | None
    needs: frozenset[str]


class _Language:
    """One language's patterns, compiled."""

    def __init__(self, rules: DiscoveryRules, not_names: frozenset[str]) -> None:
        words = {
            "kind": rules.kinds,
            "system": rules.systems,
            "named": rules.named,
            "announced": rules.announced,
            "new": rules.new,
        }
        slots = {slot: f"(?:{_any(group)})" for slot, group in words.items()} | {
            "name": _NAME,
            "model": _MODEL_NAME,
            "quoted": _QUOTED_NAME,
            "company": _COMPANY,
        }

        def compiled(pattern: str) -> re.Pattern[str]:
            return re.compile(re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), pattern))

        introductions = [
            _Introduction(
                compiled(pattern.match),
                compiled(begun[1]) if (begun := _BEGINS_WITH_NAME.match(pattern.match)) else None,
                frozenset(pattern.needs),
            )
            for pattern in rules.patterns
        ]
        prose = [each for each in introductions if "heading" not in each.needs]
        self._introductions = {  # by whether they are looked for in a heading
            heading: (some, PatternScan(each.pattern for each in some))
            for heading, some in ((False, prose), (True, introductions))
        }
        self.makers = [compiled(maker) for maker in rules.makers]
        self._trigger = re.compile(_any((*rules.kinds, *rules.named, *rules.new, *rules.announced)))
        self._evidence = re.compile(_any(rules.evidence), re.IGNORECASE)
        self._kind, self._system = re.compile(slots["kind"]), re.compile(slots["system"])
        self._not_names = not_names
        self._leading = frozenset(rules.leading)
        self._particles = frozenset(rules.particles)

    def sightings(self, folded: str, low: str, block: tuple[int, int], *, heading: bool) -> Iterator[_Sighting]:
        """All introductions in one block."""
        if not self._introductions[heading][1].possible(low, *block):
            return
        found = list(self._matched(folded, low, block, heading=heading))
        if found and (heading or self._trigger.search(folded, *block)):
            yield from found

    def _matched(self, folded: str, low: str, block: tuple[int, int], *, heading: bool) -> Iterator[_Sighting]:
        introductions, scan = self._introductions[heading]
        ends = () if heading else SENTENCE_END.finditer(folded, *block)  # "3. Abyss" is one heading
        edges = [block[0], *(m.end() for m in ends), block[1]]
        for number, (start, end) in enumerate(pairwise(edges)):
            following = edges[min(number + 2, len(edges) - 1)]
            for each in (introductions[n] for n in scan.possible(low, start, end)):
                if each.rest is not None and not each.rest.search(folded, start, end):
                    continue
                for match in each.pattern.finditer(folded, start, end):
                    name, at = self._clean(match["name"], match.start("name"))
                    if not name or ("digit" in each.needs and not any(map(str.isdigit, name))):
                        continue
                    reach = match.end("name") + _REACH
                    reach = reach if heading else min(following, reach)
                    if "evidence" in each.needs and not self._evidence.search(folded, match.end("name"), reach):
                        continue
                    system = self._system.search(match[0]) and not self._kind.search(match[0])
                    kind = SubjectKind.SYSTEM if system else SubjectKind.CHIP
                    yield _Sighting(name, match["latin"], kind, at, at + len(name), (start, end), block)

    def company(self, folded: str, start: int, end: int) -> str | None:
        """Who is named as a maker in a stretch of text."""
        for maker in self.makers:
            for match in maker.finditer(folded, start, end):
                found = match["alias"] or match["han"] or self._clean(match["company"], 0)[0]
                if found and found not in self._not_names and self._particles.isdisjoint(found):
                    return found
        return None

    def _clean(self, name: str, at: int) -> tuple[str, int]:
        """A name without quotes and without the words of a sentence's beginning; empty if it is no name."""
        bare = name.strip(_QUOTES)
        at += name.index(bare) if bare else 0
        words = bare.split(" ")
        while words and words[0] in self._leading:
            at += len(words[0]) + 1
            words.pop(0)
        if any(map(self._is_no_name, words)) or all(word.isdigit() for word in words):
            return "", at
        if len(words) > 1 and _YEAR.fullmatch(words[-1]):  # "Supercomputing 2024", "Hot Chips 2025"
            return "", at
        return " ".join(words), at

    def _is_no_name(self, word: str) -> bool:
        """A word of the list, with a number or without ("HBM", "HBM4"), or a size ("70B", "48GB")."""
        letters = _LETTERS.match(word)
        return (
            word in self._not_names or bool(letters and letters[0] in self._not_names) or bool(_PARAMETERS.search(word))
        )


class Discoverer:
    """Finds introductions by the rules of all languages, each compiled when its first block comes."""

    def __init__(self, rules: Mapping[str, DiscoveryRules]) -> None:
        self._rules = rules
        self._compiled: dict[str, _Language] = {}
        self._not_names = frozenset(word for language in rules.values() for word in language.not_names)
        self._system_words = _any({word.capitalize() for language in rules.values() for word in language.systems})

    def _language(self, lang: str) -> _Language | None:
        code = lang.split("-")[0].lower()
        if code not in self._compiled and code in self._rules:
            self._compiled[code] = _Language(self._rules[code], self._not_names)
        return self._compiled.get(code)

    def discover(
        self, article: Article, folded: str, low: str, mentions: Sequence[Mention]
    ) -> list[tuple[Candidate, tuple[Mention, ...]]]:
        """Each candidate with its mentions in the article. ``mentions`` are the names found so far."""
        taken = _Spans(m for m in mentions if m.kind != SubjectKind.VENDOR)
        vendors = [m for m in mentions if m.kind == SubjectKind.VENDOR]
        sightings: dict[str, list[tuple[_Sighting, _Language]]] = {}
        for block in article.blocks:
            language = self._language(block.lang)
            if language is None:
                continue
            heading = block.kind is BlockKind.HEADING
            for seen in language.sightings(folded, low, (block.start, block.end), heading=heading):
                if not taken.overlap(seen.start, seen.end):
                    sightings.setdefault(seen.name, []).append((seen, language))
        candidates = [_candidate(article, folded, vendors, seen) for seen in islice(sightings.values(), _MOST)]
        return _with_mentions(folded, [c for c in candidates if c], taken, self._system_words)


def _candidate(
    article: Article,
    folded: str,
    vendors: Sequence[Mention],
    seen: Sequence[tuple[_Sighting, _Language]],
) -> tuple[Candidate, tuple[str, ...]] | None:
    """The candidate of one name, with the forms in which the text may name it."""
    first, _ = seen[0]
    listed = {folded[v.start : v.end].casefold(): v.chip for v in vendors}
    maker = next(
        (found for sight, language in seen[:_FEW] if (found := _maker(folded, sight, language, vendors))), None
    )
    if maker is None:  # as the article's heading or its first lines may tell
        maker = seen[0][1].company(folded, 0, len(folded))
    vendor = listed.get(maker.casefold(), maker) if maker else None
    names = [name for name in (first.alias, first.name) if name]
    for word in (vendor, maker):
        names = [name.removeprefix(f"{word} ") for name in names]
    if vendor in names:
        return None
    start, end = first.sentence
    candidate = Candidate(
        name=f"{vendor} {names[0]}" if vendor else names[0],
        vendor=vendor,
        kind=first.kind,
        quote=article.text[start:end].rstrip(),
        start=start,
        end=start + len(article.text[start:end].rstrip()),
    )
    return candidate, tuple(names)


class _Spans:
    """Stretches of text that are taken, for a quick question whether another overlaps one of them."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._ends = {m.start: m.end for m in mentions}
        self._starts = sorted(self._ends)

    def overlap(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and self._ends[self._starts[at]] > start


def _maker(folded: str, seen: _Sighting, language: _Language, vendors: Sequence[Mention]) -> str | None:
    """Who makes the chip: a company or a listed vendor in the sentence, else a company in the block."""
    if owner := _POSSESSOR.search(folded, max(0, seen.start - _REACH), seen.start):
        return owner[1]
    near, far = seen.start - _REACH, seen.end + _REACH
    start, end = max(seen.sentence[0], near), min(seen.sentence[1], far)
    if found := language.company(folded, start, end):
        return found
    if listed := [v.chip for v in vendors if start <= v.start < end]:
        return listed[0]
    return language.company(folded, max(seen.block[0], near), min(seen.block[1], far))


def _with_mentions(
    folded: str, candidates: Sequence[tuple[Candidate, tuple[str, ...]]], taken: _Spans, systems: str
) -> list[tuple[Candidate, tuple[Mention, ...]]]:
    """Each candidate with every place that names it in full or in short, and the siblings found beside them."""
    owners: dict[str, Candidate] = {}
    for candidate, names in candidates:
        for name in names:
            owners.setdefault(name, candidate)
    for name, candidate in list(owners.items()):
        for sibling, form in (*_siblings(folded, name, candidate), *_systems(folded, name, candidate, systems)):
            owners.setdefault(form, sibling)
    for name, candidate in list(owners.items()):
        for short in _short_forms(name, folded):
            owners.setdefault(short, candidate)
    if not owners:
        return []
    found: dict[str, tuple[Candidate, list[Mention]]] = {}
    forms = re.compile(rf"(?<![A-Za-z0-9])(?:{_any(owners)})")
    for match in forms.finditer(folded):
        if taken.overlap(match.start(), match.end()):
            continue
        candidate = owners[match[0]]
        mention = Mention(candidate.name, candidate.kind, match.start(), match.end(), candidate=True)
        found.setdefault(candidate.name, (candidate, []))[1].append(mention)
    return [(candidate, tuple(mentions)) for candidate, mentions in found.values()]


def _siblings(folded: str, name: str, candidate: Candidate) -> Iterator[tuple[Candidate, str]]:
    """Chips of the same name with another number: "Nordkyn 1" beside "Nordkyn 2"."""
    numbered = _NUMBERED.fullmatch(name)
    if not numbered or len(numbered["head"]) < _LEAST_HEAD:
        return
    others = re.compile(
        rf"(?<![A-Za-z0-9-]){re.escape(numbered['head'])}[ \-]?(\d{{1,4}}[A-Z]?)(?![A-Za-z0-9%-]|[.,]\d)"
    )
    for match in others.finditer(folded):
        if match[1] != numbered["number"]:
            other = candidate.name.removesuffix(numbered["number"]) + match[1]
            yield replace(candidate, name=other), match[0]


def _systems(folded: str, name: str, candidate: Candidate, systems: str) -> Iterator[tuple[Candidate, str]]:
    """Systems named after the chip: "Nordkyn Rack 96" beside "Nordkyn 3"."""
    head = _MODEL.sub("", name)
    if not head or head == name or len(head) < _LEAST_HEAD - (head[0] > "\u3000"):
        return
    for match in re.finditer(rf"(?<![A-Za-z-]){re.escape(head)}[ \-]?((?:{systems})(?: ?\d{{1,4}})?)(?![\w-])", folded):
        other = f"{_MODEL.sub('', candidate.name)} {match[1]}"
        yield replace(candidate, name=other, kind=SubjectKind.SYSTEM), match[0]


def _short_forms(name: str, folded: str) -> Iterator[str]:
    """The words of a name that can stand for it: "Heron" and "LX-7" of "LX-7 Heron", not "Fusion" where the text says
    "fusion" too.
    """
    words = name.split(" ")
    for word in words if len(words) > 1 else ():
        if not word.isdecimal() and len(word) > 1 and not re.search(rf"\b{re.escape(word.lower())}\b", folded):
            yield word


def _any(words: Iterable[str]) -> str:
    """One pattern of words; Latin ones are whole words."""
    kin: dict[tuple[bool, bool], set[str]] = {}
    for word in map(fold, words):
        kin.setdefault((word[-1].isascii(), word[0].isascii()), set()).add(word)
    return "|".join(
        (r"(?<![A-Za-z0-9])" if begins else "") + trie_pattern(alike) + (r"(?![A-Za-z0-9])" if ends else "")
        for (ends, begins), alike in sorted(kin.items())
    )

"""The extractor: one article in, all that the rules read in it out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chipwatch.extract.corrections import CorrectionReader
from chipwatch.extract.cues import CueFinder
from chipwatch.extract.dates import DateReader
from chipwatch.extract.fold import fold, lower
from chipwatch.extract.names import NameFinder
from chipwatch.extract.numbers import writes_decimal_comma
from chipwatch.extract.prose import Oracle, ProseReader, Readers, Reading
from chipwatch.extract.quantities import QuantityReader
from chipwatch.extract.reading import VendorPointers
from chipwatch.extract.relation_words import relation_words
from chipwatch.extract.relations import RelationReader
from chipwatch.extract.tables import TableReader
from chipwatch.extract.units import UnitFinder
from chipwatch.model import Article, Claim, Extraction
from chipwatch.rules import RuleSet

_PLACES = Decimal("1e-9")


class Extractor:
    """Reads articles by one RuleSet. Building one takes some tenths of a second; it keeps no state in between."""

    def __init__(self, rules: RuleSet) -> None:
        self._language = rules.language
        self._names = NameFinder(rules)
        self._units = UnitFinder(rules.language.units)
        self._by_language: dict[str, Readers] = {}
        weights = rules.language.weights
        self._prose = ProseReader(
            self._readers,
            rules.language.attributes,
            VendorPointers(rules.language.cues.noun),
            CorrectionReader(rules.language.corrections),
            {"attribute": weights.attribute, "subject": weights.subject, "status": weights.status},
        )
        self._relations = RelationReader(lambda lang: self._readers(lang).relations)
        self._tables = TableReader(self._readers, rules.language.attributes, self._units, rules.language.numerals)

    def _readers(self, lang: str) -> Readers:
        if lang not in self._by_language:
            self._by_language[lang] = Readers(
                QuantityReader(lang, self._language, self._units),
                DateReader(lang, self._language.dates),
                CueFinder(lang, self._language),
                relation_words(lang, self._language),
            )
        return self._by_language[lang]

    def extract(self, article: Article, *, oracle: Oracle | None = None) -> Extraction:
        """All claims, relations and mentions of an article. Never raises for what a text holds."""
        if not self._names.scan(article.text):
            return Extraction()
        folded = fold(article.text)
        low = lower(folded)
        mentions, candidates = self._names.read(article, folded, low)
        comma = writes_decimal_comma(low)
        prose = self._prose.read(article, folded, low, mentions, comma=comma, oracle=oracle)
        readings = list(prose.readings)
        readings += self._tables.read(article, folded, low, mentions, comma=comma)
        relations = self._relations.read(prose.sentences, readings, article, low, mentions, comma=comma)
        withdrawn = _claims(prose.withdrawn, article)
        gone = {_identity(claim) for claim in withdrawn}
        claims = tuple(claim for claim in _claims(readings, article) if _identity(claim) not in gone)
        return Extraction(
            claims=claims,
            relations=relations,
            mentions=tuple(mentions),
            candidates=tuple(candidates),
            withdrawn=withdrawn,
        )


def _claims(readings: Sequence[Reading], article: Article) -> tuple[Claim, ...]:
    """One claim a subject and precision; the same number told twice of one chip is one claim."""
    claims: dict[tuple[object, ...], Claim] = {}
    for reading in readings:
        for subject in reading.subjects:
            for precision in reading.formats:
                claim = _claim(reading, subject, precision, article)
                key = _identity(claim)
                earlier = claims.get(key)
                # Told plain and hedged, the hedged telling wins (gold/GUIDE.md).
                if earlier is None or (earlier.bound == "=" and claim.bound != "="):
                    claims[key] = claim
    return tuple(sorted(claims.values(), key=lambda c: (c.start, c.end, c.chip)))


def _identity(claim: Claim) -> tuple[object, ...]:
    """What is said, wherever in the article it is said."""
    return (claim.chip, claim.attribute, claim.precision, claim.sparse, claim.unit, claim.value, claim.value_max)


def _claim(reading: Reading, subject: str, precision: str | None, article: Article) -> Claim:
    measure = reading.measure
    unit, factor = _unit(reading, precision)
    value: Decimal | str = measure.date if measure.date is not None else _plain(measure.value * factor)
    return Claim(
        chip=subject,
        attribute=reading.attribute,
        value=value,
        unit=unit,
        quote=article.text[measure.start : measure.end],
        start=measure.start,
        end=measure.end,
        precision=precision,
        sparse=reading.sparse,
        value_max=_plain(measure.value_max * factor) if measure.value_max is not None else None,
        bound=measure.bound,
        status=reading.status,
        row=reading.row,
        col=reading.col,
        rules=reading.rules,
    )


def _unit(reading: Reading, precision: str | None) -> tuple[str, Decimal]:
    """The canonical unit of a reading, and the factor from its dimension's scale."""
    one = Decimal(1)
    measure = reading.measure
    match reading.attribute:
        case "compute":
            integer = precision.startswith("INT") if precision else measure.dimension == "ops"
            return ("TOPS" if integer else "TFLOPS"), one
        case "efficiency":
            return ("TOPS/W" if measure.dimension == "ops/w" else "TFLOPS/W"), one
        case "on_chip_memory":
            return "MB", Decimal(1000)
        case "price":
            return measure.currency or "USD", one
        case "throughput":
            return measure.dimension, one
        case "release":
            return "date", one
        case attribute:
            return _UNITS[attribute], one


_UNITS = {
    "memory_capacity": "GB",
    "memory_bandwidth": "GB/s",
    "interconnect_bandwidth": "GB/s",
    "power": "W",
    "process_node": "nm",
    "transistors": "count",
    "die_area": "mm2",
    "clock": "MHz",
    "cores": "count",
    "chip_count": "count",
}


def _plain(value: Decimal) -> Decimal:
    """The value without an exponent or trailing zeros."""
    rounded = value.quantize(_PLACES) if abs(value) < Decimal("1e15") else value
    plain = rounded.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() and abs(plain) < Decimal("1e25") else plain

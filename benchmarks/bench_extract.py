"""Extraction beside others, in one run and on the same texts: quantulum3, and spaCy's blank English tokenizer alone.

Run: python benchmarks/bench_extract.py [GOLD_DIR]. Speeds are of processor time, the best of several passes. In each
pass a new reader reads every text once, as with news: a tokenizer that meets its text again only looks up what it has
kept of it ("again"). quantulum3 knows no chips: each of its quantities is given the nearest name before it, and the
attribute that its unit most often has.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import spacy

from chipwatch import gold, rules, trial
from chipwatch.article import from_text
from chipwatch.evaluation import Level, SameChip, compare_claims, total
from chipwatch.extract import Extractor
from chipwatch.model import Article, Claim, Mention, SubjectKind
from chipwatch.namesakes import Namesakes
from chipwatch.rules import RuleSet
from chipwatch.trial import Trial

ROOT = Path(__file__).parents[1]
NEWS = ROOT / "benchmarks" / "ordinary_news.txt"
PASSES = 5
SOME = 10  # articles for quantulum3, which takes its time
UNITS = {
    "megabyte": ("on_chip_memory", "MB", 1),
    "gigabyte": ("memory_capacity", "GB", 1),
    "terabyte": ("memory_capacity", "GB", 1000),
    "petabyte": ("memory_capacity", "GB", 1_000_000),
    "gigabyte per second": ("memory_bandwidth", "GB/s", 1),
    "terabyte per second": ("memory_bandwidth", "GB/s", 1000),
    "petabyte per second": ("memory_bandwidth", "GB/s", 1_000_000),
    "gigabit per second": ("interconnect_bandwidth", "GB/s", 0.125),
    "terabit per second": ("interconnect_bandwidth", "GB/s", 125),
    "watt": ("power", "W", 1),
    "kilowatt": ("power", "W", 1000),
    "nanometre": ("process_node", "nm", 1),
    "megahertz": ("clock", "MHz", 1),
    "gigahertz": ("clock", "MHz", 1000),
    "square millimetre": ("die_area", "mm2", 1),
    "dollar": ("price", "USD", 1),
    "chinese yuan": ("price", "CNY", 1),
    "euro": ("price", "EUR", 1),
}

Read = Callable[[Article], object]
Parse = Callable[[str], list[Any]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", nargs="?", type=Path, default=ROOT / "tests" / "fixtures" / "gold")
    directory = arguments.parse_args().gold
    ruleset = rules.load()
    trials = list(trial.read(ruleset, gold.read([directory])))
    english = [each for each in trials if each.document.lang == "en"]
    dense = [each.article for each in english]
    chinese = [each.article for each in trials if each.document.lang == "zh"]
    parse = quantulum()
    measure_accuracy(english, Namesakes(ruleset).same, parse)
    measure_speed(dense, lambda: extractor(ruleset), parse)
    measure_chinese(dense, chinese, lambda: extractor(ruleset))


def measure_accuracy(trials: Sequence[Trial], same: SameChip, parse: Parse | None) -> None:
    print(f"accuracy: {len(trials)} English documents, {sum(len(each.document.claims) for each in trials)} claims")
    line("", "value and unit", "", "", "right chip", "", "")
    line("", *["precision", "recall", "F1"] * 2)
    readings = {"chipwatch": [(each, each.extraction.claims) for each in trials]}
    if parse:
        readings["quantulum3"] = [(each, tuple(nearest(each, parse))) for each in trials]
    for name, read in readings.items():
        figures: list[str] = []
        for level in (Level.QUANTITY, Level.CLAIM):
            score = total(compare_claims(each.document.claims, claims, level, same).score for each, claims in read)
            figures += [f"{share:.3f}" for share in (score.precision, score.recall, score.f1)]
        line(name, *figures)


def measure_speed(dense: Sequence[Article], ours: Callable[[], Read], parse: Parse | None) -> None:
    print("\nspeed: thousands of characters a second")
    line("", "chipwatch", "tokenizer", "ratio", "goal", "again", "quantulum3")
    news = [from_text(text) for text in NEWS.read_text("utf-8").split("\n\n")]
    for name, articles, goal in (("dense spec text", dense, 0.25), ("news without chips", news, 5.0)):
        read, tokens, again = speed(articles, ours), speed(articles, tokenizer), speed(articles, cache(tokenizer))
        slow = f"{speed(articles[:SOME], lambda: lambda article: parse(article.text), passes=1):.1f}" if parse else ""
        line(name, f"{read:,.0f}", f"{tokens:,.0f}", f"{read / tokens:.2f}", f"≥ {goal}", f"{again:,.0f}", slow)


def measure_chinese(english: Sequence[Article], chinese: Sequence[Article], ours: Callable[[], Read]) -> None:
    print("\nChinese beside English: thousands of bytes a second")
    line("", "Chinese", "English", "ratio", "goal")
    zh, en = speed(chinese, ours, in_bytes), speed(english, ours, in_bytes)
    line("dense spec text", f"{zh:,.0f}", f"{en:,.0f}", f"{zh / en:.2f}", "≥ 0.5")


def extractor(ruleset: RuleSet) -> Read:
    """A new one, with the readers of each language made."""
    new = Extractor(ruleset)
    for text in ("The H20 has 96 GB.", "昇腾910C显存为128GB。"):
        new.extract(from_text(text))
    return new.extract


def tokenizer() -> Read:
    new = spacy.blank("en").tokenizer
    return lambda article: new(article.text)


def line(name: str, *cells: str) -> None:
    print(f"{name:<20}" + "".join(f"{cell:>15}" for cell in cells))


def quantulum() -> Parse | None:
    warnings.filterwarnings("ignore", module="quantulum3")  # it does without its classifier
    try:
        from quantulum3 import parser
    except ImportError:
        print("quantulum3 is left out: pip install -r benchmarks/requirements.txt")
        return None
    parser.parse("128 GB")
    parse: Parse = parser.parse
    return parse


def nearest(each: Trial, parse: Parse) -> Iterator[Claim]:
    """quantulum3's quantities as claims, with the help of the names that chipwatch finds."""
    names = [m for m in each.extraction.mentions if m.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)]
    for quantity in parse(each.article.text):
        if quantity.unit.name in UNITS and names:
            attribute, unit, scale = UNITS[quantity.unit.name]
            start, end = quantity.span
            value = Decimal(str(quantity.value)) * Decimal(str(scale))
            yield Claim(before(names, start).chip, attribute, value, unit, quantity.surface, start, end)


def before(names: Sequence[Mention], start: int) -> Mention:
    return max((m for m in names if m.end <= start), key=lambda m: m.end, default=names[0])


def in_characters(article: Article) -> int:
    return len(article.text)


def in_bytes(article: Article) -> int:
    return len(article.text.encode())


def speed(
    articles: Sequence[Article],
    reader: Callable[[], Read],
    measure: Callable[[Article], int] = in_characters,
    *,
    passes: int = PASSES,
) -> float:
    """The best of several passes, each by the reader that ``reader`` gives, in thousands a second."""
    size = sum(map(measure, articles))
    return max(size / seconds(articles, reader()) for _ in range(passes)) / 1000


def seconds(articles: Sequence[Article], read: Read) -> float:
    began = time.process_time()
    for article in articles:
        read(article)
    return time.process_time() - began


if __name__ == "__main__":
    main()

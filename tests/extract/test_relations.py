"""Relations: the ratio, who is compared with whom and of what, in sentences of many shapes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch import rules
from chipwatch.article import from_html, from_text
from chipwatch.extract import Extractor
from chipwatch.model import Relation
from tests.work import growth

H20, A100, H100, H200, B200 = "NVIDIA H20", "NVIDIA A100", "NVIDIA H100", "NVIDIA H200", "NVIDIA B200"
A910B, A910C, MI300X = "Huawei Ascend 910B", "Huawei Ascend 910C", "AMD Instinct MI300X"
MLU590 = "Cambricon MLU590"


@cache
def extractor() -> Extractor:
    return Extractor(rules.load())


def relations(text: str) -> list[Relation]:
    return list(extractor().extract(from_text(text)).relations)


def told(text: str) -> list[tuple[str, str, str | None, float]]:
    return [(r.chip, r.reference, r.attribute, round(float(r.ratio), 3)) for r in relations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The H200 chip has twice the memory of the H20.", (H200, H20, "memory_capacity", 2.0)),
        ("Nvidia's H100 GPU is 40 percent faster than the Ascend 910B.", (H100, A910B, "compute", 1.4)),
        ("The Ascend 910B chip is a third slower than the H100.", (A910B, H100, "compute", 0.667)),
        ("The MLU590 card costs 40 percent less than the H20.", (MLU590, H20, "price", 0.6)),
        ("The MLU590 card is a quarter cheaper than Nvidia's H20.", (MLU590, H20, "price", 0.75)),
        ("The Ascend 910C chip has half the bandwidth of the B200.", (A910C, B200, "memory_bandwidth", 0.5)),
        ("At 600 W the Ascend 910C draws half as much again as the 400 W H20.", (A910C, H20, "power", 1.5)),
        ("Huawei says the Ascend 910C doubles the 910B's memory.", (A910C, A910B, "memory_capacity", 2.0)),
        ("The Ascend 910B chip halves the power draw of the H100.", (A910B, H100, "power", 0.5)),
        ("The MI300X chip has the same memory bandwidth as the H200.", (MI300X, H200, "memory_bandwidth", 1.0)),
        ("In memory the MI300X GPU is on par with the H200.", (MI300X, H200, "memory_capacity", 1.0)),
        ("The B200 GPU offers a 2.5x performance increase over the H100.", (B200, H100, "compute", 2.5)),
        ("Compared with the H100, the B200 GPU has 2.4 times as much memory.", (B200, H100, "memory_capacity", 2.4)),
        ("Against the H20, the Ascend 910C's bandwidth is 20% lower.", (A910C, H20, "memory_bandwidth", 0.8)),
        ("The H200 GPU beats the H100 by 45 percent in inference throughput.", (H200, H100, "throughput", 1.45)),
        ("The H200 trains models 1.6 times faster than the H100.", (H200, H100, "throughput", 1.6)),
        ("The H100 GPU reaches about 60% of the B200's FP8 performance.", (H100, B200, "compute", 0.6)),
        ("The B200 GPU is three times as energy-efficient as the H100.", (B200, H100, "efficiency", 3.0)),
        ("The H20 chip delivers one-seventh... or 15 percent of the H100's compute.", (H20, H100, "compute", 0.15)),
        ("The B200 GPU has 2.6 times more transistors than the H100.", (B200, H100, "transistors", 2.6)),
        (
            "Its predecessor was the H100. The H200 GPU has 76% more memory than its predecessor.",
            (H200, H100, "memory_capacity", 1.76),
        ),
        ("The H200 GPU increases memory bandwidth by 40% over the H100.", (H200, H100, "memory_bandwidth", 1.4)),
        ("The Ascend 910C chip cuts power draw by a third compared with the H100.", (A910C, H100, "power", 0.667)),
        ("The B200 GPU beats the H100 by 3 times in inference throughput.", (B200, H100, "throughput", 3.0)),
        ("The H200 GPU has a 45 percent performance advantage over the H100.", (H200, H100, "compute", 1.45)),
        ("单块昇腾910C芯片的算力相当于3块英伟达H20。", (A910C, H20, "compute", 3.0)),
        ("在大模型训练方面，英伟达H200芯片比H100快45%。", (H200, H100, "throughput", 1.45)),
        ("The H20 chip works as fast as the A100.", (H20, A100, "compute", 1.0)),
        ("One Ascend 910C chip has roughly the memory bandwidth of an H20.", (A910C, H20, "memory_bandwidth", 1.0)),
        ("We saw 2.4 times more throughput with the H200 GPU vs. the H100.", (H200, H100, "throughput", 2.4)),
        ("The H200 GPU: 2x the memory of its predecessor, the H100.", (H200, H100, "memory_capacity", 2.0)),
        (
            "A direct upgrade to the H100, the H200 GPU has 40% more memory bandwidth.",
            (H200, H100, "memory_bandwidth", 1.4),
        ),
        ("昇腾910C的显存是英伟达H20的**1.3倍**。", (A910C, H20, "memory_capacity", 1.3)),
        ("昇腾910B的算力比英伟达H100低四倍。", (A910B, H100, "compute", 0.25)),
        ("昇腾910C的算力比910B高一倍。", (A910C, A910B, "compute", 2.0)),
        ("英伟达H20的算力不到H100的15%。", (H20, H100, "compute", 0.15)),
        ("昇腾910C芯片发布。与前代产品昇腾910B相比，昇腾910C的算力达到后者的2倍。", (A910C, A910B, "compute", 2.0)),
        ("昇腾910C芯片的算力是昇腾910B的两倍。", (A910C, A910B, "compute", 2.0)),
        ("昇腾910C的显存带宽比英伟达H20低两成。", (A910C, H20, "memory_bandwidth", 0.8)),
        ("英伟达H200的显存容量较H100提升76%。", (H200, H100, "memory_capacity", 1.76)),
        ("英伟达H20的算力只有H100的15%左右。", (H20, H100, "compute", 0.15)),
        ("思元590的功耗与英伟达H20持平。", (MLU590, H20, "power", 1.0)),
        ("与H100相比，英伟达H200的显存带宽提升了1.4倍。", (H200, H100, "memory_bandwidth", 1.4)),
        ("昇腾910C的价格相当于英伟达H20的三分之一。", (A910C, H20, "price", 0.333)),
        ("思元590的能效比H100高出三成。", (MLU590, H100, "efficiency", 1.3)),
        ("昇騰910C的記憶體容量約為輝達H100的1.6倍。", (A910C, H100, "memory_capacity", 1.6)),
        ("昇腾910C芯片的晶体管数量是910B的两倍半。", (A910C, A910B, "transistors", 2.5)),
        ("H200のメモリ容量はH100の1.8倍のチップだ。", (H200, H100, "memory_capacity", 1.8)),
        ("H200の性能はH20より30%高いチップだ。", (H200, H20, "compute", 1.3)),
        ("엔비디아 H200 칩은 H100보다 메모리 용량이 76% 많다.", (H200, H100, "memory_capacity", 1.76)),
        ("Der Prozessor H200 bietet doppelt so viel Speicher wie der H20.", (H200, H20, "memory_capacity", 2.0)),
        ("Der H20-Prozessor ist 40 Prozent langsamer als der H100.", (H20, H100, "compute", 0.6)),
        ("La puce H200 de Nvidia offre 1,8 fois plus de mémoire que le H100.", (H200, H100, "memory_capacity", 1.8)),
        ("El procesador H200 de Nvidia tiene el doble de memoria que el H20.", (H200, H20, "memory_capacity", 2.0)),
    ],
)
def test_a_ratio_its_sides_and_its_attribute(text: str, expected: tuple[str, str, str, float]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The H200 chip rivals the B200.",
        "The Ascend 910C approaches the H100 GPU in speed.",
        "The H200 GPU is 40 percent faster than the newest hardware it replaces.",
        "Shares of the maker of the H100 rose 4 percent; the Ascend 910C ships in May.",
        "Shipments of the Ascend 910C chip were twice those of the 910B.",
        "We have been asked three times about the H100 and the Ascend 910C chips.",
        "A server holds 4x H100 or 8x H200 GPUs.",
        "The first half of the year saw the H100 GPU, the second half the H200.",
        "The Ascend 910B chip is not twice as fast as the H100.",
        "The Ascend 910B chip shipped first. Nvidia's H100 GPU has twice the memory of its predecessor.",
        "Nvidia showed the H100 and the H200 GPUs. The H100 has twice the bandwidth of the previous generation.",
        "Nvidia doubled-down with the H200 on what worked well in the H100 GPU.",
        "The Ascend 910C chip offers twice the performance per-dollar of the H20.",
        "The H20 GPU costs money, and the Ascend 910C chip is in the same class as it.",
        "英伟达H20芯片热销。昇腾910C的带宽是上一代的2.5倍。",
        "昇腾910C的算力是英伟达H20的1.4倍到3倍。",
        "昇腾910C比英伟达H20多10亿晶体管，算力是友商新品的2倍。",
        "昇腾910C性能对标英伟达H100。",
        "思元590芯片媲美英伟达A100。",
        "昇腾910C出货量同比增长40%，英伟达H20则下滑。",
        "华为研发投入占营收的20.8%，昇腾910C与H100芯片受关注。",
    ],
)
def test_no_relation_without_a_ratio_and_two_names(text: str) -> None:
    assert told(text) == []


def test_one_ratio_with_two_references() -> None:
    found = told("The MLU590 card, at 96 GB of memory, is on the same level as Huawei's Ascend 910B and Nvidia's H20.")
    assert {(chip, other) for chip, other, _, _ in found} == {(MLU590, H20), (MLU590, A910B)}


def test_a_second_ratio_keeps_the_reference() -> None:
    text = "The B200 GPU has four times the compute of the H100 and 2.4 times its memory bandwidth."
    assert told(text) == [(B200, H100, "compute", 4.0), (B200, H100, "memory_bandwidth", 2.4)]


@pytest.mark.parametrize(
    "text",
    [
        "The B200 GPU has four times the compute, 2.4 times the memory and half the price of the H100.",
        "与H100相比，B200芯片的算力是其4倍，显存是其2.4倍，价格仅为其一半。",
    ],
)
def test_several_ratios_share_the_reference(text: str) -> None:
    assert told(text) == [
        (B200, H100, "compute", 4.0),
        (B200, H100, "memory_capacity", 2.4),
        (B200, H100, "price", 0.5),
    ]


def test_a_ratio_joined_to_another_is_of_the_same_two() -> None:
    text = "B200芯片的FP8性能达4.5 PFLOPS，FP16性能达2.2 PFLOPS，分别是H100的2.3倍和2.2倍。"
    assert told(text) == [(B200, H100, "compute", 2.3), (B200, H100, "compute", 2.2)]


def test_faster_is_of_the_throughput_just_told() -> None:
    text = (
        "The H100 GPU gave 1,000 tokens per second, the H200 GPU 1,600 tokens per second, so it is 60 percent faster."
    )
    assert {(attribute, ratio) for _, _, attribute, ratio in told(text)} == {("throughput", 1.6)}


def test_a_count_of_chips_is_no_attribute_of_a_ratio() -> None:
    text = "The Atlas 900 A3 SuperPoD holds 384 chips and claims 2x Nvidia's GB200 NVL72."
    assert [(attribute, ratio) for _, _, attribute, ratio in told(text)] == [(None, 2.0)]


def test_a_reference_without_a_known_name_is_not_that_of_the_ratio_before() -> None:
    text = "The B200 GPU has twice the memory of the H100 and more than four times over the Quux card's."
    assert told(text) == [(B200, H100, "memory_capacity", 2.0)]


def test_part_of_a_name_is_no_ratio() -> None:
    found = told("The Radeon R9 Fury X card offers 1.5x performance per watt over the Radeon R9 290x.")
    assert [(attribute, ratio) for _, _, attribute, ratio in found] == [("efficiency", 1.5)]


def test_both_of_a_list_before_in_order() -> None:
    text = "The M5 Pro and M5 Max chips are here. Both have twice the memory of the M4 Pro and M4 Max."
    assert told(text) == [
        ("Apple M5 Pro", "Apple M4 Pro", "memory_capacity", 2.0),
        ("Apple M5 Max", "Apple M4 Max", "memory_capacity", 2.0),
    ]


def test_figures_tell_which_is_which() -> None:
    text = "The H100 GPU carries 80 GB of memory. Nvidia's H20 GPU has 96 GB, so memory rises 1.2 times."
    assert told(text) == [(H20, H100, "memory_capacity", 1.2)]


def test_a_ratio_that_neither_words_nor_figures_tie_is_none() -> None:
    assert told("The H100 GPU carries 80 GB of memory. Nvidia's H20 GPU has 96 GB. Power doubled.") == []


def test_a_column_of_ratios() -> None:
    rows = "".join(
        f"<tr><td>{cells}</td></tr>".replace("|", "</td><td>")
        for cells in ("Memory|80 GB|141 GB|1.76x", "Memory bandwidth|3.35 TB/s|4.8 TB/s|+43%", "Power|700 W|700 W|n/a")
    )
    html = (
        "<html><body><article><h1>Two GPUs</h1><p>Nvidia's H100 and H200 GPUs side by side.</p><table>"
        f"<tr><th></th><th>NVIDIA H100</th><th>NVIDIA H200</th><th>Gain</th></tr>{rows}</table></article></body></html>"
    )
    found = extractor().extract(from_html(html)).relations
    assert [(r.chip, r.reference, r.attribute, r.ratio) for r in found] == [
        (H200, H100, "memory_capacity", Decimal("1.76")),
        (H200, H100, "memory_bandwidth", Decimal("1.43")),
    ]


def in_table(*rows: str) -> list[tuple[str, str, str | None, float]]:
    lines = "".join(f"<tr><td>{row}</td></tr>".replace("|", "</td><td>") for row in rows)
    html = (
        f"<html><body><article><h1>GPUs</h1><p>Nvidia GPUs compared.</p><table>{lines}</table></article></body></html>"
    )
    found = extractor().extract(from_html(html)).relations
    return [(r.chip, r.reference, r.attribute, float(r.ratio)) for r in found]


def test_a_label_of_a_table_names_the_reference_and_figures_the_attribute() -> None:
    assert in_table(
        "GPU|Memory|Bandwidth|vs NVIDIA H100",
        "NVIDIA H100|80 GB|3.35 TB/s|1x",
        "NVIDIA H200|141 GB|4.8 TB/s|1.76x / 1.43x",
    ) == [(H200, H100, "memory_capacity", 1.76), (H200, H100, "memory_bandwidth", 1.43)]


def test_a_baseline_in_a_table_is_the_reference() -> None:
    assert in_table("|NVIDIA B200|NVIDIA H100", "Memory|2.4x larger|Baseline", "Power draw|40% more|Baseline") == [
        (B200, H100, "memory_capacity", 2.4),
        (B200, H100, "power", 1.4),
    ]


def test_a_cell_of_a_table_compares_by_itself() -> None:
    assert in_table(
        "Chip|Vendor|vs NVIDIA",
        "Ascend 910B|Huawei|2/3 memory capacity, 40% bandwidth vs H20",
        "Atlas 900 A3|Huawei|8x H20",
    ) == [(A910B, H20, "memory_capacity", 0.6667), (A910B, H20, "memory_bandwidth", 0.4)]


def test_rules_name_what_decided() -> None:
    (relation,) = relations("The H200 chip has twice the memory of the H20.")
    assert relation.rules == ("double", "named before", "named behind it", "noun behind")
    assert relation.quote == "twice the memory of the H20"


ENGLISH = ("H100 ", "Ascend 910C ", "twice ", "the ", "than ", "40 percent ", "faster ", "half ", "of ", "as ", "2x ")
CHINESE = ("，", "比", "是", "的两倍", "一半", "高出三成", "持平", "与", "相当于")
FIGURES = (". ", "\n", "96 GB ", "0 times ", "1e999x ", "its predecessor ")
PIECES = st.sampled_from((*ENGLISH, *CHINESE, *FIGURES))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_mixture_gives_quotes_of_the_text_and_finite_ratios(text: str) -> None:
    article = from_text("Chips. " + text)
    for relation in extractor().extract(article).relations:
        assert article.text[relation.start : relation.end] == relation.quote
        assert 0 < relation.ratio < 10**6
        assert relation.chip != relation.reference


def test_work_grows_no_faster_than_the_text() -> None:
    text = "The H200 chip has twice the memory of the H20 and is 40 percent faster than the Ascend 910B. "

    def task(times: int) -> Callable[[], object]:
        article = from_text(text * times)
        return lambda: extractor().extract(article)

    assert growth(task, 50, 200) < 1.1

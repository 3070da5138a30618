"""Names in texts: what is found, what is refused, and which chip a short form means."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch import rules
from chipwatch.article import from_html
from chipwatch.extract.fold import fold, lower
from chipwatch.extract.names import NameFinder, Strength
from chipwatch.lexicon import Model
from chipwatch.model import Article, Block, BlockKind, Cell, Mention, SubjectKind, Table
from tests.work import growth


@cache
def finder() -> NameFinder:
    return NameFinder(rules.load())


def article(text: str, lang: str = "en") -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, m.start(), m.end(), lang=lang) for m in re.finditer(r"[^\n]+", text))
    return Article("https://example.org/a", "", text, blocks, lang=lang)


def mentions(text: str, lang: str = "en") -> list[Mention]:
    return finder().resolve(article(text, lang))


def chips(text: str, lang: str = "en") -> list[str]:
    return [m.chip for m in mentions(text, lang) if m.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)]


def surfaces(text: str) -> list[str]:
    return [text[m.start : m.end] for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Ascend 910C ships", ["Huawei Ascend 910C"]),
        ("the Ascend910C, the ascend-910c", ["Huawei Ascend 910C"] * 2),
        ("Ascend  910C and Ascend\u00a0910C", ["Huawei Ascend 910C"] * 2),
        ("Ａｓｃｅｎｄ ９１０Ｃ", ["Huawei Ascend 910C"]),
        ("Ascend\u200b910C", ["Huawei Ascend 910C"]),
        ("Ascend 910\u2011C", ["Huawei Ascend 910C"]),
        ("two 910Bs and the 910B's links", ["Huawei Ascend 910B"] * 2),
        ("Nvidia’s H100s", ["NVIDIA H100"]),
        ("8xH100, 8×H200 and B200x4", ["NVIDIA H100", "NVIDIA H200", "NVIDIA B200"]),
        ("MLU 590, MLU-590, mlu590", ["Cambricon MLU590"] * 3),
        ("GB200NVL72 and GB200 NVL72", ["NVIDIA GB200 NVL72"] * 2),
        ("TPUv5p and TPU v5p", ["Google TPU v5p"] * 2),
        ("Trainium 3, Trainium3", ["AWS Trainium3"] * 2),
        ("MI-300X and MI 300X", ["AMD Instinct MI300X"] * 2),
        ("Tesla V100 cards", ["NVIDIA V100"]),
        ("L40s and L40S", ["NVIDIA L40S"] * 2),
        ("华为昇腾910C芯片", ["Huawei Ascend 910C"]),
        ("搭载昇腾910C的服务器", ["Huawei Ascend 910C"]),
        ("昇腾910AI处理器和英伟达H20GPU", ["Huawei Ascend 910", "NVIDIA H20"]),
        ("一块Kunlun P800AI卡", ["Baidu Kunlun P800"]),
        ("輝達H20與華為昇騰910C", ["NVIDIA H20", "Huawei Ascend 910C"]),
        ("寒武纪思元590", ["Cambricon MLU590"]),
        ("海光深算二号", ["Hygon DCU K100"]),
        ("昆仑芯2代和第一代昆仑芯", ["Baidu Kunlun 2", "Baidu Kunlun 1"]),
        ("壁砺106与天垓150", ["Biren BR106", "Iluvatar TianGai 150"]),
        ("エヌビディアのH200", ["NVIDIA H200"]),
        ("Nvidias B40", ["NVIDIA B40"]),
        ("엔비디아 H200을 공개", ["NVIDIA H200"]),
    ],
)
def test_every_spelling_finds_the_chip(text: str, expected: list[str]) -> None:
    assert chips(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ascend 980", "Huawei Ascend 980"),
        ("昇腾980", "Huawei Ascend 980"),
        ("MLU790", "Cambricon MLU790"),
        ("MI600X", "AMD Instinct MI600X"),
        ("Kunlun M500", "Baidu Kunlun M500"),
        ("TPU v9", "Google TPU v9"),
        ("Nvidia B350", "NVIDIA B350"),
        ("VR300 NVL1152 racks from Nvidia", None),
        ("NVIDIA VR300 NVL1152", "NVIDIA VR300 NVL1152"),
        ("MTT S6000", "Moore Threads MTT S6000"),
        ("Snapdragon 8 Gen 9", "Qualcomm Snapdragon 8 Gen 9"),
    ],
)
def test_a_model_of_a_known_family_is_a_candidate(text: str, expected: str | None) -> None:
    found = [m for m in mentions(text) if m.candidate]
    assert [m.chip for m in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the H100 PCIe and the H100 SXM5", ["NVIDIA H100 PCIe", "NVIDIA H100 SXM"]),
        ("an A100 80GB SXM beside an A100-40GB", ["NVIDIA A100 80GB SXM", "NVIDIA A100 40GB"]),
        ("the H100 has 80GB", ["NVIDIA H100"]),
        ("the MI300X 192GB", ["AMD Instinct MI300X"]),
        ("Gaudi 3 PCIe", ["Intel Gaudi 3 PCIe"]),
        ("H100 NVL and GB200 NVL72", ["NVIDIA H100 NVL", "NVIDIA GB200 NVL72"]),
        ("a full TPU v5p pod", ["Google TPU v5p Pod"]),
    ],
)
def test_a_variant_belongs_to_the_mention_that_carries_it(text: str, expected: list[str]) -> None:
    assert chips(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The GPUs were an RTX 5090 and a used 3090.\n3090: 24 GB.", ["5090", "3090", "3090"]),
        ("5090D到手，和4090D放一起跑。\n显存32G。", ["5090 D", "4090 D"]),
        ("an Nvidia T4 chip. Its successor, the L4, does more.", ["NVIDIA T4", "NVIDIA L4"]),
        ("two GPUs, T4 and A2", ["NVIDIA T4", "NVIDIA A2"]),
        ("intel's gaudi 3 and an aws trainium 2", ["Intel Gaudi 3", "AWS Trainium2"]),
        ("They ascend 910 steps.", []),
        ("GeForce RTX™ 4090 and Intel® Gaudi® 3", ["NVIDIA GeForce RTX 4090", "Intel Gaudi 3"]),
        ("the RTX 5090 (1.79 TB/s), 4090 (1.08 TB/s)", ["NVIDIA GeForce RTX 5090", "NVIDIA GeForce RTX 4090"]),
        ("The Vera Rubin NVL72 is new. The NVL72 fills a rack.", ["Vera Rubin NVL72", "Vera Rubin NVL72"]),
        ("Nvidia's NVL72 fills a rack.", ["GB200 NVL72"]),
        ("Apple's M5 chip beats the M4.", ["Apple M5", "Apple M4"]),
        ("昇腾两兄弟：310和910。", ["Ascend 310", "Ascend 910"]),
        ("Cerebras WSE-2 and -3", ["Cerebras WSE-2", "Cerebras WSE-3"]),
        ("a rival GPU of the H100, the “5070”", ["NVIDIA H100", "5070"]),
        ("the V100's memory", ["NVIDIA V100"]),
        ("天璣9500s", ["Dimensity 9500s"]),
        ("英伟达A100 80GB PCle版", ["NVIDIA A100 80GB PCIe"]),
    ],
)
def test_short_names_stand_where_the_text_is_of_chips(text: str, expected: list[str]) -> None:
    found = chips(text, "zh" if text[0] > "\u3000" else "en")
    assert [name for name, end in zip(found, expected, strict=True) if not name.endswith(end)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The Planisphere P4 is a GPU card. Nvidia makes GPUs too. The P4 costs $4,995.",
        "Enflame makes chips; this lifted its valuation to $2.5 billion.",
        "Nvidia's GPU has 50 MB of L2; the L2 is large.",
        "The chip shop seated 3090 guests.",
        "Brisling V2 is a language model that runs on any chip; Google's TPUs are one.",
        "Huawei's chip roadmap has a SuperPoD of 15,000 processors.",
        "有了L4自动驾驶芯片，车就不用人管。",
    ],
)
def test_short_names_of_other_things(text: str) -> None:
    assert chips(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The first Trainium, from AWS, has 32 GB.", ["AWS Trainium"]),
        ("300 W (Nvidia's Pascal) to 700 W (Hopper)", ["NVIDIA Pascal", "NVIDIA Hopper"]),
        ("Nvidia sells Blackwell chips, Blackwell systems and the Blackwell architecture.", []),
        ("Nvidia's B200 is a Blackwell.", ["NVIDIA B200"]),
        ("Huawei's Ascend has 128 GB.", []),
    ],
)
def test_a_code_name_stands_for_its_chip(text: str, expected: list[str]) -> None:
    assert chips(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Google's Ironwood is here. A pod of 9,216 has 1.77 PB.", ["Google TPU Ironwood", "Google TPU Ironwood Pod"]),
        ("Google's TPU: a pod of 9,216 Ironwoods", ["Google TPU Ironwood Pod", "Google TPU Ironwood"]),
        ("A pod of whales. Then Nvidia showed the H100.", ["NVIDIA H100"]),
        ("Nvidia's H100 HGX and HGX H200", ["NVIDIA HGX H100", "NVIDIA HGX H200"]),
        ("曙光scaleX640超节点", ["Sugon scaleX640"]),
    ],
)
def test_systems_of_a_chip(text: str, expected: list[str]) -> None:
    assert chips(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The M100 mine closed last year.",
        "Edward Hopper painted diners; Grace Hopper wrote compilers.",
        "Saturn's moon Titan has lakes.",
        "The P800 phone has a fine camera.",
        "Each GPU has 40 MB of L2 cache.",
        "They ascend 910 steps to the temple.",
        "Demand stands at 100,000 H100 equivalents.",
        "The Vera C. Rubin Observatory opened.",
        "Temperatures of 910 C were reached.",
        "A 100-chip cluster with H 20 pipes.",
        "The fund guarantees a-100 percent recovery in a flexible TPU shell.",
        "Die Autobahn A100 bleibt gesperrt.",
        "Kirin-themed murals in Kunlun Mountains.",
        "昆仑山的雪，950亿元的工程，960名员工。",
        "A meteorologist's atlas; a titan of industry; the core of a journey.",
    ],
)
def test_look_alikes_are_refused(text: str) -> None:
    assert chips(text) == []


def test_a_kirin_and_a_geforce_are_what_they_say_and_no_ascend() -> None:
    text = "After the Ascend 950 came talk of the Kirin 970 and the GTX 960."
    assert chips(text) == ["Huawei Ascend 950", "Huawei Kirin 970", "NVIDIA GeForce GTX 960"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huawei's Ascend 950 comes first. The 960 doubles it.", ["Huawei Ascend 950", "Huawei Ascend 960"]),
        ("Ascend 950, 960 and 970 follow.", ["Huawei Ascend 950", "Huawei Ascend 960", "Huawei Ascend 970"]),
        ("昇腾950之后是960和970。", ["Huawei Ascend 950", "Huawei Ascend 960", "Huawei Ascend 970"]),
        ("昇腾960和970将发布", ["Huawei Ascend 960", "Huawei Ascend 970"]),
        ("The MLU590 sold well. The 590 was built on 7 nm.", ["Cambricon MLU590"] * 2),
        ("昇騰910Cの次、960は2027年に登場する。", ["Huawei Ascend 910C", "Huawei Ascend 960"]),
        ("어센드 910C 이후 960은 2027년 출시된다.", ["Huawei Ascend 910C", "Huawei Ascend 960"]),
        ("Gaudi 2 and 3 accelerators", ["Intel Gaudi 2", "Intel Gaudi 3"]),
        ("the MI355X/192 GB", ["AMD Instinct MI355X"]),
        ("the Ascend 910B/C", ["Huawei Ascend 910B", "Huawei Ascend 910C"]),
        ("the MI300X/A", ["AMD Instinct MI300X", "AMD Instinct MI300A"]),
        ("Nvidia's B100/200", ["NVIDIA B100", "NVIDIA B200"]),
        ("昇腾950PR/DT升级", ["Huawei Ascend 950PR", "Huawei Ascend 950DT"]),
        ("TPUv7/v9", ["Google TPU Ironwood", "Google TPU v9"]),
        ("MI300/350 boxes", ["AMD Instinct MI300X", "AMD Instinct MI350X"]),
        (
            "支援8192張昇騰卡的Atlas 950 SuperPoD和960 SuperPoD",
            ["Huawei Atlas 950 SuperPoD", "Huawei Atlas 960 SuperPoD"],
        ),
        ("H800, A800 and H20", ["NVIDIA H800", "NVIDIA A800", "NVIDIA H20"]),
        ("Enflame's CloudBlazer T20 trains; the i20 infers.", ["Enflame CloudBlazer T20", "Enflame CloudBlazer i20"]),
        ("Baidu will launch its M100 chip in 2026.", ["Baidu Kunlun M100"]),
        ("Microsoft makes the Maia 100. It will sell the 200 too.", ["Microsoft Maia 100", "Microsoft Maia 200"]),
    ],
)
def test_a_bare_model_is_read_by_the_family_before_it(text: str, expected: list[str]) -> None:
    assert chips(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Ascend 950 was shown to 960 engineers.",
        "The Ascend 950 costs 970 yuan.",
        "The Ascend 950 came after the 960 employees left.",
        "Ascend 950, 960 GB of it.",
        "昇腾950售价960元。",
    ],
)
def test_a_count_is_no_bare_model(text: str) -> None:
    assert chips(text) == ["Huawei Ascend 950"]


def test_families_and_vendors_are_mentions_of_their_own_kind() -> None:
    text = "Huawei sells Ascend chips, Nvidia its Hopper GPUs; Biren, Muxi and Suiyuan follow."
    assert [(m.chip, m.kind) for m in mentions(text)] == [
        ("Huawei", SubjectKind.VENDOR),
        ("Huawei Ascend", SubjectKind.FAMILY),
        ("NVIDIA", SubjectKind.VENDOR),
        ("NVIDIA Hopper", SubjectKind.FAMILY),
        ("Biren", SubjectKind.VENDOR),
        ("MetaX", SubjectKind.VENDOR),
        ("Enflame", SubjectKind.VENDOR),
    ]


def test_a_system_is_not_its_chip() -> None:
    text = "The Atlas 950 SuperPoD holds 8,192 Ascend 950DT; a DGX H100 holds eight H100."
    kinds = {m.chip: m.kind for m in mentions(text)}
    assert kinds == {
        "Huawei Atlas 950 SuperPoD": SubjectKind.SYSTEM,
        "Huawei Ascend 950DT": SubjectKind.CHIP,
        "NVIDIA DGX H100": SubjectKind.SYSTEM,
        "NVIDIA H100": SubjectKind.CHIP,
    }


def test_a_vendor_right_before_a_name_is_part_of_it() -> None:
    assert surfaces("Buyers of Nvidia H20 and of Huawei's 910C") == ["Nvidia H20", "Huawei", "910C"]


def test_a_shared_name_goes_to_the_vendor_in_its_sentence_and_else_to_none() -> None:
    assert chips("Baidu presented its M100 chip.") == ["Baidu Kunlun M100"]
    assert chips("Li Auto presented its M100 chip.") == ["Li Auto Mach M100"]
    assert chips("The M100 chip was presented.") == []


def test_table_cells_are_read_one_by_one() -> None:
    text = "Ascend 910B\n910C\n960"
    cells = tuple(Cell(0, n, *m.span()) for n, m in enumerate(re.finditer(r"[^\n]+", text)))
    block = Block(BlockKind.TABLE, 0, len(text), table=Table(1, 3, cells))
    found = finder().resolve(Article("https://example.org/a", "", text, (block,)))
    assert [m.chip for m in found] == ["Huawei Ascend 910B", "Huawei Ascend 910C"]


def test_find_tells_the_strength_of_each_reading() -> None:
    places = finder().find("H100 beside M100").places
    assert [(n.chip, n.strength) for n in places[0]][:1] == [("NVIDIA H100", Strength.SURE)]
    assert {(n.chip, n.strength) for n in places[1]} == {
        ("Baidu Kunlun M100", Strength.BARE),
        ("Li Auto Mach M100", Strength.BARE),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor will repair the bridge; several shops in Vera Street closed.", False),
        ("Google and Meta reported earnings.", False),
        ("A new chip was shown.", True),
        ("h100s are scarce", True),
        ("傳昇騰910C量產", True),
        ("今日天气晴朗。", False),
    ],
)
def test_scan_sees_names_and_chip_words(text: str, expected: bool) -> None:
    assert finder().scan(text) is expected


@given(st.sampled_from(rules.load().lexicon.models), st.sampled_from(["Today {} ships.", "({})", "今天{}发布"]))
@settings(max_examples=300, deadline=None)
def test_scan_and_find_see_every_sure_name(model: Model, frame: str) -> None:
    for name in model.chip.names:
        text = frame.format(name)
        assert finder().scan(text), name
        assert model.chip.name in {n.chip for place in finder().find(text).places for n in place}, name


@given(st.text(max_size=400) | st.text(alphabet="Ascend 910BC昇腾HMLU/-,的和xX's\n\u200b\u00a0", max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_mentions_inside_it(text: str) -> None:
    end = 0
    found = mentions(text)
    for m in found:
        assert end <= m.start < m.end <= len(text)
        end = m.end
    for _, places in finder().discover(article(text), found):
        assert all(0 <= m.start < m.end <= len(text) for m in places)


@pytest.mark.parametrize(
    "piece",
    [
        "Ascend 910B/C/",
        "H100 ",
        "9" * 50,
        "MLU ",
        "a chip called A B C D ",
        "昇腾",
        "M100 chip ",
        "Nvidia Blackwell. 3090: A2 TPU v5p. A pod ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def task(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece))
        return lambda: finder().discover(article(text), mentions(text))

    assert growth(task, 4_000, 16_000) < 1.1


@pytest.mark.parametrize(
    ("text", "lang", "name", "vendor"),
    [
        ("Veldt Semiconductor showed a processor dubbed Kestrel.", "en", "Veldt Kestrel", "Veldt"),
        ("Huawei has a new accelerator, called Xuanwu X2, in test.", "en", "Huawei Xuanwu X2", "Huawei"),
        ("Marlow Labs came with the new QT-5 Otter, which has 96 GB of HBM3.", "en", "Marlow QT-5 Otter", "Marlow"),
        ("The start-up Pelagos unveiled Abyss 3, a chip for inference.", "en", "Pelagos Abyss 3", "Pelagos"),
        ("成都初创公司青崖微(Qingya)推出一颗名为“竹影Z3”(Zhuying Z3)的AI芯片。", "zh", "Qingya Zhuying Z3", "Qingya"),
        ("La start-up Brumaire a présenté une puce baptisée Givre 2.", "fr", "Brumaire Givre 2", "Brumaire"),
        ("Dray Two, designed by Veldt Semicon, is a chip with 64 GB of HBM3.", "en", "Veldt Dray Two", "Veldt"),
        (
            "Pelagos's Abyss 32 multi-chip system makes 7 million tokens per second.",
            "en",
            "Pelagos Abyss 32",
            "Pelagos",
        ),
        ("At AMD the “Bay Fog” APU, still a plan, has 16 GB of memory at 5 nm.", "en", "AMD Bay Fog", "AMD"),
        (
            "Heron-N is a chiplet accelerator from the start-up Pelagos, with 250 TOPS.",
            "en",
            "Pelagos Heron-N",
            "Pelagos",
        ),
        ("青崖微(Qingya)发布新品。这颗Z3-A2芯片采用5纳米制程，算力为250 TOPS。", "zh", "Qingya Z3-A2", "Qingya"),
        ("Otter-7, as the chip is called, comes from the start-up Pelagos.", "en", "Pelagos Otter-7", "Pelagos"),
        ("青崖微(Qingya)发布新品。青崖微今日推出推理芯片“竹影Z3”(Zhuying Z3)。", "zh", "Qingya Zhuying Z3", "Qingya"),
        (
            "Das Start-up Brandholz zeigt mit Spree 2 seinen zweiten Inferenzchip.",
            "de",
            "Brandholz Spree 2",
            "Brandholz",
        ),
    ],
)
def test_an_introduced_chip_is_discovered(text: str, lang: str, name: str, vendor: str) -> None:
    found = finder().discover(article(text, lang), mentions(text, lang))
    assert [(c.name, c.vendor) for c, _ in found] == [(name, vendor)]
    candidate, places = found[0]
    assert text[candidate.start : candidate.end] == candidate.quote
    assert places
    assert all(m.candidate for m in places)


def test_a_heading_introduces_what_the_text_below_gives_figures_of() -> None:
    page = from_html("<h1>Boards in test</h1><h2>3. Pelagos Abyss-10H</h2><p>It has 40 TOPS and draws 5 W.</p>")
    assert [c.name for c, _ in finder().discover(page, [])] == ["Pelagos Abyss-10H"]


def test_read_gives_all_mentions_in_order_and_all_candidates() -> None:
    text = "Rumour has it. The Ascend 980 doubles it. Veldt Labs showed a processor dubbed Kestrel, an H100 rival."
    found, candidates = finder().read(article(text), fold(text), lower(fold(text)))
    assert [m.chip for m in found if m.kind == SubjectKind.CHIP] == [
        "Huawei Ascend 980",
        "Veldt Kestrel",
        "NVIDIA H100",
    ]
    assert [(c.name, c.vendor) for c in candidates] == [("Huawei Ascend 980", "Huawei"), ("Veldt Kestrel", "Veldt")]
    assert candidates[0].quote == "The Ascend 980 doubles it."
    assert all(text[c.start : c.end] == c.quote for c in candidates)


def test_short_forms_and_siblings_of_a_discovered_chip_are_its_mentions() -> None:
    text = (
        "Marlow Labs announced the LX-9 Otter, a chip for inference. The Otter draws 60 W.\n"
        "Its own Reed 2, a processor, doubles the cores of Reed 1. A Reed Rack 64 holds them."
    )
    found = {c.name: [text[m.start : m.end] for m in places] for c, places in finder().discover(article(text), [])}
    assert found == {
        "Marlow LX-9 Otter": ["LX-9 Otter", "Otter"],
        "Marlow Reed 2": ["Reed 2"],
        "Marlow Reed 1": ["Reed 1"],
        "Marlow Reed Rack 64": ["Reed Rack 64"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "The company is called Nimbus and makes shoes.",
        "A standard called Wi-Fi 7, a chip in every phone.",
        "He was called John in March 2026.",
        "Nvidia launched the H20, a chip for China.",
        "They announced results for Q3 2025, a record for the chip maker.",
        "Pelagos is a chip start-up with 64 GB of slides.",
        "We saw the Supercomputing 2024 system with 64 GB of memory.",
        "配备12GB内存的DDR5芯片，带宽更高。",
    ],
)
def test_what_is_no_introduction_discovers_nothing(text: str) -> None:
    assert finder().discover(article(text), mentions(text)) == []

"""Bytes to text: content wins over declarations, and declarations lie."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.charset import decode

SAMPLES = {
    "gb18030": "云岭电子周四发布训练芯片T3，显存64GB，显存带宽1.6TB/s，功耗350瓦，年内量产。",
    "big5": "雲嶺電子週四發表訓練晶片T3，記憶體64GB，頻寬1.6TB/s，功耗350瓦，年內量產。",
    "shift_jis": "新しい半導体の消費電力は約300ワットで、記憶容量は128GBである。出荷は来年を見込む。",
    "euc_jp": "新しい半導体の消費電力は約300ワットで、記憶容量は128GBである。出荷は来年を見込む。",
    "iso2022_jp": "新しい半導体の消費電力は約300ワットで、記憶容量は128GBである。",
    "euc_kr": "새로운 반도체의 메모리는 144GB이고 대역폭은 초당 4.8TB이다. 하반기에 양산을 시작한다.",
    "windows-1252": "La carte dépasse 96 Go — « une première », dit la société — pour 1 290 €.",
    "utf-8": "La carte dépasse 96 Go, 云岭电子周四发布训练芯片。",
}


def html(text: str, meta: str = "") -> str:
    return f'<html><head>{meta}</head><body><div class="nav"><a href="/">Home</a></div><p>{text}</p></body></html>'


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "gb2312", "big5", "no-such-charset"])
@pytest.mark.parametrize("encoding", SAMPLES)
def test_every_charset_under_every_declaration(encoding: str, declared: str | None) -> None:
    text = html(SAMPLES[encoding], f'<meta charset="{declared}">' if declared else "")
    header = f"text/html; charset={declared}" if declared else None
    assert decode(text.encode(encoding), header) == text


@pytest.mark.parametrize("encoding", SAMPLES)
def test_plain_text_without_any_declaration(encoding: str) -> None:
    assert decode(SAMPLES[encoding].encode(encoding)) == SAMPLES[encoding]


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_goes(bom: bytes, encoding: str) -> None:
    text = SAMPLES["utf-8"]
    assert decode(bom + text.encode(encoding), "text/plain; charset=big5") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(encoding: str) -> None:
    text = "The card has 96 GB and draws 300 watts."
    assert decode(text.encode(encoding)) == text


def test_a_declared_charset_of_one_byte_is_believed() -> None:
    text = "Новая карта имеет 96 ГБ памяти."
    assert decode(text.encode("koi8-r"), "text/plain; charset=koi8-r") == text


def test_codecs_that_are_no_charset_are_not_asked() -> None:
    assert decode("dépasse".encode("cp1252"), "text/html; charset=unicode_escape") == "dépasse"
    assert decode("dépasse".encode("cp1252"), "text/html; charset=base64") == "dépasse"


def test_utf_8_with_a_few_broken_bytes_stays_utf_8() -> None:
    text = SAMPLES["utf-8"] * 5
    assert decode(text.encode() + b"\xe4\xba").startswith(text)


@given(st.binary(max_size=2000))
def test_no_bytes_are_refused(body: bytes) -> None:
    assert isinstance(decode(body), str)

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from chipwatch.cli.output import Column, Format, View, emit, text


class Item(NamedTuple):
    name: str
    value: Decimal
    old: dict[str, Any] | None


VIEW: View[Item] = View(
    lambda item: {
        "name": item.name,
        "value": item.value,
        "old": item.old,
        "evidence": [{"url": "https://a.example", "on": date(2026, 11, 3)}, {"url": "https://b.example"}],
        "at": datetime(2026, 11, 3, 8, tzinfo=UTC),
    },
    (Column("name", lambda item: item.name), Column("value", lambda item: item.value, right=True)),
    ("name", "value", "old.value", "evidence.url", "missing.here"),
    "Nothing at all.",
)
ITEMS = [Item("Ascend 960", Decimal("288.0"), {"value": Decimal("0.1")}), Item("H|20 *x*", Decimal("0.3"), None)]


def printed(fmt: Format, capsys: pytest.CaptureFixture[str], items: list[Item] = ITEMS) -> str:
    emit(items, fmt, VIEW)
    out: str = capsys.readouterr().out
    return out


def test_json_has_numbers_as_numbers_and_dates_as_strings(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = json.loads(printed(Format.JSON, capsys))
    assert (first["value"], first["old"]["value"], second["old"]) == (288, 0.1, None)
    assert isinstance(first["value"], int)
    assert first["evidence"][0]["on"] == "2026-11-03"
    assert first["at"] == "2026-11-03T08:00:00+00:00"


def test_json_lines_are_the_records_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(Format.JSONL, capsys).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(printed(Format.JSON, capsys))


def test_csv_takes_fields_from_below_and_the_first_of_several(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(printed(Format.CSV, capsys))))
    assert rows[0] == ["name", "value", "old.value", "evidence.url", "missing.here"]
    assert rows[1] == ["Ascend 960", "288", "0.1", "https://a.example", ""]
    assert rows[2][2] == ""


def test_csv_has_its_header_without_items_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(Format.CSV, capsys, []).startswith("name,value,")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(printed(Format.CSV, capsys, [Item(name, Decimal(1), None)]))))
    assert rows[1][0] == f"'{name}"


def test_markdown_shows_marks_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(Format.MD, capsys).splitlines()
    assert lines[:2] == ["| name | value |", "|---|---:|"]
    assert r"H\|20 \*x\*" in lines[3]


@pytest.mark.parametrize("fmt", [Format.TABLE, Format.MD, Format.CSV])
def test_no_escape_sequence_reaches_a_terminal(fmt: Format, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(fmt, capsys, [Item("\x1b[2Jgone\u202e\x07", Decimal(1), None)])
    assert "gone" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_table_takes_nothing_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[bold]x[/bold]" in printed(Format.TABLE, capsys, [Item("[bold]x[/bold]", Decimal(1), None)])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (3, "3"),
        (True, "yes"),
        (None, ""),
        (Decimal("1.50"), "1.5"),
        (date(2026, 11, 3), "2026-11-03"),
        (("a", None, 2), "a, , 2"),
        (ValueError("two\nlines"), "two lines"),
    ],
)
def test_any_value_is_a_cell(value: object, cell: str) -> None:
    assert text(value) == cell


@pytest.mark.parametrize("fmt", [Format.TABLE, Format.MD])
def test_people_are_told_of_nothing_on_standard_error(fmt: Format, capsys: pytest.CaptureFixture[str]) -> None:
    emit([], fmt, VIEW)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Nothing at all.\n")


def test_programs_get_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(Format.JSON, capsys, [])) == []

"""The rules: what ships is whole, mistakes are told with file, line and key, and a user's directory lies over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chipwatch import config, resources, rules
from chipwatch.errors import NotFoundError, RulesError
from chipwatch.lexicon import squeeze
from chipwatch.model import SubjectKind
from chipwatch.resources import data_dir
from tests.work import work


def write(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_lexicon_holds_what_the_mission_asks_for() -> None:
    names = {chip.name for chip in rules.load().chips}
    assert names >= {
        "Huawei Ascend 910C",
        "Huawei Atlas 950 SuperPoD",
        "T-Head Hanguang 800",
        "Alibaba Panjiu",
        "Baidu Kunlun P800",
        "Cambricon MLU590",
        "NVIDIA H20",
        "AMD Instinct MI300X",
        "Google TPU v5p",
        "Tenstorrent Blackhole p150a",
    }
    assert {v.name for v in rules.load().lexicon.vendors} >= {"Biren", "MetaX", "Enflame"}


def test_a_chip_is_found_by_any_name_in_any_script() -> None:
    ruleset = rules.load()
    for name in ("昇腾910C", "ascend-910c", "ASCEND 910 C", "Huawei Ascend 910C", "910C"):
        assert ruleset.chip(name).name == "Huawei Ascend 910C"
    assert ruleset.chip("思元590").name == "Cambricon MLU590"
    assert ruleset.chip("Atlas 950 SuperPoD").kind == SubjectKind.SYSTEM


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(NotFoundError) as raised:
        rules.load().chip("Ascent 910C")
    assert "Huawei Ascend 910C" in raised.value.near
    assert "did you mean" in str(raised.value.hint)


def test_no_sure_name_means_two_chips() -> None:
    owners: dict[str, str] = {}
    for chip in rules.load().chips:
        for name in chip.names:
            assert owners.setdefault(squeeze(name), chip.name) == chip.name, name


def test_the_work_of_loading_grows_with_the_rules_and_no_faster(tmp_path: Path) -> None:
    def loading(chips: int) -> int:
        models = json.dumps([f"{n}00" for n in range(1, chips + 1)])
        write(tmp_path, "chips/own.toml", f'vendor = "Own"\n[[family]]\nname = "Kestrel"\nmodels = {models}\n')
        return work(lambda: rules.load(tmp_path))

    few, some, many = loading(1), loading(1001), loading(4001)
    assert many - few < 4.2 * (some - few)


def test_the_digest_is_of_the_content_not_of_its_spelling(tmp_path: Path) -> None:
    shipped = rules.load().digest
    assert rules.load().digest == shipped
    write(tmp_path, "sources.toml", "")
    assert rules.load(tmp_path).digest == shipped
    write(tmp_path, "chips/own.toml", 'vendor = "Own"\nnames = ["Ownchips"]\n')
    one = rules.load(tmp_path).digest
    assert one != shipped
    write(tmp_path, "chips/own.toml", '# a remark\nnames = [ "Ownchips" ]\nvendor = "Own"\n')
    assert rules.load(tmp_path).digest == one


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("languages.toml", '[languages.nl]\nwords = ["het", "een"]\n'),
        ("boilerplate.toml", '[names]\nsure = ["reacties"]\n'),
        ("dates.toml", "[language.nl]\nmonths = { maart = 3 }\n"),
    ],
)
def test_what_pages_are_read_by_is_part_of_the_digest(tmp_path: Path, file: str, text: str) -> None:
    shipped = rules.load().digest
    write(tmp_path, file, text)
    assert rules.load(tmp_path).digest != shipped


def test_what_weights_are_fitted_from_is_checked_and_no_part_of_the_digest(tmp_path: Path) -> None:
    shipped = rules.load()
    path = write(tmp_path, "priors.toml", '[subject]\n"before/close" = 9.5\n')
    own = rules.load(tmp_path)
    assert own.digest == shipped.digest
    assert own.priors.subject == {**shipped.priors.subject, "before/close": 9.5}
    write(tmp_path, "priors.toml", '[subject]\n"before/close" = "much"\n')
    with pytest.raises(RulesError) as raised:
        rules.load(tmp_path)
    assert str(raised.value) == f"{path}:2: key 'subject.before/close' must be a number, not 'much'"


def test_introductions_that_cannot_be_one_expression_are_told(tmp_path: Path) -> None:
    write(tmp_path, "boilerplate.toml", '[introductions]\nnl = ["(?i)lees ook"]\n')
    with pytest.raises(RulesError, match=r"boilerplate\.toml: key 'introductions'") as raised:
        rules.load(tmp_path)
    assert raised.value.hint


def test_an_upgrade_changes_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rules.load().digest
    monkeypatch.setattr(rules, "__version__", "999.0")
    assert rules.load().digest != before


def test_a_users_file_adds_to_a_shipped_vendor(tmp_path: Path) -> None:
    write(
        tmp_path,
        "chips/mine.toml",
        'vendor = "Huawei"\nnames = ["Huawei Technologies"]\n'
        '[[family]]\nname = "Ascend"\nmodels = ["990X"]\nchip = [{ model = "910C", names = ["Big Dragon"] }]\n',
    )
    ruleset = rules.load(tmp_path)
    assert ruleset.chip("昇腾990X").name == "Huawei Ascend 990X"
    assert ruleset.chip("Big Dragon").name == "Huawei Ascend 910C"
    assert ruleset.chip("910C").name == "Huawei Ascend 910C"
    vendor = next(v for v in ruleset.lexicon.vendors if v.name == "Huawei")
    assert {"华为", "Huawei Technologies"} <= set(vendor.names)


def test_a_users_file_adds_a_vendor_and_words(tmp_path: Path) -> None:
    write(
        tmp_path,
        "chips/veldt.toml",
        'vendor = "Veldt"\n[[family]]\nname = "Kestrel"\nnames = ["Kestrel"]\nshape = \'[1-9]00\'\nmodels = ["100"]\n',
    )
    write(tmp_path, "names.toml", '[chip_words]\nnl = ["versneller"]\n')
    ruleset = rules.load(tmp_path)
    assert ruleset.chip("Kestrel 100").vendor == "Veldt"
    assert ruleset.names.chip_words["nl"] == ("versneller",)
    assert "chip" in ruleset.names.chip_words["en"]


def test_the_users_sources_file_lies_over_the_shipped_sources(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.toml",
        '[[source]]\nid = "own"\nname = "Own"\nurl = "https://example.org/feed"\nkind = "feed"\ntier = "press"\n'
        'origin = "own"\nevery = "30m"\n',
    )
    own = next(s for s in rules.load(sources=path).sources if s.id == "own")
    assert own.every.total_seconds() == 1800
    assert rules.load(sources=tmp_path / "absent.toml").sources == rules.load().sources


def test_a_new_entry_of_a_users_file_must_be_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "discovery.toml", '[en]\nkinds = ["thinker"]\n\n[nl]\nkinds = ["versneller"]\n')
    with pytest.raises(RulesError) as raised:
        rules.load(tmp_path)
    assert str(raised.value) == f"{path}:4: key 'systems' missing"
    write(tmp_path, "discovery.toml", '[en]\nkinds = ["thinker"]\n')
    assert {"thinker", "chip"} <= set(rules.load(tmp_path).discovery["en"].kinds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('vendro = "X"\n', ":1: key 'vendro' unknown, did you mean 'vendor'?"),
        ('names = ["X"]\n', ":1: key 'vendor' missing"),
        ('vendor = "X"\nnames = "X"\n', ":2: key 'names' must be a list, not 'X'"),
        ('vendor = "X"\nnames = ["a",\n  3]\n', ":2: key 'names' must be a string, not 3"),
        ('vendor = "X"\n\n[[family]]\nname = "F"\n[[family]]\nname = "G"\nshpae = "x"\n', ":7: key 'shpae' unknown"),
        ('vendor = "X"\n[[family]]\nname = "F"\nshape = "(["\n', ":4: key 'family.shape'"),
        (
            'vendor = "X"\n[[family]]\nname = "F"\nkind = "chp"\n',
            ":4: key 'family.kind': 'chp' unknown, did you mean 'chip'?",
        ),
        (
            'vendor = "X"\n[[family]]\nname = "F"\nchip = [\n  { model = "1" },\n  { modle = "2" },\n]\n',
            ":6: key 'modle' unknown, did you mean 'model'?",
        ),
        (
            'vendor = "X"\n[[family]]\nname = "F"\n[[family.chip]]\nmodel = "1"\n[[family.chip]]\n',
            ":6: key 'model' missing",
        ),
        ('vendor = "X"\nvendor = "Y"\n', ":2: no valid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, "chips/x.toml", text)
    with pytest.raises(RulesError) as raised:
        rules.load(tmp_path)
    assert f"{path}{message}" in str(raised.value)
    assert raised.value.hint


def test_a_name_of_two_chips_is_told_with_both_files_and_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "chips/x.toml",
        'vendor = "X"\n[[family]]\nname = "F"\nchip = [\n  { model = "1" },\n'
        '  { model = "2", names = ["f two",\n    "MXC500"] },\n]\n',
    )
    with pytest.raises(RulesError) as raised:
        rules.load(tmp_path)
    shipped = data_dir("rules") / "chips" / "metax.toml"
    line = next(n for n, text in enumerate(shipped.read_text("utf-8").splitlines(), 1) if '"MXC500"' in text)
    assert str(raised.value) == f"{path}:7: 'MXC500' of 'X F 2' already names 'MetaX C500' at {shipped}:{line}"


def test_a_rules_directory_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="no directory of rules"):
        rules.load(tmp_path / "absent")


def test_data_is_looked_for_in_the_package_first_and_in_the_repository_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "chipwatch"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    with pytest.raises(FileNotFoundError, match="install chipwatch anew"):
        resources.data_dir("rules")
    (tmp_path / "rules").mkdir()
    assert resources.data_dir("rules") == tmp_path / "rules"
    (package / "_data" / "rules").mkdir(parents=True)
    assert resources.data_dir("rules") == package / "_data" / "rules"


def test_every_key_of_the_settings_is_documented() -> None:
    text = (data_dir("rules").parent / "docs" / "configuration.md").read_text("utf-8")
    for key in config._keys():
        assert f"{key.rpartition('.')[2]} = " in text, key

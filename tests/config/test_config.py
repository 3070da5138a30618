"""Settings: where they come from, which wins, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chipwatch import config
from chipwatch.errors import ConfigError

FRAGMENTS = [
    "[smtp]",
    "[[smtp]]",
    "[smtp.host]",
    "[fetch]",
    'db = "x"',
    "db = 3",
    "db = []",
    'db.x = "y"',
    "port = 25",
    "port = 1e999",
    "delay = nan",
    "delay = -0.0",
    "delay = 99999999999999999999999",
    'security = "tls"',
    "security = {}",
    "= 3",
    '"" = 1',
    'to = ["a", 1]',
    "to = [[]]",
    "sender = 1979-05-27",
    "guard_private = 1",
    "password = '\\u0000'",
    'rules = "\\u0000"',
]


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = config.load(env={"HOME": str(tmp_path)})
    assert settings.db == tmp_path / ".local/share/chipwatch/chipwatch.db"
    assert settings.sources == tmp_path / ".config/chipwatch/sources.toml"
    assert settings.rules is None
    assert settings.smtp.host is None


def test_xdg_directories_are_used_where_they_are_absolute(tmp_path: Path) -> None:
    (tmp_path / "chipwatch").mkdir()
    write(tmp_path / "chipwatch/config.toml", "[smtp]\nport = 2525\n")
    settings = config.load(env={"HOME": "/nowhere", "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": "relative"})
    assert settings.smtp.port == 2525
    assert settings.db == Path("/nowhere/.local/share/chipwatch/chipwatch.db")


def test_the_environment_beats_the_file_and_a_flag_beats_both(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.toml", 'db = "file.db"\n[smtp]\nhost = "file"\nport = 1\n[alerts]\nto = ["a@example.org"]\n'
    )
    env = {
        "CHIPWATCH_SMTP_HOST": "env",
        "CHIPWATCH_SMTP_PORT": "2",
        "CHIPWATCH_ALERTS_TO": "b@example.org, c@example.org",
    }
    settings = config.load(path, env=env, flags={"smtp.port": 3, "db": None})
    assert (settings.smtp.host, settings.smtp.port) == ("env", 3)
    assert settings.alerts.to == ("b@example.org", "c@example.org")
    assert settings.db == tmp_path / "file.db"


def test_the_environment_names_the_file_and_sets_each_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "c.toml", "")
    env = {
        "CHIPWATCH_CONFIG": str(path),
        "CHIPWATCH_DB": "here.db",
        "CHIPWATCH_FETCH_DELAY": "0.5",
        "CHIPWATCH_FETCH_GUARD_PRIVATE": "false",
        "CHIPWATCH_SMTP_SECURITY": "tls",
    }
    settings = config.load(env=env)
    assert settings.db == tmp_path / "here.db"
    assert (settings.fetch.delay, settings.fetch.guard_private, settings.smtp.security) == (0.5, False, "tls")


def test_a_password_is_not_printed() -> None:
    assert "hunter2" not in repr(config.load(env={"HOME": "/nowhere", "CHIPWATCH_SMTP_PASSWORD": "hunter2"}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('db = "x"\n\n[smtp]\nhots = "mail"\n', ":4: key 'hots' unknown, did you mean 'host'?"),
        ("[stmp]\nport = 25\n", ":1: key 'stmp' unknown, did you mean 'smtp'?"),
        ("[smtp]\nport = 'many'\n", ":2: key 'smtp.port' must be a whole number, not 'many'"),
        ("[smtp]\nport = true\n", ":2: key 'smtp.port' must be a whole number, not True"),
        ("[smtp]\n\nsecurity = 'starttsl'\n", ":3: key 'smtp.security': 'starttsl' unknown, did you mean 'starttls'?"),
        ("[alerts]\nto = 'a@example.org'\n", ":2: key 'alerts.to' must be a list, not 'a@example.org'"),
        ("smtp = 3\n", ":1: key 'smtp' must be a table, not 3"),
        ("db = \n", ":1: no valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "c.toml", text)
    with pytest.raises(ConfigError) as raised:
        config.load(path, env={})
    assert f"{path}{message}" in str(raised.value)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"CHIPWATCH_SMPT_HOST": "x"}, "did you mean 'CHIPWATCH_SMTP_HOST'?"),
        ({"CHIPWATCH_SMTP_PORT": "many"}, "CHIPWATCH_SMTP_PORT: key 'smtp.port' must be a whole number, not 'many'"),
        ({"CHIPWATCH_FETCH_GUARD_PRIVATE": "perhaps"}, "must be true or false, not 'perhaps'"),
        ({"CHIPWATCH_FETCH_DELAY": "nan"}, "must be a number, not NaN"),
    ],
)
def test_a_mistake_in_the_environment_is_told(env: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config.load(env={"HOME": "/nowhere", **env})
    assert message in str(raised.value)


def test_a_file_that_was_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path / "absent.toml", env={})


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes('db = "é"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="is not UTF-8"):
        config.load(path, env={})


@given(st.text(max_size=200) | st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("\n".join))
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "c.toml"
        path.write_text(text, "utf-8", newline="")
        try:
            told = str(config.load(path, env={"HOME": directory}).db)
        except ConfigError as error:
            told = str(error)
        assert told.startswith(directory)

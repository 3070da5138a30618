"""What every command shares: options, the settings and rules that follow from them, and how errors are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from chipwatch.cli.output import tell
from chipwatch.errors import ChipwatchError, NotFoundError, UsageError
from chipwatch.model import Capture, Source

if TYPE_CHECKING:
    from chipwatch.config import Config
    from chipwatch.fetch import Fetcher
    from chipwatch.rules import RuleSet
    from chipwatch.store import Store

DONE_WITH_FAILURES = 1
WRONG_USAGE = 2
CHANGES_FOUND = 3


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class App:
    """What the shared options say, and what follows from them; settings and rules are read when first asked for."""

    db: Path | None = None
    config_file: Path | None = None
    debug: bool = False

    @cached_property
    def config(self) -> Config:
        from chipwatch import config

        return config.load(self.config_file, flags={"db": self.db})

    @cached_property
    def rules(self) -> RuleSet:
        from chipwatch import rules

        return rules.load(self.config.rules, sources=self.config.sources)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The shipped sources and the user's own."""
        return self.rules.sources

    def fetcher(self) -> Fetcher:
        from chipwatch.fetch import Fetcher, FetchPolicy

        return Fetcher(FetchPolicy(**asdict(self.config.fetch)), clock=now)

    def reading(self) -> Store:
        """The database, to read; there must be one."""
        from chipwatch.store import Store

        return Store.open(self.config.db, clock=now, readonly=True)

    def writing(self) -> Store:
        """The database, to write; there must be one."""
        from chipwatch.store import Store

        return Store.open(self.config.db, clock=now, create=False)


def tell_error(error: ChipwatchError, *, about: str | None = None, debug: bool = False) -> None:
    """Message, near names and hint on standard error; with ``debug`` the causes too."""
    tell(f"{about}: {error}" if about else str(error))
    if error.hint:
        tell(f"  {error.hint}")
    elif isinstance(error, NotFoundError) and error.near:
        tell(f"  did you mean {', '.join(error.near)}?")
    cause = error.__cause__ if debug else None
    while cause is not None:
        tell(f"  caused by {type(cause).__name__}: {cause}")
        cause = cause.__cause__ or cause.__context__


async def fetched(fetcher: Fetcher, url: str) -> Capture:
    """A page that the user names, whatever it was before."""
    page = await fetcher.fetch(url, source_id="command line")
    assert isinstance(page, Capture), "only a conditional request is answered with 304"  # noqa: S101
    return page


class Told(click.ClickException):
    """A ChipwatchError on its way out: click shows it and exits with its status."""

    def __init__(self, error: ChipwatchError, *, debug: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.debug = debug

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click has a class variable
        return WRONG_USAGE if isinstance(self.error, UsageError) else DONE_WITH_FAILURES

    def show(self, file: IO[Any] | None = None) -> None:
        tell_error(self.error, about="chipwatch", debug=self.debug)


def _shared_options() -> list[click.Option]:
    def remember(context: click.Context, option: click.Parameter, value: Any) -> None:
        if value is not None and option.name is not None:
            setattr(context.ensure_object(App), option.name, value)

    file = click.Path(path_type=Path, dir_okay=False)
    return [
        click.Option(["--db"], type=file, help="Database file.", expose_value=False, callback=remember),
        click.Option(
            ["--config", "config_file"], type=file, help="Settings file.", expose_value=False, callback=remember
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            default=None,
            help="Show the causes of an error.",
            expose_value=False,
            callback=remember,
        ),
    ]


class Command(click.Command):
    """A command that takes the shared options after its own name too, and tells errors of chipwatch's tree."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.params.extend(_shared_options())

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ChipwatchError as error:
            raise Told(error, debug=context.ensure_object(App).debug) from error


class Group(click.Group):
    """Commands on one subject."""

    command_class = Command


class Commands(Group):
    """All commands. Each is defined when it is asked for, by the module that ``modules`` names for it."""

    group_class = Group
    modules: Mapping[str, str] = {}

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in self.modules:
            import_module(f"chipwatch.cli.{self.modules[name]}")
        return super().get_command(context, name)


pass_app = click.make_pass_decorator(App, ensure=True)
lang_option = click.option("--lang", multiple=True, help="Only what is said in this language (en, zh, ja, …).")


@click.group(cls=Commands, params=_shared_options(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chipwatch")
def cli() -> None:
    """A self-hosted radar for AI-chip specs: what the news says of each chip, what changed, and who said so."""

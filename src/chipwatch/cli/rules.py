"""The rules, how well they read, and what they make of what is stored: ``rules check|eval|fit``, ``reextract``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, now, pass_app
from chipwatch.cli.output import Format, counted, emit, format_option, tell
from chipwatch.cli.progress import progress
from chipwatch.cli.scores import FAULTS, FINDINGS, FITTED, SCORES, Fault, Scored
from chipwatch.cli.views import CHANGES

if TYPE_CHECKING:
    from chipwatch.evaluation import SameChip
    from chipwatch.model import Claim
    from chipwatch.trial import Trial

_GROUPS = ("attribute", "lang", "phenomenon")


@cli.group()
def rules() -> None:
    """The rules by which texts are read."""


@rules.command()
@click.option(
    "--on",
    "directories",
    metavar="GOLD_DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Find weights that no decision in these labelled documents asks for, too.",
)
@format_option
@pass_app
def check(app: App, directories: tuple[Path, ...], fmt: Format) -> None:
    """Read all rules, the shipped ones and yours, and say what is wrong with them.

    A file that breaks its form is an error (status 2). What is well formed and does harm is listed (status 1): cue
    words of two meanings, rules that another hides, names that are English words, shapes that match anything.
    """
    from chipwatch import gold, refit
    from chipwatch.rule_checks import Finding, locate
    from chipwatch.rule_checks import check as faults_of
    from chipwatch.store import policy

    ruleset = app.rules
    policy.load(app.config.rules)
    findings = faults_of(ruleset)
    if directories:
        unused = refit.unused(ruleset, gold.read(directories))
        findings += [Finding("weights.toml", name, "no decision asks for this weight") for name in unused]
    tell(f"Read: {len(ruleset.chips)} chips, {len(app.sources)} sources, digest {ruleset.digest[:12]}.")
    emit([(finding, locate(finding, app.config.rules)) for finding in findings], fmt, FINDINGS)
    if findings:
        sys.exit(DONE_WITH_FAILURES)


def _groups(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    groups = tuple(part.strip() for part in value.split(",")) if value else ()
    if unknown := [group for group in groups if group not in _GROUPS]:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(_GROUPS)}")
    return groups


@rules.command("eval")
@click.argument("directories", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--misses", is_flag=True, help="List what is missed and what is wrong instead, with the rules that fired."
)
@click.option(
    "--by", callback=_groups, metavar="GROUPS", help="Claims by attribute, lang or phenomenon, or several: a,b."
)
@click.option(
    "--names",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A table of chips (CSV) whose names count as one chip's, instead of the lexicon's.",
)
@format_option
@pass_app
def evaluate(
    app: App, directories: tuple[Path, ...], misses: bool, by: tuple[str, ...], names: Path | None, fmt: Format
) -> None:
    """Read labelled documents and tell how much is right: precision, recall and F1.

    At four levels: quantity (value and unit), spec (attribute and precision too), claim (of the right chip), full (with
    bound and status); and of relations. Without --names, a facts/chips.csv beside the directory that holds GOLD_DIR
    is taken where there is one.
    """
    from chipwatch import gold, trial
    from chipwatch.namesakes import Namesakes

    documents = gold.read(directories)
    beside = directories[0].resolve().parent.parent / "facts" / "chips.csv"
    table = names or (beside if beside.is_file() else None)
    same_chip = Namesakes(app.rules, table).same
    tell(f"{len(documents)} documents; names of chips by {table or 'the lexicon'}.")
    trials = list(trial.read(app.rules, documents))
    if misses:
        emit(_faults(trials, same_chip), fmt, FAULTS)
    else:
        emit([*_scores(trials, same_chip), *_by_group(trials, by, same_chip)], fmt, SCORES)


def _scores(trials: Sequence[Trial], same_chip: SameChip) -> Iterator[Scored]:
    from chipwatch.evaluation import Level, total

    for level in Level:
        yield Scored(level, "all", total(each.claims(level, same_chip).score for each in trials))
    yield Scored("relations", "all", total(each.relations(same_chip).score for each in trials))


def _by_group(trials: Sequence[Trial], by: Sequence[str], same_chip: SameChip) -> Iterator[Scored]:
    from chipwatch.evaluation import Level, totals

    for kind in by:
        parts = (each.claims(Level.CLAIM, same_chip).by(_grouping(each, kind)) for each in trials)
        for group, score in totals(parts).items():
            yield Scored(Level.CLAIM, f"{kind}: {group}", score)


def _grouping(trial: Trial, kind: str) -> Callable[[Claim], Iterable[str]]:
    match kind:
        case "attribute":
            return lambda claim: (claim.attribute,)
        case "lang":
            return lambda _: (trial.document.lang,)
    return trial.phenomena


def _faults(trials: Iterable[Trial], same_chip: SameChip) -> Iterator[Fault]:
    from chipwatch.evaluation import Level

    for each in trials:
        for outcome in (each.claims(Level.CLAIM, same_chip), each.relations(same_chip)):
            yield from (Fault(each.document.id, "missed", label) for label in outcome.missed)
            yield from (Fault(each.document.id, "wrong", reading) for reading in outcome.wrong)


@rules.command("fit")
@click.argument("directories", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the weights to this file.")
@click.option("--no-validation", is_flag=True, help="Leave out cross-validation, which takes most of the time.")
@format_option
@pass_app
def fit(app: App, directories: tuple[Path, ...], out: Path | None, no_validation: bool, fmt: Format) -> None:
    """Fit the weights by which numbers are read to labelled documents, and tell how well they choose.

    The table shows, for each question that is put to the weights, the share of right choices in the documents they are
    fitted to and, cross-validated, in documents they are not. The same documents and rules give the same weights.
    """
    from chipwatch import gold
    from chipwatch.refit import refit, write

    with progress() as shown:
        fitted = refit(app.rules, gold.read(directories), validate=not no_validation, progress=shown)
    emit(fitted, fmt, FITTED)
    if out:
        write(fitted, out)
        tell(f"Weights are in {out}.")


@cli.command()
@click.option("--dry-run", is_flag=True, help="Show what it would change, and change nothing.")
@click.option("--jobs", default=os.cpu_count, type=click.IntRange(min=1), help="Processes.  [default: all processors]")
@format_option
@pass_app
def reextract(app: App, dry_run: bool, jobs: int, fmt: Format) -> None:
    """Read all stored pages anew with today's rules: one revision, nothing fetched.

    Prints the changes. Cut short, it goes on from there the next time.
    """
    from chipwatch.reextract import reextract as read_anew

    with progress() as shown:
        committed = read_anew(app.config, app.rules, clock=now, progress=shown, dry_run=dry_run, jobs=jobs)
    emit(committed.changes, fmt, CHANGES)
    what = "It would be" if dry_run else "This is"
    found = counted(committed.asserted, "claim")
    tell(f"{what} revision r{committed.revision.number}: {found} found, {committed.retired} lost.")

"""``wflint init``: sets wflint up in a repository, after showing what it would write."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import OK, USAGE, Failure

if TYPE_CHECKING:
    from wflint.engine.adopt.setup import Publisher, Setup

EPILOG = """\b
Examples:
  wflint init                    looks, shows what it would write, asks
  wflint init --dry-run          looks and shows only
  wflint init --yes              writes without asking
  wflint init --ci gitlab        for GitLab, whatever the remotes say
  wflint init --target 6.14.2 --no-baseline

\b
It writes, for the whole repository: the configuration (wflint.toml, or [tool.wflint] in a pyproject.toml
that is there), an entry for pre-commit, a workflow for GitHub or a job for GitLab, and where files have
findings a baseline (docs/adoption.md). Nothing that is there is replaced: what a file has keeps every byte,
and what is set up already is left alone. All is written, or nothing.

\b
Exit codes: 0 written, or nothing to write; 2 wrong usage, or nobody to ask.
"""


@click.command(epilog=EPILOG)
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False))
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@click.option("--dry-run", "-n", is_flag=True, help="Show what would be written, and write nothing.")
@click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    metavar="T",
    help="The InvokeAI release to check for.  [default: the one that the files were made with]",
)
@click.option(
    "--ci",
    type=click.Choice(("auto", "github", "gitlab", "none")),
    default="auto",
    show_default=True,
    help="Which CI to write for; auto goes by files and remotes.",
)
@click.option("--no-hooks", is_flag=True, help="Leave pre-commit alone.")
@click.option("--no-baseline", is_flag=True, help="Write no baseline: all findings are shown.")
def init(
    folder: str, *, yes: bool, dry_run: bool, target: str | None, ci: str, no_hooks: bool, no_baseline: bool
) -> int:
    """Set wflint up in a repository: configuration, pre-commit, CI, baseline.

    FOLDER is in the repository; without one, this folder. Nothing is written before it was shown.
    """
    from wflint.cli.output import note, painter, write
    from wflint.engine.adopt.setup import Wish, make_setup
    from wflint.engine.inventories import InventoryError
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError
    from wflint.report.adopt_text import setup_text

    progress = None
    if sys.stderr.isatty():
        from wflint.cli.progress import ProgressLine

        progress = ProgressLine()
    if yes and dry_run:
        raise click.UsageError("--yes writes, --dry-run does not; give one of them")
    try:
        _check_target(target)
        setup = make_setup(folder, Wish(target, ci, not no_hooks, not no_baseline), _publisher(), progress)
    except (ConfigError, TargetError, InventoryError) as error:
        raise Failure(str(error)) from None
    finally:
        if progress is not None:
            progress.close()
    write(f"{line}\n" for line in setup_text(setup, painter(sys.stdout)))
    if not setup.changes:
        note("nothing to write: wflint is set up here" if not setup.by_hand else "nothing else to write")
        return OK
    if dry_run:
        note("nothing written: --dry-run")
        return OK
    if not yes and not _asked(setup):
        return USAGE if not sys.stdin.isatty() else OK
    _put(setup)
    return OK


def _check_target(target: str | None) -> None:
    """Raise TargetError for a target that is none, and Failure for one that a repository should not have."""
    if target is None:
        return
    from wflint.catalogue.targets import names_file, resolve_target

    if "://" in target or names_file(target):
        raise Failure("--target takes a release or a range here; write others into the configuration")
    resolve_target(target, named=True)


def _publisher() -> Publisher:
    from wflint.engine.adopt.ci import GITHUB, GITLAB
    from wflint.engine.adopt.setup import Publisher
    from wflint.report.links import PROJECT
    from wflint.shipped import shipped_folder
    from wflint.version import __version__

    folder = shipped_folder("templates", "templates")
    if folder is None:
        raise Failure("this installation of wflint has no templates for CI")
    templates = {name: (folder / f"{name}.yml").read_text("utf-8") for name in (GITHUB, GITLAB)}
    return Publisher(PROJECT, __version__, templates)


def _asked(setup: Setup) -> bool:
    from wflint.cli.output import complain, note
    from wflint.diagnostics.words import listed, numbered

    if not sys.stdin.isatty():
        complain("nothing written: there is no terminal to ask at; --yes writes, --dry-run only shows")
        return False
    names = listed([change.name for change in setup.changes])
    if click.confirm(f"\nWrite {numbered(len(setup.changes), 'file')} ({names})?", err=True):
        return True
    note("nothing written")
    return False


def _put(setup: Setup) -> None:
    import os

    from wflint.cli.output import note
    from wflint.engine.adopt.put import ChangedMeanwhileError, put

    try:
        put(setup.repository.top, setup.changes)
    except ChangedMeanwhileError as error:
        raise Failure(f"nothing written: {error}; run `wflint init` again") from None
    except OSError as error:
        name = os.path.relpath(error.filename, setup.repository.top) if error.filename else "a file"
        raise Failure(f"nothing written: {name}: {error.strerror or error}") from None
    for change in setup.changes:
        note(f"{'wrote' if change.before is None else 'added to'} {change.name}")

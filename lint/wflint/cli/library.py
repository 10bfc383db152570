"""``wflint library``: the workflows that a server keeps as files of a repository, and back."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wflint.engine.settings import SettingsFinder
    from wflint.live.library.library import Library, SyncStep
    from wflint.live.library.push import Rules

EPILOG = """\b
Examples:
  wflint library status --server http://gpu:9090 workflows/     what differs, and on which side it changed
  wflint library pull --server http://gpu:9090 workflows/       new and changed workflows into the folder
  wflint library pull workflows/ workflows/fox.workflow.json    take the server's, whatever changed here
  wflint library push --dry-run workflows/                      what would be saved on the server
  wflint library push workflows/ workflows/fox.workflow.json    only that one

\b
A file knows its workflow by its "id". What was last the same is noted in FOLDER/library.lock.jsonl; commit
it. Without it, wflint cannot tell which side changed, and asks you. docs/library.md says more.
Credentials: those of `wflint login URL`, else WFLINT_TOKEN, or WFLINT_EMAIL and WFLINT_PASSWORD.

\b
Exit codes: 0 done (status: all the same), 1 something differs, is in conflict or failed, 2 wrong usage or
no server.
"""
_folder = click.argument("folder", type=click.Path(file_okay=False))
_defaults = click.option("--defaults", is_flag=True, help="With the workflows that InvokeAI brings along.")
_dry_run = click.option("--dry-run", is_flag=True, help="Change nothing; say what would be done.")
_quiet = click.option("--quiet", "-q", is_flag=True, help="Print only what needs you.")


@click.group(epilog=EPILOG)
def library() -> None:
    """Keep the workflows saved on a server in step with the files of a folder."""


@library.command(epilog=EPILOG)
@_folder
@options.server
@click.option("--diff", "show_diff", is_flag=True, help="Show what differs: nodes, inputs and edges.")
@_defaults
@options.text_or_json()
@options.ca
@options.insecure
@_quiet
def status(
    *,
    folder: str,
    server: str | None,
    show_diff: bool,
    defaults: bool,
    output_format: str,
    ca: str | None,
    insecure: bool,
    quiet: bool,
) -> int:
    """Say of each workflow whether file and server are the same, and which of them changed."""
    from wflint.cli.library_show import show_status
    from wflint.live.library.matching import Standing

    if not os.path.isdir(folder):
        raise Failure(f"{folder}: no such folder")
    with _opened(server, folder, (), ca=ca, insecure=insecure, defaults=defaults, quiet=quiet) as both:
        show_status(both, output_format, show_diff=show_diff, quiet=quiet)
        fine = (Standing.SAME, Standing.NOT_YOURS, Standing.NOT_READ)  # the last are `problems`, or left out
        same = all(entry.standing in fine for entry in both.entries)
        return OK if same and not both.problems else FINDINGS


@library.command(epilog=EPILOG)
@_folder
@click.argument("workflows", nargs=-1, metavar="[WORKFLOW]...")
@options.server
@_dry_run
@click.option("--force", is_flag=True, help="Take the server's where both sides changed.")
@click.option("--delete", is_flag=True, help="Remove unchanged files whose workflow was deleted there.")
@_defaults
@options.text_or_json()
@options.ca
@options.insecure
@_quiet
def pull(
    *,
    folder: str,
    workflows: tuple[str, ...],
    server: str | None,
    dry_run: bool,
    force: bool,
    delete: bool,
    defaults: bool,
    output_format: str,
    ca: str | None,
    insecure: bool,
    quiet: bool,
) -> int:
    """Write new and changed workflows of the server into FOLDER, as `wflint format` writes files.

    WORKFLOW is a file of the folder, or the name or id of a workflow on the server: then only these are
    written, and the server's is taken whatever changed here.
    """
    from wflint.live.library import pull as pulling

    wish = pulling.PullWish(dry_run=dry_run, force=force, delete=delete)
    with _opened(server, folder, workflows, ca=ca, insecure=insecure, defaults=defaults, quiet=quiet) as both:
        return _go("pull", both, pulling.pull(both, wish), output_format, dry_run=dry_run, quiet=quiet)


@library.command(epilog=EPILOG)
@_folder
@click.argument("workflows", nargs=-1, metavar="[FILE]...")
@options.server
@_dry_run
@click.option("--force", is_flag=True, help="Write over what changed on the server too.")
@click.option("--delete", is_flag=True, help="List the workflows whose file was deleted; --yes deletes them.")
@click.option("--yes", is_flag=True, help="With --delete: delete what it lists.")
@click.option("--no-check", is_flag=True, help="Send files even if `wflint check` finds errors.")
@options.text_or_json()
@options.ca
@options.insecure
@_quiet
def push(
    *,
    folder: str,
    workflows: tuple[str, ...],
    server: str | None,
    dry_run: bool,
    force: bool,
    delete: bool,
    yes: bool,
    no_check: bool,
    output_format: str,
    ca: str | None,
    insecure: bool,
    quiet: bool,
) -> int:
    """Save new and changed files of FOLDER on the server, each checked against its nodes first."""
    from wflint.cli.output import note
    from wflint.engine.settings import SettingsFinder
    from wflint.live.library import push as pushing
    from wflint.live.library.library import Did

    if yes and not delete:
        raise click.UsageError("--yes goes with --delete")
    if not os.path.isdir(folder):
        raise Failure(f"{folder}: no such folder")
    rules = None if no_check else _rules(SettingsFinder())
    wish = pushing.PushWish(dry_run=dry_run, force=force, delete=delete, yes=yes, rules=rules)
    with _opened(server, folder, workflows, ca=ca, insecure=insecure, defaults=False, quiet=quiet) as both:
        steps: list[SyncStep] = []
        code = _go(
            "push", both, pushing.push(both, wish), output_format, dry_run=dry_run, quiet=quiet, kept=steps
        )
        doomed = sum(step.did is Did.TO_DELETE for step in steps)
        if doomed:
            note(f"nothing was deleted; --delete --yes deletes {'it' if doomed == 1 else f'these {doomed}'}")
            return FINDINGS
        return code


@contextmanager
def _opened(
    server: str | None,
    folder: str,
    names: tuple[str, ...],
    *,
    ca: str | None,
    insecure: bool,
    defaults: bool,
    quiet: bool,
) -> Iterator[Library]:
    """Both sides, read. Everything that goes wrong with the server or the folder ends it with one line."""
    from wflint.cli.progress import ProgressLine
    from wflint.cli.server import open_session
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.live.client.client import Client
    from wflint.live.client.errors import ServerError
    from wflint.live.library.ledger import LibraryError
    from wflint.live.library.library import Library

    finder = SettingsFinder()
    try:
        with Client(open_session(server, ca=ca, insecure=insecure)) as client:
            line = None if quiet or not sys.stderr.isatty() else ProgressLine("reading")
            try:
                both = Library(
                    client,
                    folder,
                    names=names,
                    defaults=defaults,
                    excluded=lambda path: finder.for_file(path).leaves_out(path) is not None,
                    progress=line,
                )
            finally:
                if line is not None:
                    line.close()
            yield both
    except (ServerError, ConfigError, LibraryError) as error:
        raise Failure(str(error)) from None


def _go(
    what: str,
    both: Library,
    steps: Iterable[SyncStep],
    output_format: str,
    *,
    dry_run: bool,
    quiet: bool,
    kept: list[SyncStep] | None = None,
) -> int:
    """Do it, say it, and the exit code. What was done is said too when the server goes away meanwhile."""
    from wflint.cli.library_show import Shown
    from wflint.live.client.errors import ServerError

    shown = Shown(what, both, output_format, dry_run=dry_run, quiet=quiet)
    try:
        for step in steps:
            shown.step(step)
    except ServerError as error:
        shown.end(str(error))
        raise
    shown.end(None)
    if kept is not None:
        kept += shown.steps
    return OK if all(step.ok for step in shown.steps) and not both.problems else FINDINGS


def _rules(finder: SettingsFinder) -> Callable[[str], Rules]:
    """The rules for a file, as its configuration and its baseline have them."""
    from functools import partial

    from wflint.engine.baselines import without_known
    from wflint.live.library.push import Rules

    def rules(path: str) -> Rules:
        settings = finder.for_file(path)
        return Rules(
            settings.for_file(path).selection(), partial(without_known, place=path, settings=settings)
        )

    return rules

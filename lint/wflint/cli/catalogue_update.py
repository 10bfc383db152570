"""``wflint catalogue update``: new releases of InvokeAI, from the package index into the user's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EPILOG = """\b
Examples:
  wflint catalogue update                     add the stable releases that wflint does not know yet
  wflint catalogue update --check             only say which there are
  wflint catalogue update --release 7.0.0rc1  add this one
  wflint catalogue update --remove 7.0.0rc1   remove it
  wflint check --target newest                the newest stable release, added ones too

\b
What is added counts where it is named: --target 6.15.0, newest, '>=6,<=newest'. `latest` and other ranges
are the releases that wflint comes with, the same on every machine.

\b
Exit codes: 0; 1 with --check where there is a new release; 2 wrong usage, or a release cannot be had.
"""


@click.command(epilog=EPILOG)
@click.option(
    "--release", "-r", "named", multiple=True, metavar="RELEASE", help="Add this one; again for more."
)
@click.option("--pre", is_flag=True, help="Pre-releases newer than the newest stable release too.")
@click.option("--check", "check_only", is_flag=True, help="Add nothing; exit with 1 where something is new.")
@click.option(
    "--remove", "removed", multiple=True, metavar="RELEASE", help="Remove this one; `all` removes all."
)
def update(named: tuple[str, ...], removed: tuple[str, ...], *, pre: bool, check_only: bool) -> int:
    """Add InvokeAI releases that came after this wflint.

    The package index is asked as uv and pip are configured. A release's wheel is installed without torch in a
    throwaway environment and its code imported there: this runs InvokeAI's own code. What its nodes are is
    kept in the cache directory (WFLINT_CACHE moves it), 200 KB a release. Needs uv.
    """
    from wflint.cache import CacheError
    from wflint.catalogue.errors import TargetError
    from wflint.catalogue.light_route.take import LightRouteError

    if removed and (named or pre or check_only):
        raise Failure("--remove goes with no other option")
    try:
        if removed:
            return _remove(removed)
        return _check(named, pre=pre) if check_only else _update(named, pre=pre)
    except (CacheError, LightRouteError, TargetError) as error:
        raise Failure(str(error)) from None


def _remove(removed: tuple[str, ...]) -> int:
    from wflint.catalogue import updating
    from wflint.catalogue.added import added_folder, added_releases
    from wflint.cli.output import note

    if not added_folder().is_dir():
        raise Failure("no release was added")
    with updating.updating(_waiting):
        wanted = [*added_releases(), *updating.tidy()] if "all" in removed else list(removed)
        for name in wanted:
            if not updating.remove(updating.spelled(name)) and "all" not in removed:
                raise Failure(f"InvokeAI {name} was not added; `wflint catalogue releases` lists what was")
            note(f"removed InvokeAI {name}")
    if not wanted:
        note("no release was added")
    return OK


def _check(named: tuple[str, ...], *, pre: bool) -> int:
    from wflint.catalogue import updating
    from wflint.cli.output import note, write

    with updating.updating(_waiting):
        folder = updating.working_folder()
        try:
            found = _missing(named, folder, pre=pre)
        finally:
            updating.clear(folder)
    write(f"{version}: new\n" for version in found)
    if not found:
        note(_nothing(pre=pre))
    return FINDINGS if found else OK


def _update(named: tuple[str, ...], *, pre: bool) -> int:
    from wflint.catalogue import updating
    from wflint.catalogue.updating import UpdateError
    from wflint.cli.output import complain, note, write
    from wflint.diagnostics.words import numbered

    for name in named:
        updating.spelled(name)
    failed = False
    with updating.updating(_waiting):
        for version in updating.tidy():
            note(f"removed InvokeAI {version} from the cache: wflint comes with it now")
        folder = updating.working_folder()
        try:
            wanted = _missing(named, folder, pre=pre)
            for version in wanted:
                try:
                    nodes, classes = updating.add(version, folder, _progress(version))
                except UpdateError as error:
                    complain(f"InvokeAI {version}: {error}")
                    failed = True
                    continue
                write([f"{version}: added, {numbered(nodes, 'node')}\n"])
                if not classes:
                    note(f"InvokeAI {version}: of its classes as much is known as its schema says")
        finally:
            updating.clear(folder)
    if not wanted:
        note(_nothing(pre=pre) if not named else "nothing to add")
    return USAGE if failed else OK


def _missing(named: tuple[str, ...], folder: Path, *, pre: bool) -> list[str]:
    """What is to be added: what was named and is not there yet, or what the index has and wflint lacks."""
    from wflint.catalogue import updating
    from wflint.catalogue.store import shipped
    from wflint.cli.output import note

    if not named:
        return updating.missing(updating.offered_releases(folder), pre_releases=pre)
    found = []
    for version in dict.fromkeys(updating.spelled(name) for name in named):
        if version in shipped().releases:
            note(f"InvokeAI {version}: wflint comes with it")
        elif updating.is_there(version):
            note(f"InvokeAI {version} was added before")
        else:
            found.append(version)
    return found


def _progress(version: str) -> Callable[[str], None]:
    from wflint.cli.output import note

    return lambda step: note(f"InvokeAI {version}: {step}")


def _nothing(*, pre: bool) -> str:
    return f"nothing new: wflint knows every {'' if pre else 'stable '}release that the package index has"


def _waiting() -> None:
    from wflint.cli.output import note

    note("waiting for another `wflint catalogue update`")

"""New releases of InvokeAI from the package index into the user's cache (``added``), one at a time."""

from __future__ import annotations

import re
import shutil
import zipfile
from typing import TYPE_CHECKING, Final

from wflint.cache import locked
from wflint.catalogue.added import (
    AddedRelease,
    DamagedError,
    added_folder,
    added_releases,
    added_text,
    outdated,
    read_added,
)
from wflint.catalogue.errors import TargetError
from wflint.catalogue.light_route.offered import offered
from wflint.catalogue.light_route.overlay import make_overlay
from wflint.catalogue.light_route.take import LightRouteError, take
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import is_pre_release, shipped
from wflint.release import exact_release, index_spelling, release_of
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Progress = Callable[[str], None]

_MAKING: Final = "making"  # the folder for what is thrown away
_ERROR: Final = re.compile(r"(?i)^(?:uv \w+: )?error: *|^\w+: +(?=[A-Z][\w.]*Error)")
_LONGEST: Final = 300


class UpdateError(TargetError):
    """A release that could not be added. The message is one line."""


def updating(waiting: Callable[[], None]) -> AbstractContextManager[object]:
    """Hold the cache for an update; ``waiting`` is called once while another process has it."""
    return locked(added_folder() / "update.lock", waiting)


def working_folder() -> Path:
    """An empty folder for what is thrown away; what a killed update left there is removed."""
    folder = added_folder() / _MAKING
    clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def clear(folder: Path) -> None:
    """Remove it."""
    shutil.rmtree(folder, ignore_errors=True)


def tidy() -> list[str]:
    """Remove releases that wflint comes with by now; gives them."""
    found = list(outdated())
    for version in found:
        remove(version)
    return found


def remove(version: str) -> bool:
    """Remove an added release; False where there is none."""
    try:
        (added_folder() / f"{version}.json").unlink()
    except FileNotFoundError:
        return False
    return True


def offered_releases(folder: Path) -> tuple[str, ...]:
    """What the package index has. Raises UpdateError."""
    try:
        return offered(folder)
    except LightRouteError as error:
        raise UpdateError(
            f"the package index cannot be asked for InvokeAI: {_telling_line(str(error))}"
        ) from None


def missing(offered: Iterable[str], *, pre_releases: bool = False) -> list[str]:
    """Which of the index's releases wflint lacks, oldest first.

    Stable ones, from the oldest that it comes with on; with ``pre_releases`` also those that are newer than
    its newest stable one.
    """
    known = shipped().releases
    oldest = release_of(known[0])
    newest = max(release_of(v) for v in known if not is_pre_release(v))
    have = {*known, *filter(is_there, added_releases())}

    def wanted(version: str) -> bool:
        if is_pre_release(version):
            return pre_releases and newest < release_of(version)
        return not release_of(version) < oldest

    return [v for v in offered if v not in have and wanted(v)]


def is_there(version: str) -> bool:
    """Whether a release was added, and can be read."""
    try:
        read_added(str(added_folder() / f"{version}.json"), version)
    except DamagedError:
        return False
    return True


def spelled(text: str) -> str:
    """A release that a user names, as the index spells it. Raises UpdateError."""
    version = index_spelling(text)
    if exact_release(text) is None or version.count(".") < 2:
        raise UpdateError(f"{text!r} is not a valid release; write all of its number, like 6.14.2")
    oldest = shipped().releases[0]
    if release_of(version) < release_of(oldest):
        raise UpdateError(f"InvokeAI {version} is older than {oldest}, the first release that wflint knows")
    return version


def add(version: str, folder: Path, progress: Progress) -> tuple[int, bool]:
    """Make a release by the light route and put it into the cache.

    Gives the number of its nodes, and whether its classes could be read. Raises UpdateError.
    """
    try:
        found = take(version, within=folder, progress=progress)
        nodes, models = read_openapi(found["openapi"])
        try:
            overlay = make_overlay(found, nodes, models)
        except (KeyError, TypeError, ValueError, AttributeError):
            overlay = None  # the code is of a form that only a newer wflint reads
        text = added_text(AddedRelease(version, nodes, models, overlay))
    except LightRouteError as error:
        raise UpdateError(_telling_line(str(error))) from None
    except (zipfile.BadZipFile, StopIteration):
        raise UpdateError("its wheel is damaged") from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UpdateError(f"its schema cannot be read: {_telling_line(str(error))}") from None
    write_file(added_folder() / f"{version}.json", text)
    return len(nodes), overlay is not None


def _telling_line(said: str) -> str:
    """Of all that uv, pip or a traceback said, the line that says why."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.search(line)]
    told = _ERROR.sub("", errors[-1] if errors else lines[-1] if lines else "it says nothing")
    causes = list(_causes(lines))
    if causes and causes[-1] not in told:
        told = f"{told}: {causes[-1]}"
    return told[:_LONGEST]


def _causes(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        head, colon, rest = line.partition(": ")
        if colon and head.lower() in ("cause", "caused by"):
            yield rest

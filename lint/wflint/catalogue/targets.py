"""What ``--target`` may be, and the catalogues it stands for.

=================  =====================================================================
``6.14.2``         that release
``6.14``, ``6``    the newest stable release of that line
``latest``         the newest stable release in the store
``>=5.12,<7``      every release in the range; pre-releases only if the range names one
a path             a saved catalogue or a saved OpenAPI document
``http://...``     a running InvokeAI server (needs the ``live`` extra)
=================  =====================================================================
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from wflint.catalogue.errors import TargetError
from wflint.catalogue.store import is_pre_release, latest_release, list_releases, open_release
from wflint.release import exact_release, index_spelling, release_of

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

LATEST: Final = "latest"
# Compiled when a target is given; most runs have none.
_RELEASE: Final = r"v?\d+(?:\.\d+)*(?:[-_.]?[a-z]++[-_.]?+\d*+)*+"  # nothing is tried in two ways
_LONGEST: Final = 4096  # characters of a target, the longest path there is
_LONGEST_RELEASE: Final = 100
_RANGE: Final = r"[<>=!~]"


def resolve_target(target: str, *, named: bool = False) -> list[Catalogue]:
    """The catalogues that a target stands for, oldest first; never an empty list.

    ``named`` says that it is the user's own word (a command line, a program) and not a configuration's: a
    server that a configuration names must be allowed. Raises TargetError when the release is unknown, the
    range empty, the file no catalogue or the server not to be reached, TargetNotAllowedError among them.
    """
    target = target.strip()
    if not target:
        raise TargetError("the target is empty; write a release, a range, a file or a URL")
    if len(target) > _LONGEST:
        raise TargetError(
            f"the target has {len(target):,} characters; write a release, a range, a file or a URL"
        )
    if target == LATEST:
        return [open_release(latest_release())]
    if _is_address(target):
        return [_of_server(target, named=named)]
    if re.match(_RANGE, target):
        return [open_release(version) for version in _in_range(target)]
    if len(target) <= _LONGEST_RELEASE and re.fullmatch(_RELEASE, target, re.IGNORECASE):
        return [open_release(find_release(target))]
    return [_read_file(target)]


def names_file(target: str) -> bool:
    """Whether a target is neither a release nor a range nor an address."""
    target = target.strip()
    return not (
        target in ("", LATEST)
        or _is_address(target)
        or re.match(_RANGE, target)
        or re.fullmatch(_RELEASE, target, re.IGNORECASE)
    )


def find_release(text: str) -> str:
    """The release that ``6.14.2``, ``6.14`` or ``6`` stands for. Raises TargetError when there is none."""
    text = text.lower().removeprefix("v")
    releases = list_releases()
    if text in releases:
        return text
    line = [v for v in releases if v.startswith(f"{text}.")]
    stable = [v for v in line if not is_pre_release(v)]
    if stable:
        return stable[-1]
    normal = index_spelling(text)
    if normal in releases:
        return normal
    if line or (line := [v for v in releases if v.startswith(text)]):
        raise TargetError(f"InvokeAI {text} has no stable release in the catalogue, only {', '.join(line)}")
    raise TargetError(f"InvokeAI {text} is not in the catalogue; {_nearby(text)}")


def _nearby(text: str) -> str:
    """The releases next to a missing one."""
    releases = [v for v in list_releases() if not is_pre_release(v)]
    wanted = exact_release(text)
    if wanted is None:
        return f"it has {releases[0]} to {releases[-1]}{_suggestion(text)}"
    below = [v for v in releases if release_of(v) < wanted]
    above = [v for v in releases if release_of(v) > wanted]
    if not above:
        return f"its newest release is {releases[-1]} (a newer wflint may have more)"
    if not below:
        return f"its oldest release is {releases[0]}"
    return f"the nearest are {below[-1]} and {above[0]}"


def _in_range(target: str) -> list[str]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = SpecifierSet(target if len(target) <= _LONGEST_RELEASE else "?")
    except (InvalidSpecifier, ValueError):
        raise TargetError(f"{target!r} is not a range of releases; write it like '>=5.12,<7'") from None
    found = [v for v in list_releases() if specifiers.contains(v, prereleases=bool(specifiers.prereleases))]
    if not found:
        stable = list_releases(pre_releases=False)
        raise TargetError(f"no release in the range {target}: the catalogue has {stable[0]} to {stable[-1]}")
    return found


def _is_address(target: str) -> bool:
    """Whether somebody meant a server, spelt right or not."""
    return "://" in target or (re.search(":.*@", target) is not None and not os.path.exists(target))


def _of_server(target: str, *, named: bool) -> Catalogue:
    from wflint.net.http import is_url, without_credentials

    if not is_url(target):
        shown = without_credentials(target)  # a password may stand in it all the same
        raise TargetError(f"target {shown}: no such release, range or file; an address begins with http://")
    from wflint.catalogue.server import read_server

    return read_server(target, named=named)


def _read_file(target: str) -> Catalogue:
    from pathlib import Path

    from wflint.catalogue.saved import read_file

    path = Path(target)
    try:
        return read_file(path)
    except FileNotFoundError:
        hint = _suggestion(target)
        raise TargetError(f"target {target!r}: no such release, range or file{hint}") from None
    except OSError as exc:
        raise TargetError(f"target {target!r} cannot be read: {exc.strerror}") from None
    except ValueError as exc:
        raise TargetError(f"target {target!r}: {str(exc).splitlines()[0]}") from None


def _suggestion(target: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(target.lower(), (LATEST, *list_releases()), n=1, cutoff=0.75)
    return f"; did you mean {close[0]!r}?" if close else ""

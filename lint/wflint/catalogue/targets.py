"""What ``--target`` may be, and the catalogues it stands for.

=================  =====================================================================
``6.14.2``         that release
``6.14``, ``6``    the newest stable release of that line
``latest``         the newest stable release in the store
``>=5.12,<7``      every release in the range; pre-releases only if the range names one
``newest``         ``latest``, or a newer one that `wflint catalogue update` added
``>=6,<=newest``   every release in the range, added ones too
a path             a saved catalogue or a saved OpenAPI document
``http://...``     a running InvokeAI server (needs the ``live`` extra)
=================  =====================================================================

Behind any of them, ``+web-legacy`` says that the server was started with ``--web-legacy``: from 7 on InvokeAI
then shows the web UI that 6.14 has.

What `wflint catalogue update` added lies in the cache of one machine. So it only counts where it is asked
for: by its number, or by ``newest``. ``latest``, ``6`` and ranges mean the same wherever this wflint runs.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from wflint.catalogue.errors import TargetError
from wflint.catalogue.store import is_pre_release, latest_release, open_release, shipped
from wflint.release import exact_release, index_spelling, release_of

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

LATEST: Final = "latest"
NEWEST: Final = "newest"
WEB_LEGACY: Final = "+web-legacy"
WEB_LEGACY_SINCE: Final = (7, 0)  # the first release that has the option
_UP_TO_NEWEST: Final = "<=newest"
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
    if target.endswith(WEB_LEGACY):
        plain = resolve_target(target.removesuffix(WEB_LEGACY), named=named)
        return [_with_web_legacy(catalogue) for catalogue in plain]
    if not target:
        raise TargetError("the target is empty; write a release, a range, a file or a URL")
    if len(target) > _LONGEST:
        raise TargetError(
            f"the target has {len(target):,} characters; write a release, a range, a file or a URL"
        )
    if target == LATEST:
        return [open_release(latest_release())]
    if target == NEWEST:
        stable = [v for v in known_releases() if not is_pre_release(v)]
        return [open_known(stable[-1])]
    if _is_address(target):
        return [_of_server(target, named=named)]
    if re.match(_RANGE, target):
        return [open_known(version) for version in _in_range(target)]
    if len(target) <= _LONGEST_RELEASE and re.fullmatch(_RELEASE, target, re.IGNORECASE):
        return [open_known(_known_release(target))]
    return [_read_file(target)]


def _with_web_legacy(catalogue: Catalogue) -> Catalogue:
    """The same server with its older web UI; a release that has but one stays what it is."""
    from wflint.catalogue.model import Catalogue

    if not catalogue.release.at_least(*WEB_LEGACY_SINCE):
        return catalogue
    return Catalogue(catalogue.definitions, catalogue.name + WEB_LEGACY, catalogue.packs, web_legacy=True)


def names_file(target: str) -> bool:
    """Whether a target is neither a release nor a range nor an address."""
    target = target.strip().removesuffix(WEB_LEGACY)
    return not (
        target in ("", LATEST, NEWEST)
        or _is_address(target)
        or re.match(_RANGE, target)
        or re.fullmatch(_RELEASE, target, re.IGNORECASE)
    )


def known_releases() -> tuple[str, ...]:
    """The releases that wflint comes with and those that were added, oldest first."""
    from wflint.catalogue.added import added_releases

    added, known = added_releases(), shipped().releases
    return tuple(sorted((*known, *added), key=release_of)) if added else known


def open_known(version: str) -> Catalogue:
    """The catalogue of one of them. Raises TargetError where an added one is damaged or gone."""
    if version in shipped().releases:
        return open_release(version)
    from wflint.catalogue.added import open_added

    try:
        return open_added(version)
    except FileNotFoundError:
        raise TargetError(f"InvokeAI {version} was removed from the cache") from None


def _known_release(text: str) -> str:
    """The release in the store that a text stands for, else the added one."""
    try:
        return find_release(text)
    except TargetError:
        from wflint.catalogue.added import added_releases

        found = _release_among(added_releases(), text.lower().removeprefix("v"))
        if found is None:
            raise
        return found


def find_release(text: str) -> str:
    """The release that ``6.14.2``, ``6.14`` or ``6`` stands for. Raises TargetError when there is none."""
    text = text.lower().removeprefix("v")
    releases = shipped().releases
    found = _release_among(releases, text)
    if found is not None:
        return found
    line = [v for v in releases if v.startswith(f"{text}.")]
    if line or (line := [v for v in releases if v.startswith(text)]):
        raise TargetError(f"InvokeAI {text} has no stable release in the catalogue, only {', '.join(line)}")
    raise TargetError(f"InvokeAI {text} is not in the catalogue; {_nearby(text)}")


def _release_among(releases: tuple[str, ...], text: str) -> str | None:
    """One of the releases: by its number, the newest stable one of its line, by another spelling."""
    if text in releases:
        return text
    stable = [v for v in releases if v.startswith(f"{text}.") and not is_pre_release(v)]
    if stable:
        return stable[-1]
    normal = index_spelling(text)
    return normal if normal in releases else None


def _nearby(text: str) -> str:
    """The releases next to a missing one."""
    releases = [v for v in shipped().releases if not is_pre_release(v)]
    wanted = exact_release(text)
    if wanted is None:
        return f"it has {releases[0]} to {releases[-1]}{_suggestion(text)}"
    below = [v for v in releases if release_of(v) < wanted]
    above = [v for v in releases if release_of(v) > wanted]
    if not above:
        return f"its newest release is {releases[-1]} (`wflint catalogue update` adds newer ones)"
    if not below:
        return f"its oldest release is {releases[0]}"
    return f"the nearest are {below[-1]} and {above[0]}"


def _in_range(target: str) -> list[str]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    parts = "".join(target.split()).split(",")
    releases = known_releases() if _UP_TO_NEWEST in parts else shipped().releases
    try:
        if len(target) > _LONGEST_RELEASE:
            raise ValueError
        specifiers = SpecifierSet(",".join(part for part in parts if part != _UP_TO_NEWEST))
    except (InvalidSpecifier, ValueError):
        raise TargetError(f"{target!r} is not a range of releases; write it like '>=5.12,<7'") from None
    found = [v for v in releases if specifiers.contains(v, prereleases=bool(specifiers.prereleases))]
    if not found:
        stable = [v for v in releases if not is_pre_release(v)]
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

    close = get_close_matches(target.lower(), (LATEST, NEWEST, *shipped().releases), n=1, cutoff=0.75)
    return f"; did you mean {close[0]!r}?" if close else ""

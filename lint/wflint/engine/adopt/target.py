"""Which release documents were made for, by the node types that they use and the versions they state.

Whoever has a file has a release that is as new as its newest node: older releases are out, for all files.
The web UI of a release opens a node of an older version of the same major number and updates it; a type that
it lacks or another major number it does not open as it was. So a release *opens* a file or not, and it *is*
the file's own when it has every node at the very version. Proposed is, of the releases that open the most
files, one that is the own of the most; of those, the newest.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wflint.catalogue.errors import TargetError
from wflint.catalogue.history import node_presence, node_versions
from wflint.catalogue.store import is_pre_release, latest_release, list_releases
from wflint.catalogue.targets import find_release
from wflint.records import NamedTuple
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wflint.engine.adopt.survey import Seen


class Proposal(NamedTuple):
    """A release, and how many of the files it opens and has all nodes of at their very versions.

    ``stated`` says that recipes name it. ``first`` and ``last`` are the releases of which the same is true.
    ``files`` are those that use nodes of InvokeAI at all; without any, it is the newest release. ``newest``
    is the file that needs the newest release, and ``needs`` the first that has its nodes.
    """

    release: str
    files: int
    opens: int
    own: int
    first: str
    last: str
    stated: bool = False
    newest: str = ""
    needs: str = ""


def propose(seen: Iterable[Seen], stated: Sequence[str] = ()) -> Proposal:
    """The release for some files; ``stated`` are targets that recipes name, which speak first."""
    releases = list_releases()
    distinct: dict[frozenset[tuple[str, frozenset[str]]], int] = {}
    bound, newest = -1, ""
    for file in seen:
        # Nodes of packs say nothing of a release.
        core = {name: versions for name, versions in file.needs.items() if node_presence(name) is not None}
        if core:
            key = frozenset(core.items())
            if key not in distinct and (least := _least(core, releases)) > bound:
                bound, newest = least, file.path
            distinct[key] = distinct.get(key, 0) + 1
    total = sum(distinct.values())
    named = _newest(stated)
    if not distinct:
        release = named or latest_release()
        return Proposal(release, 0, 0, 0, release, release, named is not None)
    late = releases[bound:]
    candidates = [release for release in late if not is_pre_release(release)] or late
    scores: dict[str, tuple[int, int]] = {}
    for release in candidates:
        opens = own = 0
        for needs, number in distinct.items():
            judged = _judge(dict(needs), release)
            opens += number * judged[0]
            own += number * judged[1]
        scores[release] = (opens, own)
    best = max(scores.values())
    if named is not None and scores.get(named, (-1,))[0] == best[0]:
        return Proposal(named, total, *scores[named], named, named, True, newest, releases[bound])
    equal = [release for release in candidates if scores[release] == best]
    return Proposal(equal[-1], total, *best, equal[0], equal[-1], False, newest, releases[bound])


def made_for(needs: Mapping[str, frozenset[str]]) -> list[str]:
    """The releases, oldest first, of which all that :func:`propose` looks at is equally true; often one.

    ``needs`` are the node types of one file with the versions that it states. Empty where it uses no node of
    InvokeAI's own.
    """
    releases = list_releases()
    core = {name: versions for name, versions in needs.items() if node_presence(name) is not None}
    if not core:
        return []
    late = releases[_least(core, releases) :]
    candidates = [release for release in late if not is_pre_release(release)] or late
    scores = {release: _judge(core, release) for release in candidates}
    best = max(scores.values())
    return [release for release in candidates if scores[release] == best]


def _least(needs: Mapping[str, frozenset[str]], releases: Sequence[str]) -> int:
    """The number of the first release whose nodes are all as new as those of a file."""
    found = 0
    for node_type, versions in needs.items():
        there = _versions(node_type)
        for stated in versions or {""}:
            least = release_of(stated) if stated else None
            for number, release in enumerate(releases):
                has = there.get(release)
                if release in there and (least is None or has is None or not release_of(has) < least):
                    found = max(found, number)
                    break  # a version that no release has says nothing
    return found


def _judge(needs: Mapping[str, frozenset[str]], release: str) -> tuple[bool, bool]:
    """Whether a release opens a file with these nodes as they were, and whether all are its own."""
    own = True
    for node_type, versions in needs.items():
        there = _versions(node_type)
        if release not in there:
            return False, False
        for version in versions:
            if version == there[release]:
                continue
            own = False
            if not _updates(version, there[release]):
                return False, False
    return True, own


@cache
def _versions(node_type: str) -> dict[str, str | None]:
    return node_versions(node_type)


def _updates(stated: str, has: str | None) -> bool:
    """Whether the web UI makes a node of the stated version one of the release's."""
    if has is None:
        return True
    mine, theirs = release_of(has), release_of(stated)
    return mine.numbers[0] == theirs.numbers[0] and not mine < theirs


def _newest(stated: Sequence[str]) -> str | None:
    """The newest release of those that recipes name, as far as wflint knows them."""
    found = []
    for name in stated:
        try:
            found.append(find_release(name))
        except TargetError:
            continue
    return max(found, key=release_of) if found else None

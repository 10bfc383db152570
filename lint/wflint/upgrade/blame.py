"""Since when something is gone or no longer right, the last release where it was, and what stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.history import field_presence, node_presence
from wflint.catalogue.renames import field_steps, successor
from wflint.catalogue.store import list_releases, open_release
from wflint.release import release_of
from wflint.upgrade.verdict import Blame

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.history import Group, Presence
    from wflint.catalogue.model import Catalogue


def blame_node(node_type: str, new: Catalogue) -> Blame | None:
    """Of a node type that a release no longer has; None where no older release of InvokeAI had it."""
    row = successor(node_type, new)
    return _gone(node_presence(node_type), new, row.new if row is not None else None)


def blame_field(node_type: str, group: Group, name: str, new: Catalogue) -> Blame | None:
    """Of an input or output that a node no longer has; None where it never had it."""
    row = successor(node_type, new)
    if row is not None:
        return None  # the whole node is gone
    steps = [step.new for step in field_steps(node_type, group, name, new)]
    return _gone(field_presence(node_type, group, name), new, steps[-1] if steps else None)


def _gone(presence: Presence | None, new: Catalogue, instead: str | None) -> Blame | None:
    if presence is None:
        return None
    had = [each for each in presence.releases if not new.release < release_of(each)]
    if not had:
        return None
    later = list_releases()[list_releases().index(had[-1]) + 1 :]
    return Blame(later[0], had[-1], instead) if later else None


def blame_search(old: Catalogue, new: Catalogue, is_wrong: Callable[[Catalogue], bool]) -> Blame | None:
    """Of what is right at one release and wrong at another: a step from right to wrong between them.

    None where they are not two releases of the store in that order.
    """
    releases = list_releases()
    try:
        good, bad = releases.index(old.version), releases.index(new.version)
    except ValueError:
        return None
    if good >= bad:
        return None
    while bad - good > 1:
        middle = (good + bad) // 2
        if is_wrong(open_release(releases[middle])):
            bad = middle
        else:
            good = middle
    return Blame(releases[bad], releases[good], None)


def release_before(release: str) -> str:
    """The release before one of the store."""
    releases = list_releases()
    return releases[max(releases.index(release) - 1, 0)]

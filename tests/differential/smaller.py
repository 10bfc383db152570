"""Making a disagreement small: parts are taken away as long as the two judges still disagree."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_TRIES = 400


def smaller(case: Any, differs: Callable[[Any], bool]) -> Any:
    """The case without what does not matter. ``differs`` says whether a changed one is still of interest."""
    tries, found = 0, True
    while found:
        found = False
        for path in list(_parts(case)):
            if tries == _MOST_TRIES:
                return case
            shorter = copy.deepcopy(case)
            if not _take_away(shorter, path):
                continue
            tries += 1
            if differs(shorter):
                case, found = shorter, True
    return case


def _parts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all members and items, the outer ones first, the last ones of a list first."""
    level = [(path, value)]
    while level:
        below = []
        for at, holder in level:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))[::-1]
            for key in keys:
                yield (*at, key)
                if isinstance(holder[key], dict | list):
                    below.append(((*at, key), holder[key]))
        level = below


def _take_away(value: Any, path: tuple[Any, ...]) -> bool:
    """Remove one part; false where an earlier removal took it."""
    for key in path[:-1]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return False
    try:
        del value[path[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True

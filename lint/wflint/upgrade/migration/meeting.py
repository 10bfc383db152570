"""Two inputs of a node that get one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class SettledNames(NamedTuple):
    """New names (None: the input goes) of which no two are one, unless ``clash`` says which two are."""

    names: dict[str, str | None]
    clash: tuple[str, str] | None = None


def settled(
    listed: Iterable[str], names: Mapping[str, str | None], says: Callable[[str], bool]
) -> SettledNames:
    """Settle which of the inputs ``listed`` gets a name that two would have: the one that says something.

    An input that keeps its name is not in ``names``; it gives way by itself to one that is renamed to it.
    """
    made = dict(names)
    holders: dict[str, str] = {}
    for name in listed:
        to = made.get(name, name)
        if to is None:
            continue
        other = holders.setdefault(to, name)
        if other == name:
            continue
        both = [each for each in (other, name) if says(each)]
        if len(both) == 2:
            return SettledNames(made, (other, name))
        stays = both[0] if both else next(each for each in (other, name) if each != to)
        goes = name if stays == other else other
        holders[to] = stays
        if goes != to:
            made[goes] = None
    return SettledNames(made)

"""A value for each run of a node: tables over the iterations and batch items that it depends on.

An axis is an iterate node, or a group of batch items. A node behind one runs once for each place on it,
behind two once for each pair of places, and what shares an axis is at the same place of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.known import UNKNOWN
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Place = tuple[int, ...]

MOST_ROWS = 100  # runs of one node that are looked at
BATCH, ITERATE = "b:", "i:"  # what the names of axes begin with
NOWHERE = -1  # the place of all items of a list that is not known


class Table(NamedTuple):
    """The values by their places on the axes. ``whole``: there is a row for every run."""

    axes: tuple[str, ...]
    rows: Mapping[Place, Any]
    whole: bool = True

    def at(self, places: Mapping[str, int]) -> list[Any]:
        """The values of the runs at these places; axes that they do not name are free."""
        if not self.axes or not places:
            return list(self.rows.values())
        fixed = [(i, places[axis]) for i, axis in enumerate(self.axes) if axis in places]
        if not fixed:
            return list(self.rows.values())
        return [value for place, value in self.rows.items() if all(place[i] == at for i, at in fixed)]


def single(value: Any, *, whole: bool = True) -> Table:
    """A value that is the same in every run."""
    return Table((), {(): value}, whole)


NOTHING_KNOWN = single(UNKNOWN, whole=False)


def joined(tables: Sequence[Table]) -> Table:
    """The rows of all tables that belong together, each a tuple of their values; the first ones only."""
    plain: list[Any] = []
    whole = True
    for table in tables:
        if table.axes:
            break
        plain.append(table.rows[()])
        whole = whole and table.whole
    else:
        return Table((), {(): tuple(plain)}, whole)
    axes: tuple[str, ...] = ()
    rows: dict[Place, tuple[Any, ...]] = {(): ()}
    whole = True
    for table in tables:
        whole = whole and table.whole
        if not table.axes:
            value = next(iter(table.rows.values()), UNKNOWN)
            rows = {place: (*values, value) for place, values in rows.items()}
            continue
        shared = [(axes.index(axis), i) for i, axis in enumerate(table.axes) if axis in axes]
        fresh = [i for i, axis in enumerate(table.axes) if axis not in axes]
        by_shared: dict[Place, list[tuple[Place, Any]]] = {}
        for place, value in table.rows.items():
            key = tuple(place[i] for _, i in shared)
            by_shared.setdefault(key, []).append((tuple(place[i] for i in fresh), value))
        wider: dict[Place, tuple[Any, ...]] = {}
        for place, values in rows.items():
            for more, value in by_shared.get(tuple(place[j] for j, _ in shared), ()):
                if len(wider) >= MOST_ROWS:
                    whole = False
                    break
                wider[(*place, *more)] = (*values, value)
        axes, rows = (*axes, *(table.axes[i] for i in fresh)), wider
    return Table(axes, rows, whole)


def agreed(values: Sequence[Any]) -> Any:
    """The value that all runs have in common; UNKNOWN if there is none."""
    if not values:
        return UNKNOWN
    first = values[0]
    if len(values) > 1 and not all(type(value) is type(first) and value == first for value in values[1:]):
        return UNKNOWN
    return first

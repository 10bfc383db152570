"""The edits that make one JSON value another, as small as its structure allows.

Lists of nodes and edges are matched by the items' ids (or by the items themselves), so that an item which
goes, comes or changes is one edit, and all others keep their bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.fix import END, Edit, Op

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.diagnostics.pointer import Pointer

_DEEPEST: Final = 50  # parts of a pointer; what lies deeper is replaced as a whole


def edits_between(before: Any, after: Any, base: Pointer = ()) -> list[Edit]:
    """Edits for :func:`wflint.document.edit.edit_text` that make ``after`` of ``before``.

    ``base`` leads to the value in the text. The values themselves must be containers of the same sort
    unless ``base`` leads somewhere: the root of a text cannot be replaced. Objects are equal whatever the
    order of their members; 1, 1.0 and true are three values.
    """
    found: list[Edit] = []
    _value(before, after, base, found)
    return found


def _value(before: Any, after: Any, at: Pointer, found: list[Edit]) -> None:
    if before is after:
        return
    kind = type(before)
    if kind is type(after) and len(at) < _DEEPEST:
        if kind is dict:
            _object(before, after, at, found)
            return
        if kind is list:
            _list(before, after, at, found)
            return
        if before == after:
            return
    found.append(Edit(Op.REPLACE, at, after))


def _object(before: dict[str, Any], after: dict[str, Any], at: Pointer, found: list[Edit]) -> None:
    renamed = _renamed(before, after)
    taken = set(renamed.values())
    for name, value in before.items():
        if name in after:
            _value(value, after[name], (*at, name), found)
        elif name in renamed:
            found.append(Edit(Op.RENAME, (*at, name), renamed[name]))
            _value(value, after[renamed[name]], (*at, name), found)
        else:
            found.append(Edit(Op.REMOVE, (*at, name)))
    for name, value in after.items():
        if name not in before and name not in taken:
            found.append(Edit(Op.ADD, (*at, name), value))


def _renamed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Members that stand at the same place under another name: behind the same member, and both alone."""
    if before.keys() == after.keys():
        return {}
    came: dict[str | None, list[str]] = {}
    last = None
    for name in after:
        if name in before:
            last = name
        else:
            came.setdefault(last, []).append(name)
    found: dict[str, str] = {}
    last, nth = None, 0
    for name, value in before.items():
        if name in after:
            last, nth = name, 0
            continue
        here = came.get(last, ())
        if nth < len(here) and type(value) is type(after[here[nth]]):
            found[name] = here[nth]
        nth += 1
    return found


def _list(before: list[Any], after: list[Any], at: Pointer, found: list[Edit]) -> None:
    pairs = _matched(before, after)
    edits: list[Edit] = []
    old = new = 0
    for one, other in [*pairs, (len(before), len(after))]:
        # Between two that belong together: as many as there are on both sides change, the rest goes or comes.
        both = min(one - old, other - new)
        for n in range(both):
            _value(before[old + n], after[new + n], (*at, old + n), edits)
        edits += [Edit(Op.REMOVE, (*at, n)) for n in range(old + both, one)]
        place = one if one < len(before) else END
        edits += [Edit(Op.ADD, (*at, place), after[n]) for n in range(new + both, other)]
        if one < len(before):
            _value(before[one], after[other], (*at, one), edits)
        old, new = one + 1, other + 1
    if _alike(edits, at):
        found.append(Edit(Op.REPLACE, at, after) if at else edits[0])
    else:
        found += edits


def _alike(edits: list[Edit], at: Pointer) -> bool:
    """Whether equal items come at one place of this list: as edits they would be the same one."""
    added = [e for e in edits if e.op is Op.ADD and len(e.pointer) == len(at) + 1]
    if len(added) < 2:
        return False
    return len({(e.pointer, json.dumps(e.value)) for e in added}) < len(added)


def _matched(before: list[Any], after: list[Any]) -> list[tuple[int, int]]:
    """Indices of items that belong together, growing on both sides."""
    key = _key_of(before, after)
    places: dict[Any, list[int]] = {}
    for j in range(len(after) - 1, -1, -1):
        places.setdefault(key(after[j]), []).append(j)
    found: list[tuple[int, int]] = []
    last = -1
    for i, item in enumerate(before):
        here = places.get(key(item))
        while here and here[-1] <= last:
            here.pop()
        if here:
            last = here.pop()
            found.append((i, last))
    return found


def _key_of(before: Sequence[Any], after: Sequence[Any]) -> Callable[[Any], Any]:
    """What tells items of two lists apart: their ids where all have one of their own, else all of them."""
    for items in (before, after):
        ids = [item.get("id") if type(item) is dict else None for item in items]
        if not all(type(i) is str for i in ids) or len(set(ids)) < len(ids):
            return _whole
    return _id


def _id(item: Any) -> Any:
    return item["id"]


def _whole(item: Any) -> Any:
    return json.dumps(item, sort_keys=True)

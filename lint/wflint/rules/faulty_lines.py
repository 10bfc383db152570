"""The lines of an example that matter: the faulty ones, and those that tell where in the file they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.document.positions import PositionIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.diagnostics.pointer import Pointer

_MOST = 24  # lines of one example; the second places of a fault are left out beyond it
_WHOLE = 8  # lines of a faulty value that are all shown
_BEGINNING = 3  # lines of a longer one
_EDGE = 14  # lines of an edge that is shown whole: a fault of an edge is read at both its ends
_WIDEST = 100  # characters of a line
_NAMES = ("id", "type")  # members by which a reader knows a node
_OF_MODELS = ("name", "base", "type")  # the same of a model


class FaultyPlace(NamedTuple):
    """A stretch of lines of a file; all 1-based, the last one included."""

    line: int
    column: int
    end_line: int


class _Container(NamedTuple):
    """An object or list of a JSON text: where it stands, and the lines of the members that name it."""

    first: int
    last: int
    is_edge: bool
    names: tuple[int, ...]


def faulty_lines(text: str, places: list[FaultyPlace]) -> str:
    """The lines of a JSON text at ``places``, with their numbers; the first place is the fault (``>``).

    Around each place stand the lines that open the objects it is in, and the ``id`` and ``type`` of these;
    of an edge all. Left-out lines are ``...``. Of a text that is no JSON, the lines beside the places.
    """
    lines = text.splitlines()
    containers = _containers(text)
    kept: set[int] = set()
    for number, place in enumerate(places):
        wanted = set(_around(place, containers))
        if containers is None:  # no JSON: what stands beside the place must do
            wanted.update((place.line - 1, place.line + 1))
        if number and len(kept | wanted) > _MOST:
            continue
        kept |= wanted
    shown = sorted(n for n in kept if 1 <= n <= len(lines))
    width = len(str(shown[-1])) if shown else 1
    marked = places[0].line if places else 0
    told = []
    before = 0
    for n in shown:
        if n > before + 1:
            told.append(f"  {'':{width}}   ...")
        column = min((place.column for place in places if place.line == n), default=1)
        told.append(
            f"{'>' if n == marked else ' '} {n:{width}} | {_cut(lines[n - 1], column).expandtabs(2)}".rstrip()
        )
        before = n
    if before < len(lines):
        told.append(f"  {'':{width}}   ...")
    return "\n".join(told)


def _cut(line: str, column: int) -> str:
    """At most ``_WIDEST`` characters of a line, with what stands at the column in them."""
    if len(line) <= _WIDEST:
        return line
    start = max(0, min(column - 1 - _WIDEST // 2, len(line) - _WIDEST))
    end = start + _WIDEST
    return ("... " if start else "") + line[start:end].strip() + (" ..." if end < len(line) else "")


def _around(place: FaultyPlace, containers: list[_Container] | None) -> Iterator[int]:
    """The lines of a place and of what it is in."""
    length = place.end_line - place.line + 1
    yield from range(place.line, place.line + (length if length <= _WHOLE else _BEGINNING))
    for container in containers or ():
        if container.first <= place.line <= container.last:
            if container.is_edge:
                yield from range(container.first, container.last + 1)
            else:
                yield container.first
                yield from container.names


def _containers(text: str) -> list[_Container] | None:
    """Every object and list below the root; None of a text that is no JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    # A key that stands there twice is an example too: then the last one counts, as InvokeAI reads it.
    index = PositionIndex(text, repeated_keys=True)
    found: list[_Container] = []
    waiting: list[tuple[Pointer, Any]] = [((), data)]
    while waiting:
        pointer, value = waiting.pop()
        if pointer and (span := index.span(pointer)) is not None:
            names = tuple(_named(index, pointer, value)) if isinstance(value, dict) else ()
            is_edge = _is_edge(value) and span.end_line - span.line < _EDGE
            found.append(_Container(span.line, span.end_line, is_edge, names))
        members = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [((*pointer, key), of) for key, of in members if isinstance(of, dict | list)]
    return found


def _is_edge(value: object) -> bool:
    return isinstance(value, dict) and "source" in value and ("destination" in value or "target" in value)


def _named(index: PositionIndex, pointer: Pointer, value: Mapping[str, Any]) -> Iterator[int]:
    for name in _OF_MODELS if "base" in value else _NAMES:
        if isinstance(value.get(name), str) and (span := index.span((*pointer, name))) is not None:
            yield span.line

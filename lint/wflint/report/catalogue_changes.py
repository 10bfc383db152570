"""The changes between two catalogues as text, Markdown and data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed, numbered
from wflint.plain import one_line
from wflint.report.markdown import code, row
from wflint.report.summary import targets_in_words
from wflint.upgrade.change import ALL, Class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.upgrade.change import CatalogueChange

    Paint = Callable[[str, str], str]

_HEADINGS: Final = {
    Class.BREAKING: "breaking",
    Class.OTHER_RESULT: "other result",
    Class.ADDITIVE: "additive",
}
_COLOURS: Final = {Class.BREAKING: "error", Class.OTHER_RESULT: "warning", Class.ADDITIVE: "info"}


def summary(changes: Sequence[CatalogueChange]) -> str:
    """``6 breaking changes, 1 that gives another result, 3 additive``."""
    number = {cls: sum(change.kind.cls is cls for change in changes) for cls in Class}
    if not changes:
        return "no changes"
    parts = [
        f"{numbered(number[Class.BREAKING], 'breaking change')}",
        f"{number[Class.OTHER_RESULT]} with another result",
        f"{number[Class.ADDITIVE]} additive",
    ]
    return ", ".join(parts)


def text(old: str, new: str, heading: str, changes: Sequence[CatalogueChange], paint: Paint) -> Iterator[str]:
    """A line a change, the breaking ones first. ``heading`` sums up all that there are."""
    yield f"{targets_in_words((old,))} to {one_line(new)}: {heading}\n"
    for cls in Class:
        of_class = [change for change in changes if change.kind.cls is cls]
        if of_class:
            yield "\n"
            yield f"{paint(_HEADINGS[cls], _COLOURS[cls])}\n"
        for change in of_class:
            yield f"  {one_line(change.sentence)}{paint(_aside(change), 'dim')}\n"


def markdown(old: str, new: str, heading: str, changes: Sequence[CatalogueChange]) -> Iterator[str]:
    """A table for each class."""
    yield f"# {targets_in_words((old,))} to {one_line(new)}\n"
    yield "\n"
    yield f"{heading[:1].upper()}{heading[1:]}.\n"
    for cls in Class:
        of_class = [change for change in changes if change.kind.cls is cls]
        if not of_class:
            continue
        title = _HEADINGS[cls]
        yield "\n"
        yield f"## {title[:1].upper()}{title[1:]}\n"
        yield "\n"
        yield row("what changed", "who", "id")
        yield "|---|---|---|\n"
        for change in of_class:
            yield row(code(change.sentence), _who(change), code(change.kind.id))


def as_data(change: CatalogueChange) -> dict[str, Any]:
    """What programs get of a change."""
    return {
        "id": change.kind.id,
        "class": change.kind.cls.value,
        "who": sorted(change.kind.who),
        "node": change.node or None,
        "member": change.member or None,
        "old": change.old,
        "new": change.new,
        "sentence": change.sentence,
        "used_by": [{"node": node, "input": name or None} for node, name in change.used_by],
        "silent": _silent(change),
    }


def _silent(change: CatalogueChange) -> dict[str, Any] | None:
    silent = change.silent
    if silent is None:
        return None
    return {
        "since": silent.since,
        "nodes": list(silent.nodes),
        "when": silent.when,
        "what": silent.what,
        "image": silent.image,
        "surely": silent.surely,
        "evidence": silent.evidence,
    }


def _who(change: CatalogueChange) -> str:
    return "all" if change.kind.who == ALL else listed(sorted(change.kind.who))


def _aside(change: CatalogueChange) -> str:
    only = "" if change.kind.who == ALL else f", {_who(change)} only"
    return f"  ({change.kind.id}{only})"

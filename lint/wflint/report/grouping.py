"""Diagnostics of equal cause in a file put together, for reports that people read.

Programs (JSON, the baseline, editors) get each one by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Diagnostic

_MOST_PLACES = 8  # that are written out


class Group(NamedTuple):
    """Diagnostics with one cause, in the order of their places; most groups are of one."""

    members: tuple[Diagnostic, ...]

    @property
    def first(self) -> Diagnostic:
        """The first in the file: its place is the group's."""
        return self.members[0]

    @property
    def message(self) -> str:
        """What is wrong, with all of them."""
        return self.first.group if len(self.members) > 1 else self.first.message

    @property
    def places(self) -> str:
        """Where the others are: ``30:12, 48:12 and 3 more``; empty for a group of one."""
        others = [f"{d.span.line}:{d.span.column}" if d.span else d.pointer or "/" for d in self.members[1:]]
        shown = ", ".join(others[:_MOST_PLACES])
        more = len(others) - _MOST_PLACES
        return f"{shown} and {more} more" if more > 0 else shown


def grouped(diagnostics: Iterable[Diagnostic]) -> list[Group]:
    """The groups, each where its first diagnostic stands."""
    found: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, d in enumerate(diagnostics):
        key: tuple[object, ...] = (number,)
        if d.group:
            key = (
                d.file,
                d.part,
                d.slug,
                d.severity,
                d.consequence,
                d.confidence,
                d.targets,
                d.help,
                d.group,
            )
        found.setdefault(key, []).append(d)
    return [Group(tuple(members)) for members in found.values()]

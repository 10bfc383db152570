"""Whether a condition on a node holds, and how such answers go together."""

from __future__ import annotations

from enum import IntEnum


class Holds(IntEnum):
    """Whether a condition holds. *Maybe*: an image, a model, the machine or a wired value decides."""

    NO = 0
    MAYBE = 1
    YES = 2


def both(*all_of: Holds) -> Holds:
    """Whether all hold."""
    return min(all_of)


def either(*some_of: Holds) -> Holds:
    """Whether one holds."""
    return max(some_of)


def sure(value: bool) -> Holds:
    """A truth as one of the three."""
    return Holds.YES if value else Holds.NO


def maybe(value: object) -> Holds:
    """What may be so, or is not."""
    return Holds.MAYBE if value else Holds.NO

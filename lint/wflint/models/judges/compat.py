"""What becomes of two models that do not belong together.

A pair of equal families is always fine. Of others the family of the main model says what becomes of them
(``families/meetings.py``); a pair of which it says nothing is :data:`FAILS_SOMEHOW`.
"""

from __future__ import annotations

from functools import cache

from wflint.diagnostics import Effect
from wflint.models.families.bases import FAMILIES, UNET_BASES
from wflint.records import NamedTuple


class MeetingOutcome(NamedTuple):
    """What InvokeAI does. ``certain`` is False where nobody has tried."""

    effect: Effect
    error: str = ""
    certain: bool = True


# Where no row speaks: other families' LoRAs name other layers, everything else has other shapes.
FAILS_SOMEHOW = MeetingOutcome(Effect.FAILS, "", False)
NO_EFFECT = MeetingOutcome(Effect.SILENT, "", False)


@cache
def _table() -> dict[tuple[str, str, str], MeetingOutcome]:
    from wflint.models.families.meetings import MEETINGS

    return {
        (row.part, main, other): MeetingOutcome(row.effect, row.error)
        for main, rows in MEETINGS.items()
        for row in rows
        for other in row.others.split()
    }


def outcome(part: str, main: str, other: str) -> MeetingOutcome | None:
    """What becomes of a pair; None when it is fine."""
    if main == other:
        return None
    found = _table().get((part, main, other))
    if found is not None:
        return found
    if part == "lora":
        return FAILS_SOMEHOW if main in UNET_BASES and other in UNET_BASES else NO_EFFECT
    return FAILS_SOMEHOW


def worst_case(part: str, mains: frozenset[str], others: frozenset[str]) -> MeetingOutcome | None:
    """What becomes of two values of which only possible families are known; None unless no pair is fine.

    The table speaks in its own order of families, so that the answer never varies.
    """
    found = None
    for main in sorted(mains & FAMILIES):
        for other in sorted(others & FAMILIES):
            result = outcome(part, main, other)
            if result is None:
                return None
            found = found or result
    return found


def wrong_type_error(node_type: str, model_type: str) -> str:
    """InvokeAI's message for a model of the wrong type; empty where it is not known."""
    from wflint.models.families.meetings import WRONG_TYPE

    errors = WRONG_TYPE.get(node_type, {})
    return errors.get(model_type) or errors.get("*", "")

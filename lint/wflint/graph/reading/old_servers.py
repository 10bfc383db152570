"""What the servers of InvokeAI 3.1 to 3.3 made of a graph's shape, where later ones refuse it.

Pydantic 1 makes a text of a number and a whole number of 1.5. 3.1 knew no ``use_cache``, and nothing compared a
node's id with its key: the session then looks for a node of that id and ends in an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics import Effect, Outcome, Severity, Stage
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Finding, Pointer

LENIENT_UNTIL: Final = Release((3, 4, 0))
_COMPARED_SINCE: Final = Release((3, 2, 0))
_FAILS: Final = Outcome(Effect.FAILS, Stage.RUN, Severity.ERROR)


def as_read_then(found: Iterable[Finding], data: Any, release: Release) -> Iterator[Finding]:
    """The findings of the reader that hold for such a release, with what it does."""
    for finding in found:
        if finding.rule == "node-id-mismatch" and release < _COMPARED_SINCE:
            finding = _copy(finding)
            finding.outcome = _FAILS
            finding.error = ""
        elif finding.rule == "wrong-member-type" and _is_taken(finding.pointer, data, release):
            continue
        yield finding


def _copy(finding: Finding) -> Finding:
    from copy import copy  # the other targets have the finding as it is

    return copy(finding)


def _is_taken(pointer: Pointer, data: Any, release: Release) -> bool:
    if not pointer:
        return False
    member = pointer[-1]
    if member == "use_cache":
        return release < _COMPARED_SINCE
    value = _at(data, pointer)
    if member == "id" and "nodes" not in pointer:
        return type(value) in (int, float, bool)
    return member == "runs" and type(value) is float and 1 <= value < float("inf")


def _at(data: Any, pointer: Pointer) -> Any:
    for key in pointer:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data

"""What InvokeAI 3.0 to 3.3 made of the shape of a graph or workflow, where later releases refuse it.

Pydantic 1 makes a text of a number and a whole number of 1.5. Up to 3.1 no server knew ``use_cache``, and
nothing compared a node's id with its key: the session then looks for a node of that id and ends in an error.
The web UI of 3.0 looks at a workflow's lists, at two members of its nodes and at four of its edges (the UI in
the wheel of 3.0.2.post1); those that it wrote have not many more.
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
_WORKFLOWS_CHECKED_SINCE: Final = Release((3, 1, 0))
_ASKED: Final = {
    "nodes": frozenset(("data", "type")),
    "edges": frozenset(("source", "sourceHandle", "target", "targetHandle")),
}
_FAILS: Final = Outcome(Effect.FAILS, Stage.RUN, Severity.ERROR)


def as_read_then(found: Iterable[Finding], data: Any, release: Release) -> Iterator[Finding]:
    """The findings of the reader that hold for such a release, with what it does."""
    for finding in found:
        if release < _WORKFLOWS_CHECKED_SINCE and _is_unread(finding, data):
            continue
        if finding.rule == "wrong-member-type" and _is_taken(finding.pointer, data, release):
            continue
        early = finding.rule == "node-id-mismatch" and release < _COMPARED_SINCE and _is_graph(data)
        yield _failing(finding) if early else finding


def _is_unread(finding: Finding, data: Any) -> bool:
    """Whether it is about a part of a workflow that the UI of 3.0 does not look at."""
    if _is_graph(data):
        return False
    pointer = finding.pointer
    asked: frozenset[str] = _ASKED.get(str(pointer[0]), frozenset()) if pointer else frozenset()
    if finding.rule == "missing-member":
        member = finding.message.partition('"')[2].partition('"')[0]
        return len(pointer) != 2 or member not in asked
    if finding.rule == "wrong-member-type":
        return len(pointer) > 3 or (len(pointer) == 3 and pointer[2] not in asked)
    return False


def _is_graph(data: Any) -> bool:
    return type(data) is not dict or type(data.get("nodes")) is not list


def _failing(finding: Finding) -> Finding:
    from copy import copy  # other targets have the finding as it is

    changed = copy(finding)
    changed.outcome, changed.error = _FAILS, ""
    return changed


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

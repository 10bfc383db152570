"""``[values]`` of a case: what nodes gave out, every run of an iterated node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import numbered, quoted
from wflint.live.cases.expected import MISSING, first_wrong, members
from wflint.live.cases.verdict import Check

if TYPE_CHECKING:
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import Expected
    from wflint.live.client.results import RunResult


def check_value(name: str, expected: Expected, request: CaseRequest, result: RunResult) -> Check:
    """One value, ``node.output``, in every run of its node. Raises InputError for an unknown node."""
    title = f"values.{name}"
    node, dot, path = _split(name, request)
    if not dot:
        return Check(title, "error", "a value is named node.output (Noise.width)")
    runs = _runs(sorted(request.nodes(node)), request, result)
    if expected.runs is not None and len(runs) != expected.runs:
        return Check(title, "failed", f"the node ran {numbered(len(runs), 'time')}, not {expected.runs}")
    if not runs:
        none = expected.runs == 0
        return Check(title, "passed" if none else "failed", "" if none else "the node was not executed")
    found = [(where, members(output, path)) for where, output in runs]
    if expected.missing is None and any(value is MISSING for _, values in found for value in values):
        known = [key for key in runs[0][1] if key != "type"]
        said = f'no output "{path}"{did_you_mean(path, known)}; there are {", ".join(known)}'
        return Check(title, "error", said)
    said = first_wrong(found, expected)
    return Check(title, "failed" if said else "passed", said)


def named_values(name: str, request: CaseRequest, result: RunResult) -> list[Any]:
    """What a value is in all runs of its node; nothing where there is none. Raises InputError."""
    node, dot, path = _split(name, request)
    runs = _runs(sorted(request.nodes(node)), request, result) if dot else []
    return [value for _, output in runs for value in members(output, path)]


def _runs(nodes: list[str], request: CaseRequest, result: RunResult) -> list[tuple[str, dict[str, Any]]]:
    """The outputs of all runs of some nodes, in order; each with words that tell it from the others."""
    times = {node: sum(len(item.results.get(node, ())) for item in result.items) for node in nodes}
    several = sum(count > 0 for count in times.values()) > 1
    found = []
    done = dict.fromkeys(nodes, 0)
    for item in result.items:
        for node in nodes:
            for output in item.results.get(node, ()):
                done[node] += 1
                words = [quoted(request.labels.get(node) or node)] if several else []
                words += [f"run {done[node]} of {times[node]}"] if times[node] > 1 else []
                found.append((", ".join(words), output))
    return found


def _split(name: str, request: CaseRequest) -> tuple[str, str, str]:
    """Where the node's name ends, when there are more dots: labels may have some."""
    parts = name.split(".")
    known = {*request.graph, *request.labels.values(), *(str(n.get("type")) for n in request.graph.values())}
    for length in range(len(parts) - 1, 0, -1):
        if ".".join(parts[:length]) in known:
            return ".".join(parts[:length]), ".", ".".join(parts[length:])
    return name.partition(".")

"""Repeats of one request held against each other: what differs among them cannot be relied on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wflint.engine.project import inside
from wflint.live.cases.node_values import named_values
from wflint.live.cases.verdict import Check
from wflint.live.client.errors import InputError
from wflint.live.images.compare import compare
from wflint.live.images.pixels import open_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.cases.load import Case
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import Golden
    from wflint.live.client.results import ImageResult, RunResult

NAME = "reproducible"


def check_repeats(
    case: Case, request: CaseRequest, results: Sequence[RunResult], pictures: RunPictures
) -> Check | None:
    """Whether runs of one request gave the same: images (by the golden's preset, else pixel by pixel) and the
    values that the case names. None where there is nothing to compare. Raises what downloading raises.

    With InvokeAI's node cache a repeat that is the same may have been none, and proves nothing.
    """
    if not case.table.reproducible or len(results) < 2:
        return None
    first = results[0]
    for number, other in enumerate(results[1:], 2):
        if not other.ok:
            return Check(NAME, "failed", f"run {number} of {len(results)} did not complete: {other.error}")
        said = next(_differences(case, request, first, other, pictures), None)
        if said is not None:
            why = _first_cause(request, first, other)
            return Check(NAME, "failed", f"not reproducible: run {number} of {len(results)}: {said}{why}")
    return None if case.table.node_cache else Check(NAME, "passed")


def _differences(
    case: Case, request: CaseRequest, first: RunResult, other: RunResult, pictures: RunPictures
) -> Iterator[str]:
    table = case.table
    groups: list[tuple[str, Golden | None, list[ImageResult], list[ImageResult]]] = [
        ("image", table.golden, first.images, other.images)
    ]
    for wanted in table.intermediate:
        nodes = request.nodes(wanted.node)
        ours, theirs = ([i for i in run.all_images() if i.node in nodes] for run in (first, other))
        groups.append((f"image of {wanted.node}", wanted.golden, ours, theirs))
    for name, golden, *both in groups:
        ours, theirs = ([i for i in images if i.kind == "image"] for images in both)
        if len(ours) != len(theirs):
            yield f"{name}: {len(theirs)} came out, and {len(ours)} in run 1"
        for number, (a, b) in enumerate(zip(ours, theirs, strict=False), 1):
            fault = _fault(case, golden, a, b, pictures)
            if fault:
                yield f"{name} {number} differs: {fault}"
    for name in table.values:
        with suppress(InputError):  # which the check of the value itself says
            before, now = (named_values(name, request, run) for run in (first, other))
            if len(before) != len(now) or not all(map(_same, before, now)):
                yield f"{name} is {_said(now)}, it was {_said(before)}"


def _fault(
    case: Case, golden: Golden | None, first: ImageResult, other: ImageResult, pictures: RunPictures
) -> str:
    if pictures.raw(first) == pictures.raw(other):
        return ""
    preset = golden.preset if golden is not None else "exact"
    mask = None
    if golden is not None and golden.mask:
        mask = open_picture(inside(golden.mask, case.file))
    found = compare(
        pictures.get(other),
        pictures.get(first),
        preset,
        limits=golden.limits if golden is not None else None,
        mask=mask,
    )
    return "; ".join(found.faults)


def _first_cause(request: CaseRequest, first: RunResult, other: RunResult) -> str:
    """The first node whose plain outputs differ, as that is where to look."""
    for ours, theirs in zip(first.items, other.items, strict=False):
        for node, outputs in ours.results.items():
            for a, b in zip(outputs, theirs.results.get(node, ()), strict=False):
                for name, value in a.items():
                    if type(value) in (int, float, bool) and name in b and not _same(value, b[name]):
                        return f"; {_called(request, node)} gave {_said([value])}, then {_said([b[name]])}"
    return ""


def _called(request: CaseRequest, node: str) -> str:
    node_type = str(request.graph.get(node, {}).get("type", "node"))
    label = request.labels.get(node)
    return f'"{label}" ({node_type})' if label else node_type


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) or repr(a) == repr(b)  # NaN is NaN


def _said(values: Sequence[Any]) -> str:
    said = ", ".join(repr(value) for value in values)
    return said if len(said) <= 40 else said[:37] + "..."

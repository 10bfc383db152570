"""From the runs of a case to what there is to look at: for the page of a report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.live.cases.evidence import CaseLook, Evidence, NodeSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.cases.load import Case
    from wflint.live.cases.measured_runs import Ran
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import CaseRequest

_OTHERS: Final = 4  # images without a golden that are shown of a case


def evidence_of(
    case: Case, request: CaseRequest, ran: Ran | None, looks: Sequence[CaseLook], pictures: RunPictures
) -> Evidence:
    """What a case's last measured run left. Raises what downloading an image raises."""
    found = asked_of(case, request)
    found.looks = list(looks)
    if ran is None:
        return found
    begun = [run.started for item in ran.result.items for run in item.nodes if run.started is not None]
    if begun:
        found.spans = list(_spans(ran, request, min(begun)))
    if ran.curve:
        found.memory = [(when - ran.curve[0][0], float(memory)) for when, memory in ran.curve]
    if not looks:
        images = [image for image in ran.result.images if image.kind == "image"][:_OTHERS]
        found.looks = [CaseLook(request.called(image.node), pictures.raw(image)) for image in images]
    return found


def asked_of(case: Case, request: CaseRequest) -> Evidence:
    """What is known of a case before it runs: with which inputs and models."""
    return Evidence(
        inputs=[(name, _value(value)) for name, value in {**case.table.inputs, **case.table.uploads}.items()],
        models=list(_models(request)),
    )


def _spans(ran: Ran, request: CaseRequest, begin: float) -> Iterator[NodeSpan]:
    for item in ran.result.items:
        for run in item.nodes:
            if run.started is not None:
                yield NodeSpan(
                    name=request.labels.get(run.node) or run.node_type,
                    node_type=run.node_type,
                    start=run.started - begin,
                    seconds=run.seconds or 0.0,
                    model_seconds=run.model_seconds,
                    cached=bool(run.cached),
                    error=run.error or "",
                )


def _models(request: CaseRequest) -> Iterator[tuple[str, str]]:
    """The models of the request: the input, and name, base, type and key."""
    for node_id, node in request.graph.items():
        for name, value in node.items() if isinstance(node, dict) else ():
            if isinstance(value, dict) and isinstance(value.get("key"), str) and "base" in value:
                said = f"{value.get('name')} ({value.get('base')} {value.get('type')}), key {value['key']}"
                yield f"{request.called(node_id)}.{name}", said


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Whether an adapter has an effect: the same case without it must give another picture.

InvokeAI runs a LoRA of another model family, or a ControlNet whose weight is 0, without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.words import numbered
from wflint.live.cases.request import make_request, without
from wflint.live.cases.verdict import Check
from wflint.live.images.compare import compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.cases.load import Case
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import AdapterEffect
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult


def check_effect(
    effect: AdapterEffect,
    case: Case,
    server: Client,
    request: CaseRequest,
    result: RunResult,
    pictures: RunPictures,
    run: Callable[[dict[str, Any]], RunResult],
) -> Check:
    """Run the case without something and compare. Raises what running raises."""
    if effect.of is not None:
        name, body = effect.of, without(request, effect.of)
        instead = f"without {effect.of}"
    else:
        name = ", ".join(effect.set)
        instead = "with " + ", ".join(f"{key} = {value!r}" for key, value in effect.set.items())
        body = make_request(case, server, effect.set).body
    title = f"effect.{name}"
    other = run(body)
    if not other.ok:
        return Check(title, "error", f"the case {instead} does not run: {other.error or other.status}")
    ours, theirs = result.images, other.images
    if not ours or len(ours) != len(theirs):
        said = f"{numbered(len(ours), 'image')} came out, {len(theirs)} {instead}: nothing to compare"
        return Check(title, "error", said)
    compared = [
        compare(pictures.get(a), pictures.get(b), effect.beyond) for a, b in zip(ours, theirs, strict=True)
    ]
    if any(not found.same for found in compared):
        return Check(title, "passed")
    figures = compared[0].metrics
    far = f", the mean difference is {figures.mean:.3g} levels" if figures and figures.mean else ""
    same = "pixel by pixel" if not far else f"by the preset {effect.beyond}"
    return Check(title, "failed", f"it has no effect: {instead} the image is the same {same}{far}")

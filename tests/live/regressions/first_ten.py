"""Ten ways in which a workflow changes without meaning to, as edits of its JSON, each with the check that is
meant for it."""

from __future__ import annotations

import copy
import uuid
from typing import Any, NamedTuple

from tests.live.regressions.edits import Workflow, node
from tests.live.regressions.edits import set_value as _set


def _black(workflow: Workflow) -> None:
    """The picture is painted over on its way to the gallery, as NaN would leave it."""
    decode, save = node(workflow, "Decode")["id"], node(workflow, "Save")["id"]
    painted = copy.deepcopy(next(n for n in workflow["nodes"] if n["id"] == save))
    painted["id"] = painted["data"]["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, "black"))
    painted["data"] |= {"type": "img_lerp", "version": "1.2.2", "label": "Black", "isIntermediate": True}
    painted["data"]["inputs"] = {
        name: {"name": name, "label": "", **({"value": 0} if name in ("min", "max") else {})}
        for name in ("image", "min", "max")
    }
    workflow["nodes"].append(painted)
    for edge in workflow["edges"]:
        if (edge["source"], edge["target"]) == (decode, save):
            edge["source"] = painted["id"]
    workflow["edges"].append(
        {"id": "to-black", "type": "default", "source": decode, "sourceHandle": "image",
         "target": painted["id"], "targetHandle": "image"}
    )  # fmt: skip


def _second_controlnet(workflow: Workflow) -> None:
    """Another ControlNet beside the first, through a collector."""
    first = next(n for n in workflow["nodes"] if n["data"]["label"] == "ControlNet")
    denoise = node(workflow, "Denoise")["id"]
    second, collect = (str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in ("second", "collect"))
    other = copy.deepcopy(first)
    other["id"] = other["data"]["id"] = second
    other["data"]["label"] = "Second"
    gather = copy.deepcopy(first)
    gather["id"] = gather["data"]["id"] = collect
    gather["data"] |= {"type": "collect", "version": "1.1.0", "label": "All", "useCache": True}
    gather["data"]["inputs"] = {n: {"name": n, "label": ""} for n in ("item", "collection")}
    workflow["nodes"] += [other, gather]
    into = [e for e in workflow["edges"] if e["target"] == first["id"]]
    for edge in workflow["edges"]:
        if edge["source"] == first["id"]:
            edge |= {"target": collect, "targetHandle": "item"}
    workflow["edges"] += [
        *({**edge, "id": f"second-{edge['id']}", "target": second} for edge in into),
        {"id": "s", "type": "default", "source": second, "sourceHandle": "control", "target": collect,
         "targetHandle": "item"},
        {"id": "c", "type": "default", "source": collect, "sourceHandle": "collection", "target": denoise,
         "targetHandle": "control"},
    ]  # fmt: skip


def _leak(workflow: Workflow) -> None:
    node(workflow, "Decode")["isIntermediate"] = False


class Regression(NamedTuple):
    """``workflow`` is the library's, ``change`` edits it, ``check`` is what has to fail and ``says`` how.
    ``table`` is laid over the case's."""

    workflow: str
    change: Any
    check: str
    says: str
    table: dict[str, Any] | None = None


REGRESSIONS = {
    "other seed": Regression("sd15_text_to_image", _set("Noise", "seed", 8), "golden", "worst tile"),
    "LoRA off": Regression("sd15_lora", _set("LoRA", "weight", 0), "effect.LoRA", "it has no effect"),
    "ControlNet zeroed": Regression(
        "sd15_controlnet", _set("ControlNet", "control_weight", 0), "effect.ControlNet", "it has no effect"
    ),
    "black image": Regression("sd15_text_to_image", _black, "outputs.black", "the image is black"),
    "more steps": Regression(
        "sd15_text_to_image", None, "golden", "worst tile", {"inputs": {"Denoise.steps": 8}}
    ),
    "bigger size": Regression(
        "sd15_text_to_image", None, "outputs.size", "96x64, not 64x64", {"inputs": {"Noise.width": 96}}
    ),
    "an extra ControlNet": Regression(
        "sd15_controlnet", _second_controlnet, "executed.controlnet", "2 of its nodes were executed, not 1",
        {"models": {"Second.control_model": {"name": "tiny-controlnet-sd15"}}},
    ),
    "other scheduler": Regression(
        "sd15_text_to_image", _set("Denoise", "scheduler", "dpmpp_2m"), "golden", "worst tile"
    ),
    "another model of the same base": Regression(
        "sd15_text_to_image", None, "golden", "worst tile", {"models": {"Model": {"name": "ANOTHER"}}}
    ),
    "leaked intermediate": Regression(
        "sd15_text_to_image", _leak, "outputs.count", "2 images went to the gallery, not 1"
    ),
}  # fmt: skip

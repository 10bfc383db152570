"""Edits of workflow files, as an artist or a script makes them, and of images."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tests.live.pictures import as_jpeg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Workflow = dict[str, Any]
Edit = "Callable[[Workflow], None]"


def node(workflow: Workflow, label: str) -> Workflow:
    """The data of a node by its label."""
    return next(n["data"] for n in workflow["nodes"] if n["data"]["label"] == label)


def set_value(label: str, field: str, value: Any) -> Any:
    """An edit: another value in an input."""

    def change(workflow: Workflow) -> None:
        node(workflow, label)["inputs"][field]["value"] = value

    return change


def add_node(workflow: Workflow, kind: str, label: str, version: str = "1.0.0", **inputs: Any) -> str:
    """Put a node into a workflow; its id. An input without a value (``...``) waits for an edge."""
    added = copy.deepcopy(workflow["nodes"][0])
    added["id"] = added["data"]["id"] = label.lower().replace(" ", "_")
    added["data"] |= {"type": kind, "version": version, "label": label, "isIntermediate": True}
    added["data"]["inputs"] = {
        name: {"name": name, "label": ""} | ({} if value is ... else {"value": value})
        for name, value in inputs.items()
    }
    workflow["nodes"].append(added)
    return str(added["id"])


def connect(workflow: Workflow, source: str, output: str, target: str, field: str) -> None:
    """Draw an edge by ids; what led into that input before is gone."""
    workflow["edges"] = [
        e for e in workflow["edges"] if (e["target"], e.get("targetHandle")) != (target, field)
    ]
    workflow["edges"].append(
        {"id": f"{source}-{output}-{target}-{field}", "type": "default", "source": source, "target": target,
         "sourceHandle": output, "targetHandle": field}
    )  # fmt: skip


def intermediate(label: str, *, value: bool) -> Any:
    """An edit: whether what a node makes is saved."""

    def change(workflow: Workflow) -> None:
        node(workflow, label)["isIntermediate"] = value

    return change


# -- images that a case uploads ----------------------------------------------------------------------


def flip(path: Path) -> None:
    """Left and right exchanged."""
    _rewrite(path, lambda values: values[:, ::-1])


def invert(path: Path) -> None:
    """Black and white exchanged."""
    _rewrite(path, lambda values: 255 - values)


def through_jpeg(path: Path) -> None:
    """Saved once as JPEG of quality 92 on its way."""
    _rewrite(path, lambda values: as_jpeg(values, 92).pixels)


def _rewrite(path: Path, change: Callable[[Any], Any]) -> None:
    with Image.open(path) as image:
        values = np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB")).astype(float)
    Image.fromarray(np.ascontiguousarray(change(values)).astype(np.uint8)).save(path)

"""Graphs in a few words, for the tests of this folder and of the rules about models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.graph.reading.read import read_document
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding
    from wflint.graph.ir import Graph
    from wflint.models.inventory.inventory import Inventory

RELEASE = "6.14.2"
OURS = ("base-model-mismatch", "wrong-model-type", "swapped-submodel", "model-variant", "textual-inversion")


def catalogue(release: str = RELEASE) -> Catalogue:
    """The release that the tests are about."""
    return open_release(release)


def model(base: str, kind: str = "main", name: str = "", **more: Any) -> dict[str, Any]:
    """A model identifier; the key says what it is."""
    name = name or f"{kind} of {base}"
    return {"key": f"{base}/{kind}/{name}", "hash": "h", "name": name, "base": base, "type": kind, **more}


def body(nodes: dict[str, dict[str, Any]], edges: str) -> dict[str, Any]:
    """An API graph from nodes by id and lines ``a.x -> b.y, c.y``."""
    found = []
    for line in edges.strip().splitlines():
        source, _, targets = (part.strip() for part in line.partition("->"))
        found += [
            {"source": _end(source), "destination": _end(target.strip())} for target in targets.split(",")
        ]
    return {"id": "g", "nodes": {n: {"id": n, **v} for n, v in nodes.items()}, "edges": found}


def _end(place: str) -> dict[str, str]:
    node, _, field = place.partition(".")
    return {"node_id": node, "field": field}


def read(document: Any) -> Graph:
    """The graph of a document."""
    return read_document(load_bytes(json.dumps(document).encode(), "x.json").documents[0])[0]


def findings(
    document: Any, inventory: Inventory | None = None, release: str = RELEASE, rules: tuple[str, ...] = OURS
) -> list[Finding]:
    """What the rules about families find in a document."""
    loaded = load_bytes(json.dumps(document).encode(), "x.json").documents[0]
    found = check_document(loaded, catalogue(release), RuleOptions(inventory=inventory))
    return [f for f in found if f.rule in rules]


SD15: dict[str, dict[str, Any]] = {
    "model": {"type": "main_model_loader", "model": model("sd-1")},
    "positive": {"type": "compel", "prompt": "a fox"},
    "negative": {"type": "compel", "prompt": ""},
    "noise": {"type": "noise", "seed": 1},
    "denoise": {"type": "denoise_latents"},
    "out": {"type": "l2i"},
}
SD15_EDGES = """
model.unet -> denoise.unet
model.clip -> positive.clip, negative.clip
positive.conditioning -> denoise.positive_conditioning
negative.conditioning -> denoise.negative_conditioning
noise.noise -> denoise.noise
denoise.latents -> out.latents
model.vae -> out.vae
"""


def sd15(nodes: dict[str, dict[str, Any]] | None = None, edges: str = "") -> dict[str, Any]:
    """SD1.5 text to image with more nodes and edges; a node of the same id replaces the one there."""
    return body({**SD15, **(nodes or {})}, SD15_EDGES + edges)


def controlnet(base: str, kind: str = "controlnet") -> dict[str, Any]:
    """A ControlNet node."""
    return {"type": "controlnet", "image": {"image_name": "a.png"}, "control_model": model(base, kind)}

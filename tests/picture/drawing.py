"""Documents for pictures, and what can be read from one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from wflint.document.load import load_bytes
from wflint.engine.targets import open_targets
from wflint.graph.reading.read import read_document
from wflint.picture import Mark, Scene, scene_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.document import Document

SVG = "{http://www.w3.org/2000/svg}"
TARGET = "6.14.2"
# All that a picture is made of: nothing here runs, loads or links.
ELEMENTS = {"svg", "g", "path", "rect", "circle", "text", "title", "tspan"}
ATTRIBUTES = {
    "class", "cx", "cy", "d", "data-edge", "data-fault", "data-mark", "data-node", "data-severity",
    "fill", "fill-opacity",
    "font-family", "font-size", "font-weight", "height", "r", "role", "rx", "stroke", "stroke-dasharray",
    "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "y",
}  # fmt: skip


def node(
    node_id: str, kind: str, at: Any = None, label: str = "", is_open: Any = True, **values: Any
) -> dict[str, Any]:
    """A node of a workflow file; ``at`` is its position."""
    x, y = at if isinstance(at, tuple) else (0, 0)
    return {
        "id": node_id,
        "type": "invocation",
        "position": {"x": x, "y": y},
        "data": {
            "id": node_id,
            "type": kind,
            "version": "1.0.0",
            "label": label,
            "notes": "",
            "isOpen": is_open,
            "isIntermediate": True,
            "useCache": True,
            "inputs": {n: {"name": n, "label": "", "value": v} for n, v in values.items()},
        },
    }


def other(node_id: str, kind: str, at: tuple[Any, Any] = (0, 0), **data: Any) -> dict[str, Any]:
    """A note, a connector or a current image."""
    body = {"id": node_id, "type": kind, "label": "", "isOpen": True, **data}
    return {"id": node_id, "type": kind, "position": {"x": at[0], "y": at[1]}, "data": body}


def edge(source: str, output: str, target: str, field: str) -> dict[str, Any]:
    """An edge of a workflow file."""
    name = f"{source}.{output}-{target}.{field}"
    ends = {"source": source, "sourceHandle": output, "target": target, "targetHandle": field}
    return {"id": name, "type": "default", **ends}


def workflow(*nodes: Any, edges: Iterable[Any] = (), **members: Any) -> dict[str, Any]:
    """A workflow file."""
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    meta = {"version": "3.0.0", "category": "user"}
    parts = {"nodes": list(nodes), "edges": list(edges)}
    return {**texts, "exposedFields": [], "meta": meta, **parts, **members}


def document_of(data: Any) -> Document:
    """The document of a file with this content."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return load_bytes(raw, "flow.json").documents[0]


def scene(data: Any, marks: Iterable[Mark] = ()) -> Scene:
    """Its scene, against 6.14.2."""
    document = document_of(data)
    return scene_of(document, read_document(document)[0], open_targets(TARGET)[-1], marks)


def parsed(svg: str) -> ElementTree.Element:
    """An SVG as XML; asserts that it holds nothing but shapes and text."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
    return root


def texts(root: ElementTree.Element) -> list[str]:
    """All that is written in a picture."""
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]

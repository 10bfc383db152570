"""Documents of older releases, as small as they can be."""

from __future__ import annotations

from typing import Any


def graph(nodes: dict[str, dict[str, Any]], *wires: str) -> dict[str, Any]:
    """An API graph; a wire is ``one.out -> other.in``."""
    edges = []
    for wire in wires:
        (source, out), (target, into) = (end.split(".") for end in wire.split(" -> "))
        edges.append(
            {
                "source": {"node_id": source, "field": out},
                "destination": {"node_id": target, "field": into},
            }
        )
    return {"id": "g", "nodes": {i: {"id": i, **node} for i, node in nodes.items()}, "edges": edges}


def photo() -> dict[str, Any]:
    """An image of the gallery."""
    return {"type": "image", "image": {"image_name": "a.png"}}


def canny() -> dict[str, Any]:
    """A graph with a node that went in 5.10.0, and has a successor with a similar result."""
    processor = {"type": "canny_image_processor", "low_threshold": 80, "high_threshold": 160}
    return graph(
        {"photo": photo(), "lines": processor, "save": {"type": "save_image"}},
        "photo.image -> lines.image",
        "lines.image -> save.image",
    )


def numbers() -> dict[str, Any]:
    """A graph of 3.0 with a node that has a successor of equal result."""
    return graph({"three": {"type": "param_int", "a": 3}, "sum": {"type": "add", "b": 4}}, "three.a -> sum.a")


def node(node_id: str, node_type: str, version: str, **values: Any) -> dict[str, Any]:
    """A node of a workflow file."""
    data = {
        "id": node_id,
        "type": node_type,
        "version": version,
        "nodePack": "invokeai",
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": True,
        "useCache": True,
        "inputs": {name: {"name": name, "label": "", "value": value} for name, value in values.items()},
    }
    return {"id": node_id, "type": "invocation", "position": {"x": 0, "y": 0}, "data": data}


def workflow(nodes: list[dict[str, Any]], *wires: str, stated: str = "3.0.0") -> dict[str, Any]:
    """A workflow file of a format; a wire is ``one.out -> other.in``."""
    edges = []
    for number, wire in enumerate(wires):
        (source, out), (target, into) = (end.split(".") for end in wire.split(" -> "))
        edges.append(
            {
                "id": f"e{number}",
                "type": "default",
                "source": source,
                "sourceHandle": out,
                "target": target,
                "targetHandle": into,
            }
        )
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    return {
        **texts,
        "exposedFields": [],
        "meta": {"version": stated, "category": "user"},
        "nodes": nodes,
        "edges": edges,
    }


def blur() -> dict[str, Any]:
    """A workflow of 5.15.0 that the web UI of 6.14.2 brings up to date by itself."""
    return workflow(
        [
            node("photo", "image", "1.0.2", image={"image_name": "a.png"}),
            node("blur", "img_blur", "1.2.2", radius=8, blur_type="gaussian"),
        ],
        "photo.image -> blur.image",
    )


def fine() -> dict[str, Any]:
    """A graph that nothing happened to since 3.1."""
    return graph({"photo": photo(), "save": {"type": "save_image"}}, "photo.image -> save.image")

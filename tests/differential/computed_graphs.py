"""Random graphs of nodes whose outputs follow from their inputs, with values near the edges of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import verdict
from wflint.graph.server.node_values import node_judge
from wflint.models.flow.computed.makers import MAKERS, SIZED

if TYPE_CHECKING:
    import random

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr

WHOLE = [
    0,
    1,
    -1,
    2,
    3,
    5,
    -7,
    8,
    16,
    31,
    64,
    100,
    128,
    256,
    512,
    576,
    1024,
    2**31,
    2**53 + 1,
    10**40,
    -(10**30),
]
SMALL = [0, 1, 2, 3, 4, 8, 16, -1, -3]
REAL = [
    0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    2.5,
    -3.7,
    0.1,
    1 / 3,
    100.0,
    1e-320,
    1e300,
    -1e300,
    1e16,
    264.0,
    3,
    0,
    "1e400",
]
TEXTS = [
    "", " ", "a", "A", "(", "a b", "fox, red", "\\1", "\\d", "\\g<0>", "[a-z]+", "a[b]c", "\\[a]b",
    "[[a]]b]c", "\\\\[x]", "{a|b}", "a,b,c", "ÄÖ", "x" * 50, "(?i)", "(a)(b)?", "\\n", "12", "1.5",
    "\u017f", "\u0130",
]  # fmt: skip
# Of these the oracle makes the pictures.
PICTURES = frozenset({
    "blank_image", "img_resize", "img_crop", "img_pad_crop", "img_paste", "img_scale", "img_mul",
    "mask_combine", "canvas_paste_back", "canvas_v2_mask_and_crop", "crop_image_to_bounding_box",
    "apply_mask_to_image",
    "paste_image_into_bounding_box", "color_correct", "heuristic_resize", "canny_edge_detection", "color_map",
    "cv_inpaint", "img_blur", "img_chan", "img_channel_multiply", "img_channel_offset", "img_conv",
    "img_hue_adjust", "img_ilerp", "img_lerp", "img_noise", "infill_cv2", "infill_rgba", "infill_tile",
    "mask_edge", "mask_from_id", "save_image", "tomask", "unsharp_mask", "unsharp_mask_oklab",
    "canvas_output",
    "expand_mask_with_fade", "img_hue_adjust_oklch",
})  # fmt: skip
_SIDES = frozenset({"width", "height", "x", "y", "left", "right", "top", "bottom"})
_SKIPPED = frozenset({"board"})


def node_types(catalogue: Catalogue, *, pictures: bool) -> list[str]:
    """The types of a release that graphs are made of."""
    known = [name for name in MAKERS if name not in SIZED or (pictures and name in PICTURES)]
    return [name for name in (*known, "if", "iterate", "collect") if catalogue.node(name) is not None]


def graph(rng: random.Random, catalogue: Catalogue, types: list[str], *, size: int) -> dict[str, Any]:
    """A graph that the server takes, for the most part, and whose nodes have all that they ask for."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[dict[str, Any]] = []
    iterates = 0
    for number in range(size):
        node_type = rng.choice(types)
        if node_type == "iterate" and (iterates := iterates + 1) > 2:
            node_type = "range"
        name = f"n{number}"
        made = _node(rng, catalogue, nodes, name, node_type)
        if made is None:
            made = _node(rng, catalogue, nodes, name, rng.choice(_ALWAYS))
        assert made is not None
        nodes[name] = made[0]
        edges += made[1]
    rng.shuffle(edges)
    return {"id": "g", "nodes": nodes, "edges": edges}


_ALWAYS = ("integer", "float", "string", "boolean", "integer_collection", "integer_math")
_FED = frozenset({"if", "iterate", "collect"})


def _node(
    rng: random.Random, catalogue: Catalogue, nodes: dict[str, Any], name: str, node_type: str
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """A node and the edges into it; None where something that it asks for cannot be had."""
    node: dict[str, Any] = {"id": name, "type": node_type}
    edges: list[dict[str, Any]] = []
    definition, judge = catalogue.node(node_type), node_judge(node_type, catalogue)
    assert definition is not None
    assert judge is not None
    for field, spec in definition.inputs.items():
        if field in _SKIPPED or (field == "index" and node_type == "iterate"):
            continue
        made = _edge(rng, catalogue, nodes, name, node_type, field) if spec.kind != "direct" else []
        wanted = spec.required or node_type in _FED
        if made and rng.random() < (0.9 if wanted else 0.3):
            edges.append(rng.choice(made))
            if node_type == "collect" and rng.random() < 0.4:
                edges.append(rng.choice(made))
        elif spec.kind != "connection" and node_type != "iterate" and (spec.required or rng.random() < 0.7):
            value = literal(rng, spec.type, catalogue, field)
            if value is not None:
                node[field] = value
    values = {field: value for field, value in node.items() if field not in ("id", "type")}
    for field, _ in judge.faults(values):
        node.pop(field, None)
    fed = {edge["destination"]["field"] for edge in edges}
    lacking = any(
        spec.required and not spec.has_default and field not in node and field not in fed
        for field, spec in definition.inputs.items()
    )
    return None if lacking or (node_type in ("iterate", "collect") and not fed) else (node, edges)


def _edge(
    rng: random.Random, catalogue: Catalogue, nodes: dict[str, Any], name: str, node_type: str, field: str
) -> list[dict[str, Any]]:
    found = []
    for source, node in nodes.items():
        definition = catalogue.node(node["type"])
        assert definition is not None
        for output in definition.outputs:
            judged = verdict(catalogue, node["type"], output, node_type, field)
            if judged is not None and judged.fault is None:
                found.append(
                    {
                        "source": {"node_id": source, "field": output},
                        "destination": {"node_id": name, "field": field},
                    }
                )
    return found


def literal(rng: random.Random, expected: TypeExpr, catalogue: Catalogue, field: str = "") -> Any:
    """A value of a type; None where none is made up."""
    kind = expected.kind
    if kind == "union":
        return literal(rng, rng.choice(expected.args), catalogue, field)
    if kind == "enum":
        return rng.choice(expected.options)
    if kind == "list":
        items = [literal(rng, expected.args[0], catalogue) for _ in range(rng.randrange(5))]
        return None if None in items else items
    if kind == "int":
        if field in _SIDES:
            return rng.choice([*SMALL, 40, 64, 96])
        return rng.choice(SMALL if rng.random() < 0.5 else WHOLE)
    if kind == "ref":
        return _object(rng, expected.name)
    made: dict[str, Any] = {
        "float": lambda: rng.choice(REAL),
        "str": lambda: rng.choice(TEXTS),
        "bool": lambda: rng.random() < 0.5,
        "any": lambda: rng.choice([*SMALL, "a", True, 1.5, [1, 2]]),
        "object": lambda: {"a": 1},
    }
    return made[kind]() if kind in made else None


def _object(rng: random.Random, name: str) -> Any:
    if name == "ColorField":
        return {"r": 1, "g": 2, "b": 3, "a": rng.choice([0, 255])}
    if name == "Tile":
        sides = {side: rng.choice(SMALL) for side in ("top", "bottom", "left", "right")}
        return {"coords": sides, "overlap": sides}
    if name == "BoundingBoxField":
        return {"x_min": 0, "x_max": rng.choice([8, 16]), "y_min": 0, "y_max": rng.choice([8, 24])}
    if name == "MetadataField":
        return {"width": rng.choice(SMALL), "cfg_scale": rng.choice(REAL[:5]), "seamless_x": "a"}
    if name == "MetadataItemField":
        return {"label": rng.choice(["width", "a"]), "value": rng.choice(SMALL)}
    if name == "Ideogram4Region":
        box = rng.choice([None, [0, 0, 10, 10]])
        return {"prompt": rng.choice(TEXTS), "bbox": box} if box else {"prompt": rng.choice(TEXTS)}
    if name == "UNetField":
        model = {"key": "sdxl", "hash": "h", "name": "n", "base": "sdxl", "type": "main"}
        model["key"] = rng.choice(["sd-1", "sd-2", "sdxl", "flux", "sd-3", "cogview4"])
        return {"unet": model, "scheduler": model, "loras": []}
    return None

"""Workflows of real size (27 kB of JSON, 13 nodes), made here so that the benchmark needs no download."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


def _model(key: str, name: str, kind: str) -> dict[str, Any]:
    return {"model": {"key": key, "hash": "blake3:0f", "name": name, "base": "sd-1", "type": kind}}


def _instance(name: str, value: Any = None, *, has_value: bool = True) -> dict[str, Any]:
    words = "What this input does, in the words of the editor."
    instance: dict[str, Any] = {"name": name, "label": "", "description": words}
    return {**instance, "value": value} if has_value else instance


def workflow(seed: int, faults: int = 0, catalogue: Catalogue | None = None) -> dict[str, Any]:
    """One text-to-image workflow with two ControlNets, a LoRA and an upscale; ``faults`` edges dangle."""
    rng = random.Random(seed)
    catalogue = catalogue or open_release("6.14.2")
    canny, depth = _model("c1", "Canny", "controlnet"), _model("c2", "Depth", "controlnet")
    plan: list[tuple[str, str, dict[str, Any]]] = [
        ("main", "main_model_loader", _model(f"m{seed}", "Main", "main")),
        ("lora", "lora_loader", {"lora": _model(f"l{seed}", "LoRA", "lora")["model"]}),
        ("positive", "compel", {"prompt": f"a fox in the snow, number {seed}, " + "detailed, " * 20}),
        ("negative", "compel", {"prompt": "blurry, " * 10}),
        ("noise", "noise", {"seed": rng.randrange(2**32), "width": 512, "height": 768}),
        ("photo", "image", {"image": {"image_name": f"{seed}.png"}}),
        ("canny", "canny_edge_detection", {}),
        ("control", "controlnet", {"control_model": canny["model"]}),
        ("depth", "controlnet", {"control_model": depth["model"]}),
        ("controls", "collect", {}),
        ("denoise", "denoise_latents", {"steps": rng.randrange(10, 40), "cfg_scale": 7.5}),
        ("decode", "l2i", {}),
        ("save", "save_image", {}),
    ]
    edges = [
        ("main", "unet", "lora", "unet"),
        ("main", "clip", "lora", "clip"),
        ("lora", "clip", "positive", "clip"),
        ("lora", "clip", "negative", "clip"),
        ("lora", "unet", "denoise", "unet"),
        ("positive", "conditioning", "denoise", "positive_conditioning"),
        ("negative", "conditioning", "denoise", "negative_conditioning"),
        ("noise", "noise", "denoise", "noise"),
        ("photo", "image", "canny", "image"),
        ("canny", "image", "control", "image"),
        ("photo", "image", "depth", "image"),
        ("control", "control", "controls", "item"),
        ("depth", "control", "controls", "item"),
        ("controls", "collection", "denoise", "control"),
        ("denoise", "latents", "decode", "latents"),
        ("main", "vae", "decode", "vae"),
        ("decode", "image", "save", "image"),
    ]
    edges += [("decode", "image", f"gone-{i}", "image") for i in range(faults)]
    nodes, exposed, elements = [], [], {}
    for i, (key, node_type, values) in enumerate(plan):
        definition = catalogue.node(node_type)
        assert definition is not None
        node_id = f"{seed:08x}-0000-4000-8000-{i:012x}"
        inputs = {}
        for name, field in definition.inputs.items():
            if name in values:
                inputs[name] = _instance(name, values[name])
            elif field.kind == "connection" or field.required or field.default is None:
                inputs[name] = _instance(name, has_value=False)
            else:
                inputs[name] = _instance(name, field.default)
        for name in list(values)[:1]:
            exposed.append({"nodeId": node_id, "fieldName": name})
            elements[f"node-field-{key}"] = {
                "id": f"node-field-{key}",
                "type": "node-field",
                "parentId": "root",
                "data": {"fieldIdentifier": {"nodeId": node_id, "fieldName": name}, "showDescription": False},
            }
        nodes.append(
            {
                "id": node_id,
                "type": "invocation",
                "data": {
                    "id": node_id,
                    "version": definition.version,
                    "nodePack": "invokeai",
                    "label": key.title(),
                    "notes": "",
                    "type": node_type,
                    "inputs": inputs,
                    "dynamicInputTemplates": {},
                    "isOpen": True,
                    "isIntermediate": key != "save",
                    "useCache": True,
                },
                "position": {"x": 350.5 * i, "y": 120.25 * (i % 3)},
            }
        )
    ids = {key: n["id"] for (key, _, _), n in zip(plan, nodes, strict=True)}
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": list(elements)}}
    return {
        "name": f"Benchmark {seed}",
        "author": "wflint",
        "description": "Text to image with two ControlNets and a LoRA.",
        "version": "1.0.0",
        "contact": "",
        "tags": "bench",
        "notes": "",
        "exposedFields": exposed,
        "meta": {"version": "4.0.0", "category": "user"},
        "nodes": nodes,
        "edges": [
            {
                "id": f"reactflow__edge-{ids[a]}{out}-{ids.get(b, b)}{field}",
                "type": "default",
                "source": ids[a],
                "target": ids.get(b, b),
                "sourceHandle": out,
                "targetHandle": field,
            }
            for a, out, b, field in edges
        ],
        "form": {"elements": {"root": root, **elements}, "rootElementId": "root"},
    }


def texts(count: int, faults: int = 0) -> list[bytes]:
    """``count`` different workflows as files are: indented JSON."""
    return [json.dumps(workflow(i, faults), indent=2).encode() for i in range(count)]

"""A folder of files whose every text, name and note tries to be more than text on the page of findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Each would show itself: by a dialog, a request, the property `ran`, or a turned line.
HOSTILE = (
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "</style><script>window.ran = 1</script>",
    "</text></svg><img src=x onerror='window.ran = 1'>",
    '"><img src="https://wflint.invalid/a.png" onerror="window.ran = 1">',
    "' onmouseover='window.ran = 1' x='",
    '" onfocus="window.ran = 1" autofocus tabindex="0" x="',
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<link rel=stylesheet href=https://wflint.invalid/a.css><style>@import url(https://wflint.invalid/b)</style>",
    "<meta http-equiv=refresh content='0;url=https://wflint.invalid/'>",
    "<base href=https://wflint.invalid/><form action=https://wflint.invalid/><button>go",
    "<a href=javascript:window.ran=1 id=filter name=filter>filter</a>",
    "{{ 7 * 7 }}{% raw %}{# %}${window.ran=1}<!-- --> ]]> <![CDATA[ &lt; &#60;",
    "url(https://wflint.invalid/c);}*{background:url(https://wflint.invalid/d)}",
    "\u202egnp.\u2066txt\u200b\u2028\u2029\x1b[31m\x07\x00\x9b\ufeff",
    "\ud800 half of a character",
)


def documents() -> Iterator[tuple[str, Any]]:
    """A workflow and an API graph for each hostile text, with it in every place that holds one."""
    for number, text in enumerate(HOSTILE):
        yield f"flow{number:02}.json", _workflow(text)
        yield f"graph{number:02}.json", _graph(text)
    yield "long.json", _workflow("x" * 1_000_000 + HOSTILE[0])


def write_folder(folder: Path) -> None:
    """The documents; names of files are hostile as far as a file system takes them."""
    for name, document in documents():
        raw = json.dumps(document, ensure_ascii=False, indent=1)
        try:
            (folder / name).write_bytes(raw.encode())
        except UnicodeEncodeError:  # half of a character is only written as an escape
            (folder / name).write_text(json.dumps(document), "utf-8")
    flow = json.dumps(_workflow("plain"))
    for number, text in enumerate(HOSTILE):
        name = text.replace("/", "\u2215").replace("\x00", "").replace("\ud800", "")
        (folder / f"{number:02}{name}.json").write_text(flow, "utf-8")
    (folder / "<img src=x onerror=window.ran=1>.json").write_text('{"nodes": [', "utf-8")


def _workflow(text: str) -> dict[str, Any]:
    def node(name: str, kind: str, label: str, **values: Any) -> dict[str, Any]:
        inputs = {
            key: {"name": key, "label": text, "description": text, "value": v} for key, v in values.items()
        }
        data = {
            "id": name, "type": kind, "version": "1.0.0", "label": label, "isOpen": True,
            "notes": f"{text}\nwflint: ignore[{text}] {text}", "nodePack": text, "inputs": inputs,
            "isIntermediate": True, "useCache": True,
        }  # fmt: skip
        return {"id": name, "type": "invocation", "position": {"x": 0, "y": 0}, "data": data}

    main = {"key": text, "hash": text, "name": text, "base": "sd-1", "type": "main"}
    return {
        "name": text, "author": text, "description": text, "version": text, "contact": text, "tags": text,
        "notes": f"wflint: ignore[no-such-rule] {text}",
        "exposedFields": [{"nodeId": text, "fieldName": text}],
        "meta": {"version": "3.0.0", "category": "user"},
        "nodes": [
            node(text, text, text, **{text: text}),
            node("model", "main_model_loader", text, model=main),
            node("denoise", "denoise_latents", text, scheduler=text, steps=text, cfg_scale=[text]),
            node("color", "color_map", text, tile_size=text),
            node("bare", "add", "", a=text, b=1),
        ],
        "edges": [
            {"id": text, "type": "default", "source": text, "sourceHandle": text, "target": "denoise",
             "targetHandle": "unet"},
            {"id": "e2", "type": "default", "source": "model", "sourceHandle": text, "target": "denoise",
             "targetHandle": text},
            {"id": "e3", "type": "default", "source": "model", "sourceHandle": "vae", "target": "denoise",
             "targetHandle": "unet"},
            {"id": "e4", "type": "default", "source": f"gone{text}", "sourceHandle": "vae", "target": text,
             "targetHandle": "unet"},
        ],
    }  # fmt: skip


def _graph(text: str) -> dict[str, Any]:
    return {
        "id": text,
        "nodes": {
            text: {"id": text, "type": text, text: text},
            "add": {"id": "add", "type": "add", "a": text, "b": 1, text: text},
            f"sum{text}": {"id": f"sum{text}", "type": "add", "a": text},
        },
        "edges": [
            {"source": {"node_id": text, "field": text}, "destination": {"node_id": "add", "field": "b"}},
            {"source": {"node_id": f"gone{text}", "field": "value"},
             "destination": {"node_id": text, "field": text}},
        ],
    }  # fmt: skip

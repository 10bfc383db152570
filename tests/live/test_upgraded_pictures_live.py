"""What `wflint upgrade` says of the image, proven on both servers: 5.15.0 before, 6.14.2 after.

A graph without models, and the workflow of it, run on InvokeAI 5.15.0 as they are, and on 6.14.2 as the
command has rewritten them. Where each step is called *same*, the pictures are equal to the last bit; where
one is called *other*, they differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.live.conftest import DEVICE, RELEASES
from tests.live.lab import SIZE, Graph, Lab, difference, graph, opened
from wflint.catalogue.store import open_release
from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import graph_to_workflow
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.live

OLD, NEW = "5.15.0", "6.14.2"
A, B, MASK = "first.png", "second.png", "mask.png"  # stand for pictures, whatever a server calls them


def image(name: str) -> dict[str, str]:
    """A value of an image input."""
    return {"image_name": name}


# Each with the worst that the report says of a step.
CASES: dict[str, tuple[Graph, str]] = {
    "chain": (
        graph(
            {
                "hue": {"type": "img_hue_adjust", "image": image(A), "hue": 77},
                "blur": {"type": "img_blur", "radius": 3.5, "blur_type": "gaussian"},
                "edges": {"type": "canny_edge_detection", "image": image(B)},
                "multiply": {"type": "img_channel_multiply", "channel": "Value (HSV)", "scale": 0.6},
                "paste": {"type": "img_paste", "x": 9, "y": 5, "mask": image(MASK)},
                "out": {"type": "img_resize", "width": 96, "height": 80, "resample_mode": "lanczos"},
            },
            "hue.image -> blur.image, blur.image -> multiply.image, multiply.image -> paste.base_image,"
            "edges.image -> paste.image, paste.image -> out.image",
        ),
        "same",
    ),
    "masks": (
        graph(
            {
                "edge": {
                    "type": "mask_edge", "image": image(MASK), "edge_size": 4, "edge_blur": 2,
                    "low_threshold": 50, "high_threshold": 150,
                },
                "combine": {"type": "mask_combine", "mask2": image(MASK)},
                "out": {"type": "img_lerp", "min": 20, "max": 200},
            },
            "edge.image -> combine.mask1, combine.image -> out.image",
        ),
        "same",
    ),
    "collection of images": (
        graph(
            {
                "all": {"type": "image_collection", "collection": [image(A), image(B)]},
                "each": {"type": "iterate"},
                "out": {"type": "img_scale", "scale_factor": 1.5, "resample_mode": "bicubic"},
            },
            "all.collection -> each.collection, each.item -> out.image",
        ),
        "same",
    ),
    "collected images": (
        graph(
            {
                "one": {"type": "image", "image": image(B)},
                "all": {"type": "collect", "collection": [image(A)]},
                "each": {"type": "iterate"},
                "out": {"type": "unsharp_mask", "radius": 2.0, "strength": 60.0},
            },
            "one.image -> all.item, all.collection -> each.collection, each.item -> out.image",
        ),
        "same",
    ),
    "colours in a mask": (
        graph(
            {
                "out": {
                    "type": "color_correct", "image": image(A), "reference": image(B), "mask": image(MASK),
                    "mask_blur_radius": 4.0,
                },
            },
            "",
        ),
        "other",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def labs() -> Iterator[tuple[Lab, Lab]]:
    if not {OLD, NEW} <= set(RELEASES):
        pytest.skip(f"this takes both {OLD} and {NEW}")
    with (
        InvokeAIServer(OLD, device=DEVICE) as old,
        InvokeAIServer(NEW, device=DEVICE) as new,
        opened(old) as before,
        opened(new) as after,
    ):
        yield before, after


@pytest.mark.parametrize("kind", ["graph", "workflow"])
@pytest.mark.parametrize("name", CASES)
def test_pictures_are_what_the_report_says(
    labs: tuple[Lab, Lab], tmp_path: Path, name: str, kind: str
) -> None:
    made, result = CASES[name]
    file = tmp_path / "file.json"
    if kind == "workflow":
        made = graph_to_workflow(made, open_release(OLD)).workflow
    file.write_text(json.dumps(made), encoding="utf-8")
    steps = upgraded(file)
    assert {step["result"] for step in steps} <= {"same", result}, steps
    assert any(step["result"] == "other" for step in steps) is (result == "other"), steps
    before = pictures(labs[0], request(json.dumps(made).encode(), OLD))
    after = pictures(labs[1], request(file.read_bytes(), NEW))
    assert len(before) == len(after) > 0
    apart = [difference(one, other) for one, other in zip(before, after, strict=True)]
    if result == "other":
        assert min(apart) > 1, apart
    else:
        assert apart == [0] * len(apart)


def request(raw: bytes, release: str) -> Graph:
    """The graph that the web UI of a release makes of the file; an API graph as it is."""
    document = load_bytes(raw, "file.json").documents[0]
    if document.kind is not Kind.WORKFLOW:
        return json.loads(raw)  # type: ignore[no-any-return]
    return convert_workflow(document, open_release(release)).graph


def upgraded(file: Path) -> list[dict[str, Any]]:
    """The steps of the migration that is written into the file."""
    command = (sys.executable, "-m", "wflint", "upgrade", "--isolated", "--from", OLD, "--to", NEW, str(file))
    said, written = (
        subprocess.run((*command, *more), capture_output=True, text=True, check=False, timeout=120)
        for more in (("--format", "json"), ("--write", "--unsafe-fixes"))
    )
    assert written.returncode == 0, written.stderr
    (document,) = json.loads(said.stdout)["documents"]
    whole = document["unsafe"] or document["migration"]
    return whole["steps"] if whole else []


def pictures(lab: Lab, made: Graph) -> list[Any]:
    """The pictures of the last node, one for each time that it ran, the darkest first."""
    rows = np.broadcast_to(np.linspace(0, 255, SIZE), (SIZE, SIZE))
    first = np.stack([rows, rows.T, 255 - rows], 2).astype(np.uint8)
    second = np.stack([rows.T // 2, np.full((SIZE, SIZE), 200.0), rows], 2).astype(np.uint8)
    text = json.dumps(made)
    for name, field in ((A, lab.upload(first)), (B, lab.upload(second)), (MASK, lab.mask_picture())):
        text = text.replace(name, field["image_name"])
    item = lab.ended(json.loads(text))
    assert item["status"] == "completed", f"{item.get('error_type')}: {item.get('error_message')}"
    session = item["session"]
    fed = {edge["source"]["node_id"] for edge in made["edges"]}
    (out,) = made["nodes"].keys() - fed
    ran = session["source_prepared_mapping"][out]  # a set: in no order
    found = [lab.picture(session["results"][each]["image"]["image_name"]) for each in ran]
    return sorted(found, key=lambda pixels: float(pixels.mean()))

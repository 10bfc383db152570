"""``wflint catalogue diff``: what people and programs see of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.catalogue.saved import to_json
from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran


def test_text(wflint: Callable[..., Ran]) -> None:
    ran = wflint("catalogue", "diff", "6.8.0", "6.8.1")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "InvokeAI 6.8.0 to 6.8.1: 6 breaking changes, 0 with another result, 1 additive",
        "",
        "breaking",
        '  "image" of color_correct is gone  (input-removed)',
        '  "reference" of color_correct is gone  (input-removed)',
        '  "mask_blur_radius" of color_correct is gone  (input-removed)',
        '  "base_image" of color_correct is new, and must be given  (input-added-required)',
        '  "color_reference" of color_correct is new, and must be given  (input-added-required)',
        "  color_correct goes from 1.2.2 to 2.0.0: the web UI does not update a node over a major version"
        "  (major-version, files only)",
        "",
        "additive",
        '  "colorspace" of color_correct is new (default "RGB")  (input-added)',
    ]


def test_nothing_changed(wflint: Callable[..., Ran]) -> None:
    assert wflint("catalogue", "diff", "6.14.1", "6.14.1").out == "InvokeAI 6.14.1 to 6.14.1: no changes\n"


def test_only(wflint: Callable[..., Ran]) -> None:
    ran = wflint("catalogue", "diff", "6.8.1", "6.9.0", "--only", "breaking")
    assert "additive\n" not in ran.out.split("\n", 1)[1]
    assert len(ran.out.splitlines()) == 5


def test_json(wflint: Callable[..., Ran]) -> None:
    found = wflint("catalogue", "diff", "6.13.0", "6.13.5", "-f", "json").json
    assert (found["schema"], found["old"], found["new"]) == (2, "6.13.0", "6.13.5")
    removed = next(c for c in found["changes"] if c["id"] == "output-removed")
    assert removed == {
        "id": "output-removed",
        "class": "breaking",
        "who": ["builders", "files", "graphs"],
        "node": "anima_model_loader",
        "member": "t5_encoder",
        "old": "T5EncoderField",
        "new": None,
        "sentence": '"t5_encoder" of anima_model_loader is gone',
        "used_by": [],
    }


def test_markdown(wflint: Callable[..., Ran]) -> None:
    lines = wflint("catalogue", "diff", "6.8.0", "6.8.1", "-f", "markdown").out.splitlines()
    assert lines[:8] == [
        "# InvokeAI 6.8.0 to 6.8.1",
        "",
        "6 breaking changes, 0 with another result, 1 additive.",
        "",
        "## Breaking",
        "",
        "| what changed | who | id |",
        "|---|---|---|",
    ]
    assert lines[8] == '| `"image" of color_correct is gone` | all | `input-removed` |'


def test_for_paths(wflint: Callable[..., Ran], tmp_path: Path) -> None:
    """A step of 17 removed nodes is of no concern to who uses none of them."""
    used, unused = tmp_path / "used.json", tmp_path / "unused.json"
    for path, node in ((used, "zoe_depth_image_processor"), (unused, "noise")):
        path.write_text(json.dumps({"id": "g", "nodes": {"n": {"id": "n", "type": node}}, "edges": []}))
    step = ("catalogue", "diff", "5.9.1", "5.10.0", "--only", "breaking", "--fail-on", "breaking")
    ran = wflint(*step, "--for", "used.json")
    assert ran.code == 1
    assert "zoe_depth_image_processor is gone" in ran.out
    assert len(ran.out.splitlines()) == 4
    assert ran.out.splitlines()[0].endswith("0 additive of what 1 file uses")
    assert wflint(*step, "--for", "unused.json").code == 0
    assert wflint(*step).code == 1
    assert wflint(*step, "--for", ".").out.splitlines()[0].endswith("of what 2 files use")


def test_changes_of_values_and_nested_models_concern_who_sets_them(
    wflint: Callable[..., Ran], tmp_path: Path
) -> None:
    node = {"id": "n", "type": "main_model_loader"}
    path = tmp_path / "g.json"
    step = ("catalogue", "diff", "6.8.1", "6.9.0", "--only", "breaking", "--for", "g.json")
    path.write_text(json.dumps({"id": "g", "nodes": {"n": node}, "edges": []}))
    assert "BaseModelType" not in wflint(*step).out
    path.write_text(json.dumps({"id": "g", "nodes": {"n": {**node, "model": None}}, "edges": []}))
    assert "BaseModelType" in wflint(*step).out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("9.9.9", "6.14.2"), "9.9.9"),
        (("6.13", "6.14", "--for", "absent.json"), "absent.json"),
        (("6.13", "6.14", "--for", "."), "no workflow or graph under ."),
    ],
)
def test_wrong_usage(wflint: Callable[..., Ran], args: tuple[str, ...], said: str) -> None:
    ran = wflint("catalogue", "diff", *args)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_catalogue_file_is_a_side(wflint: Callable[..., Ran]) -> None:
    Path("old.json").write_text(to_json(open_release("6.8.0")), "utf-8")
    ran = wflint("catalogue", "diff", "old.json", "6.8.1")
    assert '"image" of color_correct is gone' in ran.out

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
        "InvokeAI 6.8.0 to 6.8.1: 4 breaking changes, 1 with another result, 1 additive",
        "",
        "breaking",
        '  "image" of color_correct is named "base_image" now  (input-renamed)',
        '  "reference" of color_correct is named "color_reference" now  (input-renamed)',
        '  "mask_blur_radius" of color_correct is gone  (input-removed)',
        "  color_correct goes from 1.2.2 to 2.0.0: the web UI does not update a node over a major version"
        "  (major-version, files only)",
        "",
        "other result",
        "  color_correct with a mask: colours follow the histogram of the whole reference, and where the mask"
        " is white the base image stays; the reference showed there  (silent)",
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


@pytest.mark.parametrize("output_format", ["text", "markdown"])
def test_only_does_not_change_the_figures(wflint: Callable[..., Ran], output_format: str) -> None:
    """What is not shown is there all the same."""
    step = ("catalogue", "diff", "6.8.0", "6.8.1", "-f", output_format)
    whole = wflint(*step).out
    both = ("other-result", "breaking")
    for only, shown in ((("additive",), "additive"), (both, "breaking, other result")):
        ran = wflint(*step, *(word for one in only for word in ("--only", one)))
        assert f" with another result, 1 additive; shown: {shown}" in ran.out
        figures = ran.out[: ran.out.index("; shown")]
        assert whole.startswith(figures)


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
        "silent": None,
    }


def test_what_is_renamed_as_json(wflint: Callable[..., Ran]) -> None:
    found = wflint("catalogue", "diff", "6.8.0", "6.8.1", "-f", "json").json["changes"]
    names = {(c["member"], c["old"], c["new"], c["class"]) for c in found if c["id"] == "input-renamed"}
    assert names == {
        ("image", "image", "base_image", "breaking"),
        ("reference", "reference", "color_reference", "breaking"),
    }


def test_a_new_name_concerns_who_uses_the_old_one(wflint: Callable[..., Ran]) -> None:
    node = {"id": "n", "type": "color_correct", "image": {"image_name": "a.png"}}
    Path("g.json").write_text(json.dumps({"id": "g", "nodes": {"n": node}, "edges": []}))
    out = wflint("catalogue", "diff", "6.8.0", "6.8.1", "--for", "g.json").out
    assert '"image" of color_correct is named' in out
    assert '"reference" of color_correct' not in out


def test_markdown(wflint: Callable[..., Ran]) -> None:
    lines = wflint("catalogue", "diff", "6.8.0", "6.8.1", "-f", "markdown").out.splitlines()
    assert lines[:8] == [
        "# InvokeAI 6.8.0 to 6.8.1",
        "",
        "4 breaking changes, 1 with another result, 1 additive.",
        "",
        "## Breaking",
        "",
        "| what changed | who | id |",
        "|---|---|---|",
    ]
    assert lines[8] == '| `"image" of color_correct is named "base_image" now` | all | `input-renamed` |'


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
    assert ran.out.splitlines()[0].endswith("0 additive of what 1 file uses; shown: breaking")
    assert wflint(*step, "--for", "unused.json").code == 0
    assert wflint(*step).code == 1
    assert wflint(*step, "--for", ".").out.splitlines()[0].endswith("of what 2 files use; shown: breaking")


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
    assert '"image" of color_correct is named' in ran.out

"""``wflint convert``: every kind of file into every other, with the exit codes and messages promised."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph
from wflint.builders.conversion import convert_document
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.opening import open_workflow
from wflint.graph.diff.canonical import same_graph

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from types import FrameType

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Put = Callable[..., Path]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "fixtures" / "workflows"
GUIDE = ROOT / "fixtures" / "guide" / "inpaint.json"
LIBRARY = ROOT / "workflows" / "sd15_text_to_image.workflow.json"
NEWEST = open_release("6.14.2")


def graph_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found["batch"]["graph"] if "batch" in found else found


FILES = [
    *sorted(SAMPLES.glob("*.workflow.json")),
    *sorted(SAMPLES.glob("*.batch.json")),
    *(SAMPLES / name for name in ("queue-item.json", "session.json", "record.json", "soft-blank.graph.json")),
    *(SAMPLES / name for name in ("soft-blank.png", "soft-blank.webp")),
    GUIDE,
    LIBRARY,
]


@pytest.mark.parametrize("to", ["graph", "workflow", "batch", "python"])
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_kind_of_file_becomes_every_other(wflint: Run, path: Path, to: str) -> None:
    """And what it becomes is the same graph again, by another way."""
    ran = wflint("convert", str(path), "--to", to)
    assert ran.code == 0, ran.err
    if to == "python":
        compile(ran.out, "made.py", "exec")
        return
    part = ("--part", "workflow") if '"workflow" is taken' in ran.err else ()
    straight = graph_of(wflint("convert", str(path), "--to", "graph", *part).out)
    Path("made.json").write_text(ran.out, "utf-8")
    again = wflint("convert", "made.json", "--to", "graph")
    assert same_graph(straight, graph_of(again.out), NEWEST)


def test_a_workflow_as_a_request(wflint: Run) -> None:
    found = wflint("convert", str(LIBRARY), "--to", "batch", "--runs", "3").json
    assert found["batch"]["runs"] == 3
    assert found["batch"]["workflow"]["name"] == json.loads(LIBRARY.read_bytes())["name"]
    assert found["prepend"] is False


def test_a_board_for_what_is_saved(wflint: Run) -> None:
    found = wflint("convert", str(LIBRARY), "--to", "graph", "--board", "b1").json["nodes"]
    assert [n["board"] for n in found.values() if n["type"] == "save_image"] == [{"board_id": "b1"}]


def test_defaults_are_written_when_asked_for(wflint: Run, put: Put) -> None:
    put("g.json", {"nodes": {"n": {"id": "n", "type": "noise"}}, "edges": []})
    bare = wflint("convert", "g.json", "--to", "workflow").json["nodes"][0]["data"]["inputs"]
    told = wflint("convert", "g.json", "--to", "workflow", "--defaults").json["nodes"][0]["data"]["inputs"]
    assert "value" not in bare["width"]
    assert told["width"]["value"] == 512


def test_decisions_are_told_on_standard_error(wflint: Run) -> None:
    ran = wflint("convert", str(GUIDE), "--to", "graph")
    assert f"{GUIDE}: decision: sample: denoise 0.8 becomes denoising_start 0.2\n" in ran.err
    assert ran.json["nodes"]["sample"]["denoising_start"] == 0.2
    assert wflint("convert", str(GUIDE), "--to", "graph", "--quiet").err == ""


def test_decisions_as_json(wflint: Run) -> None:
    ran = wflint("convert", str(GUIDE), "--to", "graph", "--format", "json")
    report = json.loads(ran.err)
    assert {k: v for k, v in report.items() if k != "decisions"} == {
        "schema": 1, "file": str(GUIDE), "kind": "guide", "part": None, "to": "graph", "target": "6.14.2",
    }  # fmt: skip
    assert report["decisions"][0].keys() == {"kind", "message", "node", "field"}


def test_a_loss_is_told_and_strict_refuses_it(wflint: Run) -> None:
    body = SAMPLES / "enqueue-body.batch.json"
    ran = wflint("convert", str(body), "--to", "graph", "-q", "-o", "made.json")
    assert ran.code == 0
    assert "loss: a graph does not say how often it runs: 2 runs are left out" in ran.err
    Path("made.json").unlink()
    ran = wflint("convert", str(body), "--to", "graph", "--strict", "-o", "made.json")
    assert ran.code == 1
    assert "something would be lost" in ran.err
    assert not Path("made.json").exists()


def test_the_part_of_a_file_with_several(wflint: Run) -> None:
    page = SAMPLES / "records-page.json"
    ran = wflint("convert", str(page), "--to", "graph")
    assert ran.code == 1
    assert "name one with --part: 0, 1" in ran.err
    assert wflint("convert", str(page), "--to", "graph", "--part", "1").code == 0
    assert "no part" in wflint("convert", str(page), "--to", "graph", "--part", "7").err
    picture = wflint("convert", str(SAMPLES / "soft-blank.png"), "--to", "workflow")
    assert '"workflow" is taken; --part graph takes the other' in picture.err


def test_the_target_is_the_configured_one(wflint: Run, put: Put) -> None:
    put("wflint.toml", 'target = "5.15.0"\n')
    put("g.json")
    assert wflint("convert", "g.json", "--to", "workflow").json["meta"]["version"] == "3.0.0"
    newest = wflint("convert", "g.json", "--to", "workflow", "-t", "6.14.2").json
    assert newest["meta"]["version"] == "4.0.0"
    ran = wflint("convert", "g.json", "--to", "workflow", "-t", ">=6,<7")
    assert ran.code == 2
    assert "give one of them" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("broken.json", "{", "ends too early"),
        ("comfy.json", {"1": {"class_type": "KSampler", "inputs": {}}}, "ComfyUI"),
        ("other.json", {"a": 1}, "not an InvokeAI document"),
        ("list.json", [], "not an InvokeAI document"),
        ("new.json", {"nodes": [{"id": "a", "type": "mystery", "data": {}}], "edges": []}, '"mystery" (a)'),
        ("nan.json", '{"nodes": {"n": {"id": "n", "type": "noise", "seed": NaN}}, "edges": []}', "NaN"),
    ],
)
def test_what_cannot_be_converted(wflint: Run, put: Put, name: str, content: Any, why: str) -> None:
    put(name, content)
    ran = wflint("convert", name, "--to", "graph", "-o", "made.json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"wflint: error: {name}: ")
    assert why in ran.err
    assert not Path("made.json").exists()


def test_batch_nodes_without_values(wflint: Run, put: Put) -> None:
    data = json.loads((SAMPLES / "format-4.0.0.workflow.json").read_bytes())
    prompts = {
        "type": "string_generator_dynamic_prompts_random", "input": "{a|b}", "count": 2,
    }  # fmt: skip
    for node_id, kind, inputs in (
        ("gen", "string_generator", {"generator": prompts}),
        ("bat", "string_batch", {"batch_group_id": "None", "strings": []}),
        ("txt", "string", {"value": ""}),
    ):
        found = NEWEST.node(kind)
        assert found is not None
        body = {
            "id": node_id, "type": kind, "version": found.version, "nodePack": "invokeai", "label": "",
            "notes": "", "isOpen": True, "isIntermediate": True, "useCache": True,
            "dynamicInputTemplates": {},
            "inputs": {n: {"name": n, "label": "", "description": "", "value": v} for n, v in inputs.items()},
        }  # fmt: skip
        data["nodes"].append(
            {"id": node_id, "type": "invocation", "data": body, "position": {"x": 0, "y": 0}}
        )
    for number, (a, out, b, into) in enumerate(
        (("gen", "strings", "bat", "strings"), ("bat", "value", "txt", "value"))
    ):
        edge = {"id": f"x{number}", "type": "default", "source": a, "target": b}
        data["edges"].append({**edge, "sourceHandle": out, "targetHandle": into})
    put("w.json", data)
    ran = wflint("convert", "w.json", "--to", "batch")
    assert ran.code == 1
    assert "only a server can work out its values" in ran.err
    ran = wflint("convert", "w.json", "--to", "graph")
    assert ran.code == 0
    assert "loss: a graph holds no batch data" in ran.err


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("gone.json", "--to", "graph"), "cannot read gone.json"),
        (("g.json",), "Missing option '--to'"),
        (("g.json", "--to", "picture"), "Invalid value for '--to'"),
        (("g.json", "--to", "graph", "--runs", "2"), "--runs goes with --to batch"),
        (("g.json", "--to", "graph", "--defaults"), "--defaults goes with --to workflow"),
        (("g.json", "--to", "graph", "-t", "9.9.9"), "9.9.9"),
        (("g.json", "--to", "workflow", "-o", "no/folder/x.json"), "cannot write no/folder/x.json"),
    ],
)
def test_wrong_usage(wflint: Run, put: Put, args: tuple[str, ...], why: str) -> None:
    put("g.json")
    ran = wflint("convert", *args)
    assert ran.code == 2
    assert why in ran.err


def test_releases_whose_formats_are_not_written(wflint: Run, put: Put) -> None:
    put("g.json")
    ran = wflint("convert", "g.json", "--to", "workflow", "-t", "3.7.0")
    assert ran.code == 1
    assert "give 4.0.0 or a later release" in ran.err
    assert wflint("convert", "g.json", "--to", "graph", "-t", "3.7.0").code == 0


def test_standard_input_and_a_file_over_itself(process: Process, wflint: Run, put: Put) -> None:
    done = process("convert", "-", "--to", "graph", stdin=json.dumps(good_graph()).encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["nodes"].keys() == {"photo", "save"}
    put("g.json")
    assert wflint("convert", "g.json", "--to", "workflow", "-o", "g.json").code == 0
    assert "exposedFields" in json.loads(Path("g.json").read_bytes())
    assert sorted(os.listdir()) == ["g.json"]


def test_nothing_in_a_file_reaches_the_terminal_raw(wflint: Run, put: Put) -> None:
    nasty = "x\x1b[31m\nwflint: error: fake"
    put("g.json", {"nodes": {nasty: {"id": nasty, "type": "noise", "odd": 1}}, "edges": []})
    ran = wflint("convert", "g.json", "--to", "workflow")
    assert ran.code == 0
    assert "\x1b" not in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_example_of_the_manual_runs() -> None:
    manual = (ROOT / "docs" / "convert.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", manual, re.DOTALL)
    exec(compile(block, "convert.md", "exec"), {})


@pytest.mark.parametrize(
    ("source", "to"),
    [
        ("workflows/sdxl_text_to_image.workflow.json", "graph"),
        ("workflows/sdxl_text_to_image.workflow.json", "batch"),
        ("workflows/sdxl_text_to_image.workflow.json", "workflow"),
        ("workflows/sdxl_text_to_image.workflow.json", "python"),
        ("workflows/sdxl_controlnet_ip_adapter.graph.json", "workflow"),
    ],
)
def test_a_conversion_opens_a_workflow_once(source: str, to: str) -> None:
    """Loading a file as the web UI does is most of the work; its result is handed on."""
    opened = 0

    def count(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal opened
        opened += event == "call" and frame.f_code is open_workflow.__code__

    documents = load_bytes((ROOT / source).read_bytes(), source).documents
    catalogue = open_release("6.14.2")
    sys.setprofile(count)
    try:
        convert_document(documents, to, catalogue)
    finally:
        sys.setprofile(None)
    assert opened == 1

"""``wflint build`` of values that a workflow file cannot hold: one line for each, no internal error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

MODEL = {"key": "k-1", "hash": "blake3:ab", "name": "Any XL", "base": "sdxl", "type": "main"}
LORA = {**MODEL, "type": "lora", "hash": ""}


def built(wflint: Run, node: dict[str, Any], *options: str) -> Ran:
    """What building the code says that a graph of one node becomes."""
    graph = {"id": "g", "nodes": {"m": {"id": "m", **node}}, "edges": []}
    Path("m.graph.json").write_text(json.dumps(graph), "utf-8")
    ran = wflint("convert", "m.graph.json", "--to", "python", "-o", "m.py", "-q")
    assert ran.code == 0, ran.err
    return wflint("build", "m.py", "-o", "out", *options)


@pytest.mark.parametrize("options", [(), ("--no-lint",), ("--check",)])
@pytest.mark.parametrize(
    ("node", "said"),
    [
        *(
            ({"type": "sdxl_model_loader", "model": {**MODEL, member: ""}}, f'as its "{member}" is empty')
            for member in ("key", "hash", "name")
        ),
        ({"type": "lora_selector", "lora": LORA, "weight": 1}, 'the value of "lora"'),
        ({"type": "lora_collection_loader", "loras": [{"lora": LORA, "weight": 1}]}, 'its "hash" is empty'),
        ({"type": "save_image", "board": {"board_id": ""}}, 'its "board_id" is empty'),
        ({"type": "image", "image": {"image_name": ""}}, 'its "image_name" is empty'),
        ({"type": "integer", "value": 10**400}, 'the value of "value" of integer'),
    ],
)
def test_what_a_workflow_cannot_hold_is_a_plain_error(
    wflint: Run, node: dict[str, Any], said: str, options: tuple[str, ...]
) -> None:
    ran = built(wflint, node, *options)
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("wflint: error: m.py: not all of it can be in a workflow file: ")
    assert said in line
    assert "write the graph alone" in line
    assert not Path("out").exists()


@pytest.mark.parametrize("value", [None, 5, " ", "missing"])
@pytest.mark.parametrize("member", list(MODEL))
def test_other_members_of_a_model_are_no_internal_error(wflint: Run, member: str, value: Any) -> None:
    model = {m: v for m, v in {**MODEL, member: value}.items() if v != "missing"}
    for options in ((), ("--no-lint",)):
        ran = built(wflint, {"type": "sdxl_model_loader", "model": model}, *options)
        assert ran.code in (0, 1)
        assert "internal error" not in ran.err


@pytest.mark.parametrize("values", ['wf.float(value=float("nan"))', 'wf.float(value=float("inf"))'])
def test_numbers_that_json_has_not(wflint: Run, values: str) -> None:
    text = "from wflint import Workflow\n\ndef build() -> Workflow:\n    wf = Workflow(strict=False)\n"
    Path("n.py").write_text(f"{text}    {values}\n    return wf\n", "utf-8")
    ran = wflint("build", "n.py")
    assert (ran.code, ran.err) == (1, "wflint: error: n.py: JSON has no infinite number and no NaN\n")


def test_half_of_a_character_is_written_as_an_escape(wflint: Run) -> None:
    text = "from wflint import Workflow\n\ndef build() -> Workflow:\n    wf = Workflow(strict=False)\n"
    Path("n.py").write_text(text + '    wf.string(value="\\ud800")\n    return wf\n', "utf-8")
    assert wflint("build", "--no-lint", "n.py").code == 0
    assert b'"\\ud800"' in Path("n.graph.json").read_bytes()


def test_the_graph_alone_can_be_written(wflint: Run) -> None:
    built(wflint, {"type": "sdxl_model_loader", "model": {**MODEL, "hash": ""}})
    code = Path("m.py").read_text("utf-8").partition("\n\nif __name__")[0]
    Path("alone.py").write_text(f'{code}\nbuild().save("a.graph.json")\n', "utf-8")
    exec(compile(Path("alone.py").read_text("utf-8"), "alone.py", "exec"), {"__name__": "alone"})
    assert json.loads(Path("a.graph.json").read_bytes())["nodes"]["m"]["model"]["hash"] == ""

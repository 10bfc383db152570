"""Tables of cases that look at what InvokeAI did: sweeps, failures, metadata, boards, values, inspection.

The graphs need no model, so that a run takes a moment.
"""

from __future__ import annotations

import json
import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from wflint import Server
from wflint.cli.main import cli
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.suite import run_suite
from wflint.live.measure.host import describe_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

BOARD = "wflint test of boards"


def edge(source: str, field: str, target: str, into: str) -> dict[str, Any]:
    return {
        "source": {"node_id": source, "field": field},
        "destination": {"node_id": target, "field": into},
    }


GRAPH = {
    "id": "g",
    "nodes": {
        "numbers": {"id": "numbers", "type": "range_of_size", "start": 3, "size": 3, "step": 2},
        "each": {"id": "each", "type": "iterate"},
        "sum": {"id": "sum", "type": "add", "b": 1},
        "all": {"id": "all", "type": "collect"},
        "half": {"id": "half", "type": "float_math", "operation": "DIV", "a": 1.0, "b": 3.0},
        "flat": {
            "id": "flat", "type": "blank_image", "width": 64, "height": 48, "mode": "RGB",
            "color": {"r": 200, "g": 100, "b": 0, "a": 255}, "is_intermediate": True,
        },
        "words": {"id": "words", "type": "core_metadata", "seed": 7, "positive_prompt": "a red fox"},
        "save": {"id": "save", "type": "save_image", "is_intermediate": False},
    },
    "edges": [
        edge("numbers", "collection", "each", "collection"),
        edge("each", "item", "sum", "a"),
        edge("sum", "value", "all", "item"),
        edge("flat", "image", "save", "image"),
        edge("words", "metadata", "save", "metadata"),
    ],
}  # fmt: skip


@pytest.fixture
def client(server: InvokeAIServer) -> Iterator[Server]:
    with Server(server.url) as client:
        yield client


@pytest.fixture
def verdicts(client: Server, server: InvokeAIServer, tmp_path: Path):
    (tmp_path / "sum.graph.json").write_text(json.dumps(GRAPH))

    def run(text: str, **options: bool) -> dict[str, CaseVerdict]:
        file = tmp_path / "sum.test.toml"
        file.write_text("[outputs]\nallow = ['blank']\n" + dedent(text))
        runner = CaseRunner(client, describe_host(client, server), CaseOptions(**options))
        return {verdict.case: verdict for verdict in run_suite([file], runner)}

    return run


def reasons(verdicts: dict[str, CaseVerdict]) -> dict[str, str]:
    return {name: verdict.reason for name, verdict in verdicts.items() if not verdict.ok}


def test_values_metadata_and_no_board(verdicts) -> None:
    found = verdicts("""
        board = ""
        [metadata]
        seed = 7
        positive_prompt = { contains = "fox" }
        negative_prompt = { missing = true }
        [values]
        "each.item" = { each = [3, 5, 7], runs = 3 }
        "sum.value" = { min = 4, max = 8 }
        "all.collection" = { length = 3, contains = 6 }
        "all.collection.*" = { max = 8 }
        "half.value" = { near = 0.33, within = 0.01 }
        [case.right]
        [case.wrong.metadata]
        seed = 8
        [case.wrong.values]
        "sum.value" = 4
        "half.value" = { near = 0.33, within = 0.001 }
        [case.elsewhere.outputs]
        board = "no such board of wflint"
        """)
    assert found["sum.right"].status == "passed", found["sum.right"].lines()
    wrong = found["sum.wrong"].reason.splitlines()
    assert "metadata.seed: it is 7, not 8" in wrong
    assert any(re.fullmatch(r"values.sum.value: run \d of 3: it is [68], not 4", reason) for reason in wrong)
    assert any(
        r.startswith("values.half.value: it is 0.33333") and "not 0.33 within 0.001" in r for r in wrong
    )
    assert 'the server has no board "no such board of wflint"' in found["sum.elsewhere"].reason
    assert found["sum.elsewhere"].status == "error"


def test_an_image_is_on_its_board(client: Server, verdicts) -> None:
    answer = client.session.call("POST", "/api/v1/boards/", params={"board_name": BOARD})
    try:
        found = verdicts(f"""
            board = "{BOARD}"
            [case.there.inputs]
            "save.board" = "{BOARD}"
            [case.not-there]
            """)
    finally:
        client.session.call("DELETE", f"/api/v1/boards/{answer['board_id']}")
    assert found["sum.there"].status == "passed", found["sum.there"].lines()
    assert found["sum.not-there"].reason == (
        f'outputs.board: the image is on no board, not on the board "{BOARD}"'
    )


def test_a_sweep_has_a_verdict_and_a_golden_for_each(verdicts, tmp_path: Path) -> None:
    text = """
        [golden]
        preset = "exact"
        [[sweep]]
        inputs = { "flat.width" = [64, 72], "flat.height" = [48, 40] }
        [[sweep]]
        inputs = { "flat.color" = ["#ff0000", "#00ff00"] }
        name = "color {n}"
        """
    written = verdicts(text, update_goldens=True)
    assert reasons(written) == {}
    assert list(written) == [
        f"sum[flat.width={width},flat.height={height},color {n}]"
        for width, height in ((64, 48), (72, 40))
        for n in (1, 2)
    ]
    goldens = tmp_path / "goldens"
    assert sorted(p.name for p in goldens.iterdir()) == sorted(f"{name}-1.png" for name in written)
    assert reasons(verdicts(text)) == {}
    red, green = (goldens / f"{name}-1.png" for name in list(written)[:2])
    red.write_bytes(green.read_bytes())
    found = reasons(verdicts(text))
    [(name, reason)] = found.items()
    assert name == "sum[flat.width=64,flat.height=48,color 1]"
    assert f"golden: differs from goldens/{name}-1.png (exact)" in reason


def test_a_run_that_has_to_fail(verdicts) -> None:
    found = verdicts("""
        [case.run]
        expect = { fails = "^ValueError: Width and height" }
        inputs = { "flat.width" = -8 }
        [case.refused]
        expect = { fails = "divide by zero", lint = ["invalid-value"] }
        inputs = { "half.b" = 0 }
        [case.succeeds]
        expect = { fails = "divide by zero" }
        [case.other]
        expect = { fails = "out of memory" }
        inputs = { "flat.width" = -8 }
        """)
    assert {name: v.status for name, v in found.items()} == {
        "sum.run": "passed", "sum.refused": "passed", "sum.succeeds": "failed", "sum.other": "failed",
    }  # fmt: skip
    assert found["sum.refused"].notes[0].startswith("the server refused it with: ")
    assert found["sum.refused"].notes[1] == "lint says so before the run: invalid-value"
    assert found["sum.run"].notes == [
        "the run failed with: ValueError: Width and height must be >= 0",
        "lint says so before the run: unusable-value",
    ]
    assert found["sum.succeeds"].reason == (
        'expect.fails: the run succeeded; it has to fail with "divide by zero"'
    )
    assert '"out of memory" does not match that' in found["sum.other"].reason


def test_nodes_on_the_way_are_inspected(
    server: InvokeAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also those of a run that fails, which is when somebody looks."""
    file = tmp_path / "sum.graph.json"
    out = tmp_path / "out"

    def inspect(nodes: dict[str, Any], *names: str) -> tuple[int, list[str]]:
        file.write_text(json.dumps({**GRAPH, "nodes": nodes}))
        told = [part for name in names for part in ("--inspect", name)]
        given = [
            "run",
            "--server",
            server.url,
            *told,
            "-q",
            "--clean",
            "--no-check",
            "-o",
            str(out),
            str(file),
        ]
        code = cli.main(given, standalone_mode=False)
        return code, capsys.readouterr().out.splitlines()

    flat = f"blank_image: {out}/sum-blank_image-001.png, 64x48 RGB, values 0 to 200, mean 100.0, "
    code, lines = inspect(GRAPH["nodes"], "flat", "add")
    assert code == 0
    assert lines[1:] == [
        flat + "blank: one flat colour",
        *(f"add, {n} of 3: value {2 * n + 2}" for n in (1, 2, 3)),
    ]
    code, lines = inspect({**GRAPH["nodes"], "late": {"id": "late", "type": "img_resize"}}, "late", "flat")
    assert code == 1
    assert lines[-2] == "img_resize: failed: MissingInputException"
    assert lines[-1].endswith("blank: one flat colour")

"""``wflint graph`` and ``wflint diff --format svg|html``: what is written where, and how it ends."""

from __future__ import annotations

import json
import struct
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.document.make_pictures import png
from tests.picture.drawing import SVG, edge, node, parsed, texts, workflow

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Put = Callable[..., Path]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]

FLOW = workflow(
    node("a", "integer", (0, 0), value=7),
    node("b", "add", (400, 0), b=2),
    edges=[edge("a", "value", "b", "a"), edge("a", "value", "gone", "x")],
)


def marks(svg: str) -> list[str]:
    return [e.get("data-mark", "") for e in parsed(svg).iter(f"{SVG}g") if e.get("class") == "mark"]


def legend_of(svg: str) -> list[str]:
    """The faults in words, each of one line here."""
    groups = [e for e in parsed(svg).iter(f"{SVG}g") if e.get("class") == "fault"]
    return [" ".join(texts(group)[1:]) for group in groups]


def test_the_picture_stands_beside_and_replaces_nothing(wflint: Run, put: Put, here: Path) -> None:
    put("sub/flow.workflow.json", FLOW)
    ran = wflint("graph", "sub/flow.workflow.json")
    assert (ran.code, ran.out, ran.err) == (0, "", "wflint: wrote flow.svg\n")
    assert set(marks((here / "flow.svg").read_text("utf-8"))) >= {"1", "2"}
    again = wflint("graph", "sub/flow.workflow.json")
    assert again.code == 2
    assert again.err == "wflint: error: flow.svg exists already; -o flow.svg replaces it\n"
    assert wflint("graph", "sub/flow.workflow.json", "-o", "flow.svg").code == 0


@pytest.mark.parametrize("name", ["o.svg", "o.html", "o.mmd", "o.dot"])
def test_the_ending_is_the_format_and_standard_output_the_same(
    name: str, wflint: Run, put: Put, here: Path
) -> None:
    put("flow.json", FLOW)
    assert wflint("graph", "flow.json", "-o", name) == (0, "", "")
    written = (here / name).read_text("utf-8")
    formats = {"svg": "svg", "html": "html", "mmd": "mermaid", "dot": "dot"}
    ran = wflint("graph", "flow.json", "-f", formats[name.partition(".")[2]])
    assert ran == (0, written, "")
    begins = {"o.svg": "<svg ", "o.html": "<!doctype html>", "o.mmd": "%%{init: ", "o.dot": "digraph "}
    assert written.startswith(begins[name])


def test_standard_input_is_drawn_to_standard_output(process: Process) -> None:
    ran = process("graph", "-", stdin=json.dumps(bad_graph()).encode())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert marks(ran.stdout.decode()) == ["1"]


def test_faults_are_those_of_check(wflint: Run, put: Put) -> None:
    put("flow.json", FLOW)
    found = wflint("check", "-f", "json", "flow.json").json["diagnostics"]
    legend = legend_of(wflint("graph", "flow.json", "-o", "-").out)
    assert sorted(legend) == sorted(f"{each['code']} {each['message']}" for each in found)
    severities = {f"{each['code']} {each['message']}": each["severity"] for each in found}
    ranks = [["error", "warning", "info"].index(severities[line]) for line in legend]
    assert ranks == sorted(ranks)  # the worst is number 1
    assert len(set(ranks)) > 1
    assert not marks(wflint("graph", "flow.json", "--no-check", "-o", "-").out)


def test_the_configuration_counts(wflint: Run, put: Put) -> None:
    put("flow.json", FLOW)
    put("wflint.toml", 'ignore = ["ALL"]\n')
    assert not marks(wflint("graph", "flow.json", "-o", "-").out)
    assert marks(wflint("graph", "--isolated", "flow.json", "-o", "-").out)
    put("other.toml", 'target = "5.15.0"\n')
    ran = wflint("graph", "--config", "other.toml", "fresh.json", "-o", "-")
    assert ran.code == 2
    put("fresh.json", workflow(node("a", "z_image_denoise", (0, 0))))
    said = " ".join(texts(parsed(wflint("graph", "--config", "other.toml", "fresh.json", "-o", "-").out)))
    assert "not in InvokeAI 5.15.0" in said


def test_an_image_shows_its_workflow(wflint: Run, put: Put) -> None:
    held = {"invokeai_workflow": json.dumps(FLOW), "invokeai_graph": json.dumps(good_graph())}
    put("a.png", png(held))
    drawn = parsed(wflint("graph", "a.png", "-o", "-").out)
    assert {e.get("data-node") for e in drawn.iter(f"{SVG}g")} >= {"a", "b"}
    drawn = parsed(wflint("graph", "a.png", "--part", "graph", "-o", "-").out)
    assert {e.get("data-node") for e in drawn.iter(f"{SVG}g")} >= {"photo", "save"}
    ran = wflint("graph", "a.png", "--part", "x", "-o", "-")
    assert (ran.code, ran.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.json"], "cannot read gone.json"),
        (["text.json"], "text.json: "),
        (["flow.json", "-o", "x.jpg"], "the ending of -o"),
        (["flow.json", "-o", "no/such/x.svg"], "cannot write no/such/x.svg"),
        (["flow.json", "-t", "99"], "99"),
        (["flow.json", "-o", "x.svg", "--width", "50"], "--width and --font go with a PNG"),
        (["flow.json", "-f", "dot", "--highlight", "family"], "--highlight goes with"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], said: str, wflint: Run, put: Put) -> None:
    put("flow.json", FLOW)
    put("text.json", "none")
    ran = wflint("graph", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_png_is_as_wide_as_asked(wflint: Run, put: Put, here: Path) -> None:
    pytest.importorskip("resvg_py")
    put("flow.json", FLOW)
    for arguments, width in (((), 940), (("--width", "333"), 333)):
        ran = wflint("graph", "flow.json", "-o", "o.png", *arguments)
        assert ran.code == 0, ran.err
        raw = (here / "o.png").read_bytes()
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", raw[16:20]) == (width,)


def test_a_png_larger_than_can_be_opened_is_shrunk_and_says_so(wflint: Run, put: Put, here: Path) -> None:
    pytest.importorskip("resvg_py")
    chain = [node(f"n{i}", "add", (i * 1000, 0)) for i in range(60)]
    put("long.json", workflow(*chain))
    ran = wflint("graph", "long.json", "--no-check", "-o", "o.png")
    assert ran.code == 0
    assert "of its full size" in ran.err
    assert struct.unpack(">I", (here / "o.png").read_bytes()[16:20])[0] <= 16_000


def test_without_the_extra_a_png_says_how(put: Put, here: Path) -> None:
    import subprocess

    put("flow.json", FLOW)
    code = "import sys; sys.modules['resvg_py'] = None; from wflint.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "graph", "flow.json", "-o", "o.png"],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 2
    assert ran.stderr == "wflint: error: a PNG needs the pictures extra: pip install 'wflint[pictures]'\n"
    assert not (here / "o.png").exists()


def changed() -> dict[str, Any]:
    """FLOW with a node more, one less, and another value."""
    return workflow(
        node("a", "integer", (0, 0), value=8),
        node("m", "multiply", (400, 300), a=3),
        edges=[edge("a", "value", "m", "b")],
    )


def test_a_comparison_shows_both_sides(wflint: Run, put: Put, here: Path) -> None:
    put("old.json", FLOW)
    put("new.json", changed())
    ran = wflint("diff", "-f", "svg", "old.json", "new.json")
    assert ran.code == 1
    root = parsed(ran.out)
    sides = {e.get("class"): e for e in root.iter(f"{SVG}g") if (e.get("class") or "").startswith("side ")}
    shown = {
        side: {e.get("data-node") for e in group.iter(f"{SVG}g") if e.get("class") == "node"}
        for side, group in sides.items()
    }
    assert shown == {"side before": {"a", "b"}, "side after": {"a", "m"}}
    numbers = {
        side: {e.get("data-mark") for e in group.iter(f"{SVG}g") if e.get("class") == "mark"}
        for side, group in sides.items()
    }
    assert numbers == {"side before": {"2"}, "side after": {"1", "3"}}
    said = " ".join(texts(root))
    assert "before: old.json" in said
    assert "value: 7 -> 8" in said
    assert wflint("diff", "-f", "html", "-o", "d.html", "old.json", "new.json").code == 1
    page = (here / "d.html").read_text("utf-8")
    assert "value: 7 -&gt; 8" in page
    assert wflint("diff", "-f", "svg", "old.json", "old.json").code == 0


def test_a_node_stands_at_one_place_on_both_sides(wflint: Run, put: Put) -> None:
    one, other = good_graph(), good_graph()
    other["nodes"]["more"] = {"id": "more", "type": "blur_image", "image": {"image_name": "b.png"}}
    put("old.json", one)
    put("new.json", other)
    root = parsed(wflint("diff", "-f", "svg", "old.json", "new.json").out)
    places: dict[str, set[str]] = {}
    for element in root.iter(f"{SVG}g"):
        if element.get("class") == "node":
            places.setdefault(element.get("data-node", ""), set()).add(element.get("transform", ""))
    assert {node_id: len(found) for node_id, found in places.items()} == {"photo": 1, "save": 1, "more": 1}


def test_a_workflow_and_a_graph_are_drawn_as_they_are_compared(wflint: Run, put: Put) -> None:
    put("old.json", FLOW)
    put("new.json", good_graph())
    ran = wflint("diff", "-f", "svg", "old.json", "new.json")
    assert ran.code == 1
    parsed(ran.out)


def test_a_picture_shows_one_comparison(wflint: Run, put: Put) -> None:
    ran = wflint("diff", "--theme", "light", "a.json", "b.json")
    assert (ran.code, "--theme go with" in ran.err) == (2, True)

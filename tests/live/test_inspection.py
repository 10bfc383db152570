"""``wflint run --inspect NODE``: a node's images saved and told in figures, its values where it has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.live.pictures import png
from tests.live.test_case_checks import NOISE, Shelf, item, picture
from tests.live.test_run_command import BLUR, Lab, run
from wflint.live.cases.inspection import Inspected, inspect_nodes, nodes_to_inspect
from wflint.live.client.errors import InputError
from wflint.live.client.results import NodeRun, RunResult
from wflint.live.runs.document_run import Prepared, Saving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GREY = np.zeros((8, 16, 3)) + 90


def prepared(nodes: dict[str, str], **labels: str) -> Prepared:
    graph = {"nodes": {name: {"id": name, "type": kind} for name, kind in nodes.items()}}
    return Prepared("fox.workflow.json", {"batch": {"graph": graph}}, labels, {}, [])


THREE = prepared({"c": "canny_edge_detection", "n": "noise", "m": "noise"}, c="Edges", n="First")


def inspected(found: list[Any], pixels: dict[str, Any], folder: Path | None, *names: str) -> list[Inspected]:
    gallery: Any = Shelf(**pixels)
    nodes = nodes_to_inspect(names, THREE)
    return inspect_nodes(nodes, THREE, RunResult("b", found), gallery, Saving(folder))


def test_images_are_saved_and_told_in_figures(tmp_path: Path) -> None:
    images = [picture("edges", "c", intermediate=True), picture("other", "n", intermediate=True)]
    [one] = inspected([item(images)], {"edges": GREY, "other": NOISE}, tmp_path, "edges")
    path = tmp_path / "fox-Edges-001.png"
    assert path.read_bytes() == png(GREY)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]  # of that node alone
    figures = "16x8 RGB, values 90 to 90, mean 90.0, blank: one flat colour"
    assert str(one) == f'"Edges" (canny_edge_detection): {path}, {figures}'
    assert one.as_json() == {
        "node": "c", "name": '"Edges" (canny_edge_detection)', "run": 1, "image": "edges", "path": str(path),
        "size": [16, 8], "mode": "RGB", "min": 90.0, "max": 90.0, "mean": 90.0,
        "fault": "blank: one flat colour", "values": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pixels", "figures"),
    [
        (GREY * 0, "16x8 RGB, values 0 to 0, mean 0.0, black"),
        (NOISE[:, :, 0], f"16x8 L, values {NOISE[:, :, 0].min():g} to {NOISE[:, :, 0].max():g}, mean "),
        (
            np.dstack([NOISE, GREY[:, :, :1] * 0]),
            f"16x8 RGBA, values {NOISE.min():g} to {NOISE.max():g}, mean ",
        ),
        (NOISE, f"16x8 RGB, values {NOISE.min():g} to {NOISE.max():g}, mean {NOISE.mean():.1f}"),
    ],
)
def test_figures_of_images(pixels: Any, figures: str) -> None:
    [one] = inspected([item([picture("a", "c")])], {"a": pixels}, None, "c")
    assert str(one).startswith(f'"Edges" (canny_edge_detection): {figures}')
    assert one.path is None


def test_an_image_that_is_none_is_said_to_be() -> None:
    shelf: Any = Shelf(a=NOISE)
    shelf.files["a"] = b"\x89PNG, or so"
    [one] = inspect_nodes(["c"], THREE, RunResult("b", [item([picture("a", "c")])]), shelf, Saving())
    assert "cannot be decoded (11 bytes)" in str(one)


def test_a_node_without_images_has_its_values_for_every_run() -> None:
    outputs = [{"type": "noise_output", "width": n, "noise": {"seed": 7}} for n in (64, 72)]
    many = {f"value_{n}": n for n in range(10)}
    found = inspected([item(results={"n": outputs, "m": [many]})], {}, None, "noise")
    assert [str(one) for one in found] == [
        '"First" (noise), 1 of 2: width 64, noise {"seed": 7}',
        '"First" (noise), 2 of 2: width 72, noise {"seed": 7}',
        "noise: " + ", ".join(f"value_{n} {n}" for n in range(8)) + ", 2 more",
    ]
    assert found[0].as_json()["values"] == {"width": 64, "noise": {"seed": 7}}


def test_a_video_and_a_node_that_gave_nothing(tmp_path: Path) -> None:
    clip = picture("clip", "m", kind="video", node_type="noise")
    run = item([clip], nodes=[NodeRun("c", "canny_edge_detection", "p", error="ValueError")])
    found = inspected([run], {"clip": NOISE}, tmp_path, "Edges", "m", "First", "edges")
    assert [str(one) for one in found] == [
        '"Edges" (canny_edge_detection): failed: ValueError',
        f"noise: {tmp_path / 'fox-noise-001.png'}, width 16, height 8, video",
        '"First" (noise): was not executed',
    ]


def test_images_of_several_items_are_counted() -> None:
    found = inspected(
        [item([picture("a", "c")]), item([picture("b", "c")])], {"a": NOISE, "b": NOISE}, None, "c"
    )
    assert [(one.run, one.runs, one.image) for one in found] == [(1, 2, "a"), (2, 2, "b")]


def test_a_name_that_no_node_has() -> None:
    with pytest.raises(
        InputError, match=r'no node "Egdes" \(did you mean "Edges"\?\); there are Edges, First'
    ):
        nodes_to_inspect(["Egdes"], THREE)


# -- the command -------------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.chdir(tmp_path)
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "blur.workflow.json").write_bytes(BLUR.read_bytes())
    lab = Lab()
    with lab.open():
        yield lab


def test_the_command_saves_what_is_on_the_way(
    lab: Lab,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(lab, "--inspect", "Canvas", "--inspect", "img_blur", "-q", "blur.workflow.json") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "blur-001.png"
    assert lines[1].startswith('"Canvas" (blank_image): blur-Canvas-001.png, ')
    assert lines[2].startswith('"Blur" (img_blur): blur-Blur-')
    for name in ("blur-Canvas-001.png", "blur-Blur-002.png"):
        assert (tmp_path / name).read_bytes() == lab.picture


def test_the_report_for_machines(lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "--inspect", "Canvas", "--no-save", "--format", "json", "blur.workflow.json") == 0
    [one] = json.loads(capsys.readouterr().out)["runs"][0]["inspected"]
    assert (one["node"], one["path"]) == ("canvas", None)
    assert one["size"] == [96, 64]
    assert list(tmp_path.glob("*.png")) == []
    assert run(lab, "--format", "json", "--no-save", "blur.workflow.json") == 0
    assert "inspected" not in json.loads(capsys.readouterr().out)["runs"][0]


def test_a_wrong_name_is_told_before_anything_runs(
    lab: Lab,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(lab, "--inspect", "Canvass", "blur.workflow.json") == 2
    assert 'no node "Canvass" (did you mean "Canvas"?)' in capsys.readouterr().err
    assert lab.bodies == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--dry-run", "blur.workflow.json"], "--dry-run runs nothing"),
        (["blur.test.toml"], "name the workflow instead of its case"),
    ],
)
def test_where_nothing_can_be_inspected(lab: Lab, tmp_path: Path, arguments: list[str], says: str) -> None:
    import click

    (tmp_path / "blur.test.toml").write_text("")
    with pytest.raises(click.UsageError, match=says):
        run(lab, "--inspect", "Canvas", *arguments)


def test_in_a_folder_workflows_are_inspected_and_not_their_cases(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "blur.test.toml").write_text("")
    assert run(lab, "--inspect", "Canvas", "-q", str(tmp_path)) == 0
    assert (tmp_path / "blur-Canvas-001.png").is_file()

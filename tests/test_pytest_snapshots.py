"""Workflows in Python and snapshots under pytest, as their user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from wflint.engine.formatting import format_bytes

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

FOX = '''
"""A fox."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sd-1", "main")
VARIANTS = {"large": {"width": 1024}}


def build(prompt: str = "a fox", width: int = 512, target: str = "6.14") -> Workflow:
    wf = Workflow(target, name="Fox")
    loader = wf.main_model_loader(label="Model", model=MODEL)
    positive = wf.compel(label="Positive Prompt", prompt=prompt, clip=loader.clip)
    negative = wf.compel(label="Negative Prompt", prompt="", clip=loader.clip)
    noise = wf.noise(label="Noise", seed=7, width=width, height=512)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=30,
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae, is_intermediate=False)
    wf.expose(loader.field("model"))
    wf.expose(positive.field("prompt"))
    return wf
'''

TEST = """
from fox import build

def test_fox(workflow_snapshot):
    assert build() == workflow_snapshot

def test_both(workflow_snapshot):
    assert build(prompt="a cat") == workflow_snapshot(name="cat")
    assert build().to_workflow() == workflow_snapshot(name="as a file")
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with a workflow in Python and tests with snapshots of it."""
    pytester.makepyfile(fox=dedent(FOX), test_fox=TEST)
    pytester.makeini("[pytest]\npythonpath = .\n")
    return pytester


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *options)


def build(pytester: pytest.Pytester, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wflint", "build", *arguments],
        cwd=pytester.path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def change(pytester: pytest.Pytester, old: str, new: str) -> None:
    file = pytester.path / "fox.py"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


# -- the fixture -----------------------------------------------------------------------------------


def test_a_snapshot_is_stored_and_compared(project: pytest.Pytester) -> None:
    result = run(project)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*pytest --snapshot-update stores it*"])
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    folder = project.path / "__snapshots__" / "test_fox"
    assert sorted(p.name for p in folder.iterdir()) == [
        "test_both[as a file].graph.json",
        "test_both[cat].graph.json",
        "test_fox.graph.json",
    ]
    run(project).assert_outcomes(passed=2)


def test_a_snapshot_is_formatted_and_one_in_another_form_counts_too(project: pytest.Pytester) -> None:
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    file = project.path / "__snapshots__" / "test_fox" / "test_fox.graph.json"
    text = file.read_text("utf-8")
    assert format_bytes(text.encode(), file.name).raw == text.encode()
    graph = json.loads(text)
    graph["nodes"] = {i: {"id": i, **node} for i, node in graph["nodes"].items()}
    file.write_text(json.dumps(graph), "utf-8")
    run(project, "-k", "fox and not both").assert_outcomes(passed=1, deselected=1)
    file.write_text(text.replace('"steps": 30', '"steps": 31'), "utf-8")
    run(project, "-k", "fox and not both").assert_outcomes(failed=1, deselected=1)


def test_a_snapshot_is_a_graph_with_ids_from_its_structure(project: pytest.Pytester) -> None:
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    file = project.path / "__snapshots__" / "test_fox" / "test_fox.graph.json"
    graph = json.loads(file.read_text())
    assert {"compel_1", "compel_2", "denoise_latents", "noise"} <= set(graph["nodes"])
    checked = subprocess.run(
        [sys.executable, "-m", "wflint", "check", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    before = file.read_text()
    # Other ids, labels, positions and another order of the same: no other graph.
    change(project, 'label="Noise", ', 'id="another", ')
    change(project, "steps=30,", "steps=30, notes='changed',")
    run(project).assert_outcomes(passed=2)
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    assert file.read_text() == before


def test_a_difference_is_told_by_nodes_and_edges(project: pytest.Pytester) -> None:
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    change(project, "steps=30", "steps=40")
    change(project, 'negative = wf.compel(label="Negative Prompt", prompt="", clip=loader.clip)',
           'skip = wf.clip_skip(label="Skip", clip=loader.clip, skipped_layers=2)\n'
           '    negative = wf.compel(label="Negative Prompt", prompt="", clip=skip.clip)')  # fmt: skip
    result = run(project, "-k", "test_fox", "test_fox.py::test_fox")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*+ clip_skip*",
            "*~ compel*",
            "*clip: main_model_loader.clip -> clip_skip.clip*",
            "*~ denoise_latents*",
            "*steps: 30 -> 40*",
        ]
    )
    assert not [line for line in result.outlines if line.startswith("E ") and "node_id" in line]


def test_what_can_be_compared(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(fox=dedent(FOX))
    pytester.makeini("[pytest]\npythonpath = .\n")
    build(pytester, "fox.py")
    pytester.makepyfile(
        """
        import json
        from pathlib import Path
        import pytest
        from fox import build

        def sweep():
            wf = build()
            return wf, wf.to_batch({wf.nodes[1].field("prompt"): ["a", "b"]})

        @pytest.mark.parametrize("kind", ["workflow", "graph"])
        def test_files(kind, workflow_snapshot):
            path = Path(f"fox.{kind}.json")
            assert path == workflow_snapshot
            assert str(path) == workflow_snapshot(name="text")
            assert json.loads(path.read_text()) == workflow_snapshot(name="data")

        def test_batch(workflow_snapshot):
            assert sweep()[1] == workflow_snapshot

        @pytest.mark.parametrize("value", [3, None, [], {}, {"nodes": 3}, "gone.json", {"name": "x"}])
        def test_nothing_else(value, workflow_snapshot):
            assert not value == workflow_snapshot
            assert not workflow_snapshot == value
        """
    )
    run(pytester, "--snapshot-update").assert_outcomes(passed=10)
    run(pytester).assert_outcomes(passed=10)
    folder = next((pytester.path / "__snapshots__").iterdir())
    body = json.loads((folder / "test_batch.graph.json").read_text())
    assert body["batch"]["data"][0][0]["items"] == ["a", "b"]
    assert body["batch"]["data"][0][0]["node_path"] in body["batch"]["graph"]["nodes"]


def test_snapshots_work_with_xdist(project: pytest.Pytester) -> None:
    project.makepyfile(test_more=TEST)
    options = ("-p", "no:cacheprovider", "-n", "2")
    project.runpytest_subprocess(*options, "--snapshot-update").assert_outcomes(passed=4)
    assert len(list(project.path.glob("__snapshots__/*/*.graph.json"))) == 6
    change(project, "steps=30", "steps=40")
    result = project.runpytest_subprocess(*options)
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["*steps: 30 -> 40*"])


def test_without_syrupy_the_fixture_says_what_to_do(project: pytest.Pytester) -> None:
    result = run(project, "-p", "no:syrupy")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        ["*workflow_snapshot needs the plugin of syrupy, which is off (-p no:syrupy)*"]
    )
    project.makeconftest("import sys\nsys.modules['syrupy'] = None\n")
    result = project.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:syrupy")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*workflow_snapshot needs syrupy: pip install syrupy*"])


def test_snapshots_themselves_are_no_workflows_of_the_repository(project: pytest.Pytester) -> None:
    run(project, "--snapshot-update").assert_outcomes(passed=2)
    result = run(project, "--wflint", "--collect-only", "-q")
    assert "__snapshots__" not in result.stdout.str()


# -- workflows in Python as test items ---------------------------------------------------------------


def test_a_workflow_in_python_is_built_linted_converted_and_compared(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    result = run(project, "--wflint", "-v", "fox.py")
    result.assert_outcomes(passed=8)
    names = ("build", "lint", "round-trip", "stored")
    result.stdout.fnmatch_lines([f"fox.py::{name} PASSED*" for name in names])
    result.stdout.fnmatch_lines([f"fox.py::{name}[[]large[]] PASSED*" for name in names])


def test_without_being_asked_nothing_of_it_is_touched(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(fox="from wflint import Workflow\ndef build() -> Workflow: ...\nraise SystemExit(3)")
    pytester.makepyfile(test_own="def test_own(): pass")
    run(pytester, "-W", "error").assert_outcomes(passed=1)
    result = run(pytester, "--wflint")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fox.py:3: SystemExit: 3*"])


def test_code_of_others_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        setup="def build(): pass\nraise SystemExit(3)",
        broken="import wflint\ndef build(:",
        test_own="from wflint import Workflow\ndef build() -> Workflow: ...\ndef test_own(): pass",
    )
    run(pytester, "--wflint", "-W", "error").assert_outcomes(passed=1)


def test_a_stale_file_is_told_by_nodes(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    change(project, "steps=30", "steps=40")
    result = run(project, "--wflint", "fox.py")
    result.assert_outcomes(passed=6, failed=2)
    result.stdout.fnmatch_lines(
        [
            "fox.workflow.json is stale:",
            '*~ "Denoise" (denoise_latents)*',
            "*steps: 30 -> 40*",
            "fox.graph.json is stale:",
            "to store what it builds now: wflint build fox.py",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_other_faults_of_stored_files(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    workflow = project.path / "fox.workflow.json"
    workflow.write_text(workflow.read_text().replace('"x": ', '"x": 1'))
    (project.path / "fox.graph.json").unlink()
    (project.path / "fox.batch.json").write_text("{}")
    (project.path / "fox.large.workflow.json").write_text("{")
    result = run(project, "--wflint", "fox.py")
    result.assert_outcomes(passed=6, failed=2)
    result.stdout.fnmatch_lines(
        [
            "fox.workflow.json is stale:",
            "  nodes and edges are the same: texts, places or the form differ",
            "fox.graph.json is missing",
            "fox.batch.json is left over: the code does not build it",
            "fox.large.workflow.json is stale:",
            "  it is not valid JSON",
        ]
    )


def test_with_nothing_stored_the_comparison_is_skipped(project: pytest.Pytester) -> None:
    result = run(project, "--wflint", "-rs", "fox.py")
    result.assert_outcomes(passed=6, skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED*nothing is stored beside it: wflint build fox.py"])


def test_code_that_does_not_build_fails_once(project: pytest.Pytester) -> None:
    change(project, "steps=30", "stepps=30")
    result = run(project, "--wflint", "fox.py")
    result.assert_outcomes(failed=2, skipped=6)
    result.stdout.fnmatch_lines(['*fox.py:*: denoise_latents has no input "stepps"; use "steps"*'])
    assert "recipe.py" not in result.stdout.str()


def test_errors_of_the_check_are_shown(project: pytest.Pytester) -> None:
    change(project, 'name="Fox"', 'name="Fox", strict=False')
    change(project, "vae=loader.vae, ", "")
    result = run(project, "--wflint", "fox.py")
    result.assert_outcomes(failed=2, passed=4, skipped=2)
    result.stdout.fnmatch_lines(["*error IN101 missing-input*vae*"])


def test_a_target_is_built_and_linted_for(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    result = run(project, "--wflint", "--wflint-target", "5.15.0", "-rs", "fox.py")
    result.assert_outcomes(passed=6, skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED*the files beside it are not built for 5.15.0"])
    result = run(project, "--wflint", "--wflint-target", "5.15.0", "fox.workflow.json")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*SH106 unknown-format-version*"])
    project.makeini("[pytest]\nwflint = true\nwflint_target = 6.14.2\n")
    run(project, "fox.workflow.json").assert_outcomes(passed=2)
    result = run(project, "--wflint-target", "6.99", "fox.workflow.json")
    assert result.ret != 0


def test_json_goes_to_a_graph_and_back(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    result = run(project, "--wflint", "-v", "fox.workflow.json", "fox.graph.json")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["fox.graph.json::lint PASSED*", "fox.graph.json::round-trip PASSED*"])


def test_items_work_with_xdist(project: pytest.Pytester) -> None:
    build(project, "fox.py")
    result = project.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "--wflint", "fox.py")
    result.assert_outcomes(passed=8)


def test_the_library_of_wflint_itself(pytester: pytest.Pytester) -> None:
    """``pytest workflows`` in this repository: every item passes that needs no server."""
    result = pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null", "--rootdir", str(ROOT), "--wflint",
        str(ROOT / "workflows"),
    )  # fmt: skip
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] >= 250
    assert set(outcomes) <= {"passed", "skipped"}

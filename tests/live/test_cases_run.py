"""Running cases on a server that lives in the test: what is right passes, what is not is caught."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import case_with, change, copy_of
from tests.live.regressions import REGRESSIONS
from tests.live.stand_in import StandIn
from wflint.engine.baseline_places import BaselineWish
from wflint.engine.check_files import CheckRequest, check_files
from wflint.live.cases.request import CaseRequest, without
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.suite import run_suite
from wflint.live.client.errors import InputError, RunTimeoutError, UnreachableError
from wflint.live.client.results import RunResult
from wflint.live.measure.host import Host
from wflint.live.serve.ends import ServerEnd

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.evidence import Evidence
    from wflint.live.cases.verdict import CaseVerdict

ANOTHER = {"models": {"Model": {"name": "tiny-sd15-other"}}}


def run(
    file: Path,
    table: dict[str, Any] | None = None,
    server: StandIn | None = None,
    host: Host | None = None,
    **options: Any,
) -> CaseVerdict:
    runner = CaseRunner(server or StandIn(), host or Host("cpu"), CaseOptions(**options))  # type: ignore[arg-type]
    return runner.run(case_with(file, table))


def says(verdict: CaseVerdict, check: str) -> str:
    found = next(c for c in verdict.checks if c.name == check and c.status != "passed")
    return "; ".join((found.message, *found.details))


@pytest.fixture
def text_to_image(tmp_path: Path) -> Path:
    file = copy_of("sd15_text_to_image", tmp_path)
    run(file, update_goldens=True)
    return file


def test_a_case_passes_and_leaves_nothing_behind(text_to_image: Path) -> None:
    server = StandIn()
    verdict = run(text_to_image, server=server)
    assert verdict.status == "passed", verdict.lines()
    assert {c.name for c in verdict.checks} >= {
        "run", "outputs.count", "outputs.size", "outputs.mode", "outputs.sound", "golden",
        "executed.denoise_latents", "time.warm.total",
    }  # fmt: skip
    assert server.cleaned == 1
    assert server.gallery.files == {}
    assert len(server.bodies) == 2  # one to warm up, one that is measured
    assert verdict.lines()[0].startswith("ok sd15_text_to_image (InvokeAI 6.14.2 on cpu; ")


@pytest.mark.parametrize("name", REGRESSIONS)
def test_each_regression_is_caught_by_the_check_meant_for_it(name: str, tmp_path: Path) -> None:
    wanted = REGRESSIONS[name]
    file = copy_of(wanted.workflow, tmp_path)
    assert run(file, update_goldens=True).ok
    assert run(file).status == "passed"
    if wanted.change is not None:
        change(file, wanted.change)
    server = StandIn()
    if name == "black image":
        server.spoil = lambda pixels: pixels * 0
    table = ANOTHER if "ANOTHER" in str(wanted.table) else wanted.table
    if wanted.check.startswith("effect"):
        run(file, table, update_goldens=True)  # so that the golden does not catch it first
    verdict = run(file, table, server)
    assert verdict.status == "failed", verdict.lines()
    assert wanted.says in says(verdict, wanted.check)


def test_the_untouched_library_reports_nothing_over_twenty_repeats(text_to_image: Path) -> None:
    runner = CaseRunner(StandIn(), Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    verdicts = [v for _ in range(20) for v in run_suite([text_to_image], runner)]
    assert [v.status for v in verdicts] == ["passed"] * 20


# -- goldens ---------------------------------------------------------------------------------------


def test_a_golden_that_is_not_there_is_an_error(text_to_image: Path) -> None:
    golden = text_to_image.parent / "goldens/sd15_text_to_image-1.png"
    golden.unlink()
    verdict = run(text_to_image)
    assert verdict.status == "error"
    assert says(verdict, "golden") == (
        "golden image goldens/sd15_text_to_image-1.png is missing; make it with --update-goldens"
    )
    updated = run(text_to_image, update_goldens=True)
    assert updated.notes == ["golden written: sd15_text_to_image-1.png"]
    assert golden.is_file()
    assert run(text_to_image, update_goldens=True).notes == []  # what is equal is not written again


def test_a_device_can_have_its_own_golden(text_to_image: Path) -> None:
    gpu = Host("cuda")
    run(text_to_image, {"golden": {"per_device": True}}, host=gpu, update_goldens=True)
    assert (text_to_image.parent / "goldens/sd15_text_to_image-1.cuda.png").is_file()
    change(text_to_image, REGRESSIONS["other seed"].change)
    run(text_to_image, host=gpu, update_goldens=True)
    assert run(text_to_image, host=gpu).ok
    assert run(text_to_image).status == "failed"  # the common one is as it was


def test_a_failed_golden_leaves_pictures_to_look_at(text_to_image: Path, tmp_path: Path) -> None:
    change(text_to_image, REGRESSIONS["other seed"].change)
    verdict = run(text_to_image, artifacts=tmp_path / "art")
    files = next(c.files for c in verdict.checks if c.name == "golden")
    assert [f.name for f in files] == ["sd15_text_to_image-1.png", "sd15_text_to_image-1.difference.png"]
    assert all(f.stat().st_size for f in files)
    assert any("see " in line for line in verdict.lines())


def test_a_failed_golden_is_told_in_four_short_lines(text_to_image: Path) -> None:
    change(text_to_image, REGRESSIONS["other seed"].change)
    lines = run(text_to_image).lines(measurements=False)
    at = lines.index("  FAILED golden: differs from goldens/sd15_text_to_image-1.png (tight)")
    assert lines[at + 1].startswith("    worst tile at x ")
    assert lines[at + 2].startswith("    max ")
    assert 3 <= len(lines[at:]) <= 4
    assert max(map(len, lines[at:])) <= 100
    failed = next(c for c in run(text_to_image).as_json()["checks"] if c["name"] == "golden")
    assert [f"    {line}" for line in failed["details"]] == lines[at + 1 :]
    assert "; worst tile at x " in run(text_to_image).reason


def test_a_golden_that_passes_says_how_far_it_was(text_to_image: Path) -> None:
    verdict = run(text_to_image)
    assert "  golden: max 0 of 24, mean 0 of 2" in verdict.lines()
    assert not any("golden" in line for line in verdict.lines(measurements=False))
    assert {"name": "golden", "message": "max 0 of 24, mean 0 of 2"}.items() <= next(
        c for c in verdict.as_json()["checks"] if c["name"] == "golden"
    ).items()


def test_pictures_that_stopped_coming_are_missed(text_to_image: Path) -> None:
    goldens = text_to_image.parent / "goldens"
    (goldens / "sd15_text_to_image-2.png").write_bytes((goldens / "sd15_text_to_image-1.png").read_bytes())
    assert "there is a golden sd15_text_to_image-2.png" in says(run(text_to_image), "golden")
    run(text_to_image, update_goldens=True)
    assert [p.name for p in goldens.iterdir()] == ["sd15_text_to_image-1.png"]


def test_a_golden_holds_pixels_alone(text_to_image: Path) -> None:
    from PIL import Image

    with Image.open(text_to_image.parent / "goldens/sd15_text_to_image-1.png") as image:
        assert image.info == {}


# -- pictures and values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "check", "message"),
    [
        (lambda p: p * 0, "outputs.black", "the image is black, as it is when the numbers are NaN"),
        (lambda p: p * 0 + 90, "outputs.blank", "the image is blank: one flat colour"),
        (lambda p: p[:, :, 0], "outputs.mode", "the image is L, not RGB"),
    ],
)
def test_pictures_that_show_nothing(text_to_image: Path, spoil: Any, check: str, message: str) -> None:
    server = StandIn()
    server.spoil = spoil
    assert says(run(text_to_image, server=server), check) == message


def test_black_can_be_allowed(text_to_image: Path) -> None:
    server = StandIn()
    server.spoil = lambda pixels: pixels * 0
    verdict = run(text_to_image, {"outputs": {"allow": ["black"]}, "golden": None}, server)
    assert verdict.status == "passed", verdict.lines()


def test_a_control_image_that_is_blank_or_of_another_size(tmp_path: Path) -> None:
    file = copy_of("sd15_controlnet", tmp_path)
    run(file, update_goldens=True)
    assert run(file).status == "passed"
    server = StandIn()
    server.control_size = (96, 64)
    verdict = run(file, {"intermediate": []}, server)
    assert says(verdict, "control_images") == (
        'the control image of "ControlNet" (controlnet) is 96x64, the generation 64x64: '
        "InvokeAI silently stretches it"
    )
    assert run(file, {"intermediate": [], "control_images": "ignore"}, server).status == "passed"
    assert says(run(file, server=server), "intermediate.Edges.same_size") == (
        "its image is 96x64, the generation 64x64"
    )
    server = StandIn()
    server.blank_control = True
    verdict = run(file, {"intermediate": []}, server)
    assert says(verdict, "control_images") == (
        'the control image of "ControlNet" (controlnet) is blank: it guides nothing'
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Noise.width": 64}, None),
        ({"noise.width": {"min": 64, "max": 64}}, None),
        ({"Model.unet.unet.name": "tiny-sd15"}, None),
        ({"Model.unet.unet.name": {"matches": "^tiny-"}}, None),
        ({"Noise.width": 65}, "it is 64, not 65"),
        ({"Noise.width": {"max": 32}}, "it is 64, more than 32"),
        ({"Noise.width": {"min": 100}}, "it is 64, less than 100"),
        ({"Model.unet": {"min": 100}}, "which is not a number"),
        ({"Model.unet.unet.name": {"matches": "xl"}}, 'which "xl" does not match'),
        ({"Noise.widht": 64}, 'no output "widht" (did you mean "width"?); there are width, height'),
        ({"Nose.width": 64}, 'no node "Nose" (did you mean "Noise"?)'),
        ({"width": 64}, "a value is named node.output"),
    ],
)
def test_values_of_nodes(text_to_image: Path, values: dict[str, Any], message: str | None) -> None:
    verdict = run(text_to_image, {"values": values})
    if message is None:
        assert verdict.status == "passed", verdict.lines()
    else:
        assert not verdict.ok
        assert message in verdict.reason


def test_nothing_came_out(text_to_image: Path) -> None:
    def nothing_saved(workflow: dict[str, Any]) -> None:
        for item in workflow["nodes"]:
            item["data"]["isIntermediate"] = True

    change(text_to_image, nothing_saved)
    table = {"outputs": {"count": None}, "golden": None}
    assert "no image went to the gallery" in says(run(text_to_image, table), "outputs.count")


# -- requests --------------------------------------------------------------------------------------


def test_nodes_are_not_served_from_the_cache(text_to_image: Path) -> None:
    server = StandIn()
    run(text_to_image, server=server)
    nodes = server.bodies[0]["batch"]["graph"]["nodes"].values()
    assert all(node["use_cache"] is False for node in nodes)
    server = StandIn()
    run(text_to_image, {"node_cache": True}, server)
    assert any(
        node.get("use_cache") is not False for node in server.bodies[0]["batch"]["graph"]["nodes"].values()
    )


def test_inputs_models_and_uploads_reach_the_request(tmp_path: Path) -> None:
    file = copy_of("sd15_controlnet", tmp_path)
    server = StandIn()
    seen = copy.deepcopy(server.gallery.files)
    server.before_run = lambda _number: seen.update(server.gallery.files)
    run(file, {"inputs": {"Positive Prompt": "a hare"}}, server, update_goldens=True)
    nodes = {n["type"]: n for n in server.bodies[0]["batch"]["graph"]["nodes"].values()}
    assert nodes["noise"]["width"] == 64
    assert nodes["main_model_loader"]["model"]["key"] == "key-tiny-sd15"
    assert nodes["controlnet"]["control_model"]["key"] == "key-tiny-controlnet-sd15"
    assert nodes["image"]["image"]["image_name"] in seen
    assert any(n.get("prompt") == "a hare" for n in server.bodies[0]["batch"]["graph"]["nodes"].values())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"inputs": {"Nose.seed": 1}}, 'no input "Nose.seed" (did you mean "Noise.seed"?)'),
        ({"models": {"Model": {"name": "tiny-sdxl"}}}, 'the server has no model "tiny-sdxl"'),
        ({"models": {"Model": {"base": "sd-3", "name": "x"}}}, "no model with name x, base sd-3; it has"),
        ({"effect": [{"of": "LoRA"}]}, 'no node "LoRA"'),
    ],
)  # fmt: skip
def test_a_case_that_does_not_fit_its_workflow_is_an_error(
    text_to_image: Path, table: dict[str, Any], message: str
) -> None:
    verdict = run(text_to_image, table)
    assert verdict.status == "error"
    assert message in verdict.reason


def test_a_model_that_the_server_lacks_is_bound_in_the_case(text_to_image: Path) -> None:
    def lost(workflow: dict[str, Any]) -> None:
        for item in workflow["nodes"]:
            if item["data"]["type"] == "main_model_loader":
                lacks = {"key": "x", "hash": "x", "name": "Lost", "base": "sd-1", "type": "main"}
                item["data"]["inputs"]["model"]["value"] = lacks

    change(text_to_image, lost)
    text = text_to_image.read_text()
    text_to_image.write_text(text.replace('"Model" = { name', '# "Model" = { name'))
    verdict = run(text_to_image)
    assert verdict.status == "error"
    assert verdict.reason.endswith('. Bind one with "Model.model" = "NAME" under [models]')


def test_what_the_check_finds_is_not_sent(text_to_image: Path) -> None:
    server = StandIn()
    verdict = run(text_to_image, {"inputs": {"Denoise.steps": 0}}, server)
    assert verdict.status == "failed"
    assert "IN103" in says(verdict, "lint")
    assert server.bodies == []


def test_what_a_baseline_knows_is_sent(text_to_image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = text_to_image.parent
    (folder / "wflint.toml").write_text("")
    (file,) = folder.glob("*.workflow.json")
    data = json.loads(file.read_text())
    (denoise,) = (n["data"] for n in data["nodes"] if n["data"]["type"] == "denoise_latents")
    denoise["inputs"]["denoising_start"]["value"] = 2
    file.write_text(json.dumps(data))
    assert run(text_to_image, {}).status == "failed"
    monkeypatch.chdir(folder)
    check_files(CheckRequest((file.name,), baseline=BaselineWish("write")))
    server = StandIn()
    run(text_to_image, {}, server)
    assert server.bodies
    (folder / ".wflint-baseline.json").write_text("{}")
    verdict = run(text_to_image, {})
    assert verdict.status == "error"
    assert "not a baseline of wflint" in verdict.reason


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"releases": "<6"}, "it is for InvokeAI <6; the server runs 6.14.2"),
        ({"releases": "6.13"}, "it is for InvokeAI 6.13; the server runs 6.14.2"),
        ({"devices": ["cuda", "mps"]}, "it is for cuda or mps; the server computes on cpu"),
    ],
)
def test_cases_for_something_else_are_skipped(
    text_to_image: Path, table: dict[str, Any], reason: str
) -> None:
    verdict = run(text_to_image, table)
    assert (verdict.status, verdict.reason) == ("skipped", f"case: {reason}")
    assert run(text_to_image, {"releases": "6.14", "devices": ["cpu"]}).status == "passed"


def test_only_cases_with_a_tag(text_to_image: Path) -> None:
    runner = CaseRunner(StandIn(), Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    assert len(run_suite([text_to_image], runner, tags=frozenset({"sd15", "flux"}))) == 1
    assert run_suite([text_to_image], runner, tags=frozenset({"flux"})) == []


# -- what goes wrong -------------------------------------------------------------------------------


def _raise(error: BaseException) -> Any:
    def fail(_number: int) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (UnreachableError("http://gpu: refused"), "error", "server: http://gpu: refused"),
        (RunTimeoutError("the run took too long", RunResult("b")), "failed", "run: the run took"),
        (OSError(28, "No space left on device", "/a.png"), "error", "files: /a.png: No space left"),
    ],
)  # fmt: skip
def test_a_fault_is_a_verdict_and_the_next_case_goes_on(
    text_to_image: Path, error: Exception, status: str, reason: str
) -> None:
    server = StandIn()
    server.before_run = _raise(error)
    runner = CaseRunner(server, Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    broken = run_suite([text_to_image], runner)[0]
    assert broken.status == status
    assert broken.reason.startswith(reason)
    server.before_run = lambda _number: None
    assert run_suite([text_to_image], runner)[0].status == "passed"
    assert server.cleaned == 2


@pytest.mark.parametrize(
    "error", [UnreachableError("http://gpu: refused"), RunTimeoutError("too long", RunResult("b"))]
)
def test_what_was_asked_and_logged_is_left_where_no_run_ended(
    text_to_image: Path, tmp_path: Path, error: Exception
) -> None:
    """For the page of a report: a server that dies leaves no more."""
    log = tmp_path / "server.log"
    log.write_text("an earlier run\n")

    def fail(_number: int) -> None:
        log.write_text("an earlier run\nloading a model\nKilled\n")
        raise error

    server = StandIn()
    server.before_run = fail
    seen: list[Evidence] = []
    run(text_to_image, server=server, host=Host("cpu", log=log), seen=lambda _, left: seen.append(left))
    (left,) = seen
    assert ("Denoise.steps", "4") in left.inputs
    assert left.models[0][1].startswith("tiny-sd15 (sd-1 main), key ")
    assert left.log == ["loading a model", "Killed"]
    assert left.command.startswith("wflint run sd15_text_to_image.test.toml --server ")


def test_a_run_that_fails_says_what_the_server_said(text_to_image: Path) -> None:
    server = StandIn()
    server.failure = "mat1 and mat2 shapes cannot be multiplied"
    verdict = run(text_to_image, server=server)
    assert verdict.status == "failed"
    assert verdict.reason == "run: RuntimeError: mat1 and mat2 shapes cannot be multiplied"


def test_a_picture_that_arrives_broken_is_an_error(text_to_image: Path) -> None:
    server = StandIn()
    whole = server.gallery.content
    server.gallery.content = lambda image: whole(image)[:99]  # type: ignore[method-assign]
    verdict = run(text_to_image, server=server)
    assert verdict.status == "error"
    assert "cannot be decoded" in verdict.reason


def test_a_case_file_with_a_fault_is_a_verdict(text_to_image: Path) -> None:
    text_to_image.write_text("tag = 1\n")
    runner = CaseRunner(StandIn(), Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    verdict = run_suite([text_to_image], runner)[0]
    assert verdict.status == "error"
    assert f"{text_to_image}:1: no such key" in verdict.reason


# -- effects ---------------------------------------------------------------------------------------


def test_a_lora_is_bypassed_and_a_controlnet_left_out(tmp_path: Path) -> None:
    server = StandIn()
    run(copy_of("sd15_lora", tmp_path), {"golden": None}, server)
    first, again, other = (body["batch"]["graph"] for body in server.bodies)
    assert again == first  # without a golden only a repeat says that the effect is not chance
    assert {n["type"] for n in first["nodes"].values()} - {n["type"] for n in other["nodes"].values()} == {
        "lora_loader"
    }
    loader = next(i for i, n in other["nodes"].items() if n["type"] == "main_model_loader")
    fed = {
        (edge["source"]["field"], other["nodes"][edge["destination"]["node_id"]]["type"])
        for edge in other["edges"]
        if edge["source"]["node_id"] == loader
    }
    assert fed == {("unet", "denoise_latents"), ("clip", "compel"), ("vae", "l2i")}


def test_a_collector_that_is_left_empty_goes_too() -> None:
    def edge(source: str, field: str, target: str, into: str) -> dict[str, Any]:
        return {
            "source": {"node_id": source, "field": field},
            "destination": {"node_id": target, "field": into},
        }

    types = {"a": "controlnet", "b": "controlnet", "all": "collect", "denoise": "denoise_latents"}
    graph = {
        "nodes": {name: {"id": name, "type": kind} for name, kind in types.items()},
        "edges": [
            edge("a", "control", "all", "item"),
            edge("b", "control", "all", "item"),
            edge("all", "collection", "denoise", "control"),
        ],
    }
    request = CaseRequest({"batch": {"graph": graph}}, {"a": "First"}, [], [])
    both = without(request, "controlnet")["batch"]["graph"]
    assert (list(both["nodes"]), both["edges"]) == (["denoise"], [])
    one = without(request, "First")["batch"]["graph"]
    assert (list(one["nodes"]), len(one["edges"])) == (["b", "all", "denoise"], 2)
    assert len(graph["edges"]) == 3  # the request itself is as it was
    swept = {"batch": {"graph": graph, "data": [[{"node_path": "a", "field_name": "x", "items": [1]}]]}}
    with pytest.raises(InputError, match="the batch data sets it"):
        without(CaseRequest(swept, {}, [], []), "a")


def test_an_effect_can_be_another_value(text_to_image: Path) -> None:
    assert run(text_to_image, {"effect": [{"set": {"Noise.seed": 9}}]}).status == "passed"
    verdict = run(text_to_image, {"effect": [{"set": {"Noise.seed": 7}}]})
    assert says(verdict, "effect.Noise.seed") == (
        "it has no effect: with Noise.seed = 7 the image is the same pixel by pixel"
    )


def test_a_case_can_take_nodes_out(tmp_path: Path) -> None:
    """As an artist bypasses a preprocessor: the control picture goes straight into the ControlNet."""
    server = StandIn()
    table = {"without": ["Edges"], "golden": None, "intermediate": [], "effect": []}
    verdict = run(copy_of("sd15_controlnet", tmp_path), table, server)
    assert verdict.status == "passed", verdict.lines()
    graph = server.bodies[-1]["batch"]["graph"]
    assert "edges" not in graph["nodes"]
    (edge,) = (e for e in graph["edges"] if e["destination"] == {"node_id": "controlnet", "field": "image"})
    assert edge["source"] == {"node_id": "control_image", "field": "image"}
    verdict = run(tmp_path / "sd15_controlnet.test.toml", {**table, "without": ["Egdes"]})
    assert verdict.status == "error"
    assert 'no node "Egdes" (did you mean "Edges"?)' in says(verdict, "case")


class DeadHost(Host):
    """A host that knows how its server ended."""

    def end_of(self, _url: str) -> ServerEnd:
        return ServerEnd("InvokeAI was killed (SIGKILL)", ("the last line",))


@pytest.mark.parametrize("for_good", [True, False])
def test_a_server_that_ended_for_good_is_asked_no_more(text_to_image: Path, for_good: bool) -> None:
    """Each of two hundred cases would wait for it for seconds; one that a supervisor starts again is."""
    server = StandIn()
    asked: list[int] = []

    def gone(number: int) -> None:
        asked.append(number)
        raise UnreachableError("http://stand-in:9090: cannot connect")

    server.before_run = gone
    server.queue.gone = lambda: for_good
    runner = CaseRunner(server, DeadHost("cpu"))  # type: ignore[arg-type]
    first, second = (runner.run(case_with(text_to_image)) for _ in range(2))
    assert says(first, "server") == "http://stand-in:9090: cannot connect; InvokeAI was killed (SIGKILL)"
    assert first.notes == ["server log: the last line"]
    assert (len(asked), server.cleaned) == ((1, 1) if for_good else (2, 2))
    said = "not run" if for_good else "http://stand-in:9090: cannot connect"
    assert says(second, "server") == f"{said}; InvokeAI was killed (SIGKILL)"
    assert second.notes == []

"""What a server lacks of what a workflow needs, told without running it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from tests.live.library import WORKFLOWS, copy_of
from tests.live.stand_in import MODELS, StandIn, model
from wflint.cli.doctor import doctor
from wflint.live.doctor.diagnosis import Diagnosis, DoctorState
from wflint.live.doctor.examine import Doctor
from wflint.live.doctor.machine import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.net.session import Session

ROOT = Path(__file__).parents[2]
PLENTY = Room(64 * 2**30, None, "the server computes on the CPU")
STARTERS = [
    {"name": "Canny", "base": "sd-1", "type": "controlnet", "source": "org/canny::v1 1"},
    {"name": "Depth", "base": "sd-1", "type": "controlnet", "source": "org/depth"},
    {"name": "Fox LoRA", "base": "sd-1", "type": "lora", "source": "org/fox"},
]


class Hospital(StandIn):
    """The stand-in with what the doctor asks besides."""

    def __init__(self, models: list[dict[str, Any]]) -> None:
        super().__init__()
        self._models = models
        self.asked: list[str] = []
        self.session.get = self._get

    def models(self) -> list[dict[str, Any]]:
        return self._models

    def boards(self) -> list[dict[str, Any]]:
        return [{"board_id": "b1", "board_name": "Foxes"}]

    def providers_without_key(self) -> list[str]:
        return []

    def _get(self, path: str) -> Any:
        self.asked.append(path)
        return {"starter_models": STARTERS}


@pytest.fixture
def workflow(tmp_path: Path) -> Path:
    case = copy_of("sd15_controlnet", tmp_path)
    case.unlink()
    return case.with_name("sd15_controlnet.workflow.json")


def changed(workflow: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The workflow with each node's ``data`` changed."""
    data = json.loads(workflow.read_text("utf-8"))
    for node in data["nodes"]:
        change(node["data"])
    workflow.write_text(json.dumps(data))
    return workflow


def fill(data: dict[str, Any]) -> None:
    """Name the models that the stand-in has, and an image."""
    for name, entry in data.get("inputs", {}).items():
        if name == "model":
            entry["value"] = MODELS[0]
        if name == "control_model":
            entry["value"] = MODELS[2]
        if name == "image" and data["type"] == "image":
            entry["value"] = {"image_name": "house.png"}


def look(path: Path, server: Hospital | None = None, room: Room = PLENTY) -> Diagnosis:
    server = server or Hospital(MODELS)
    server.gallery.files.setdefault("house.png", b"")
    return Doctor(server, room).examine(str(path))  # type: ignore[arg-type]


def bad(found: Diagnosis) -> list[tuple[str, str, str]]:
    return [(line.topic, line.text, line.help) for line in found.lines if line.state is DoctorState.BAD]


def test_nothing_is_missing(workflow: Path) -> None:
    found = look(changed(workflow, fill))
    assert bad(found) == []
    assert {line.topic for line in found.lines} >= {"nodes", "models", "images", "memory", "check"}


def test_a_case_beside_it_says_which_models(tmp_path: Path) -> None:
    """The library leaves models and images open; its cases choose them, and bring the images along."""
    case = copy_of("sd15_controlnet", tmp_path)
    file = case.with_name("sd15_controlnet.workflow.json")
    found = look(file)
    assert bad(found) == []
    assert any("tiny-sd15" in line.text for line in found.lines if line.topic == "models")
    case.write_text(case.read_text().replace("tiny-sd15", "gone-sd15"))
    assert [topic for topic, _, _ in bad(look(file))] == ["case", "models"]
    case.write_text("[nonsense")
    assert bad(look(file))[0][0] == "case"


def test_a_missing_model_names_the_starter_model_that_installs_it(workflow: Path) -> None:
    def lose(data: dict[str, Any]) -> None:
        fill(data)
        for name, entry in data.get("inputs", {}).items():
            if name == "control_model":
                entry["value"] = {**model("Canny", "sd-1", "controlnet"), "key": "gone"}

    found = look(changed(workflow, lose))
    ((topic, text, cure),) = bad(found)
    assert topic == "models"
    assert 'the server has no model "Canny" (sd-1 controlnet)' in text
    assert cure == "wflint models install 'org/canny::v1 1'"  # quoted for a shell


def test_without_a_name_those_that_fit_are_listed(workflow: Path) -> None:
    def lose(data: dict[str, Any]) -> None:
        fill(data)
        for name, entry in data.get("inputs", {}).items():
            if name == "control_model":
                entry.pop("value")

    server = Hospital([m for m in MODELS if m["type"] != "controlnet"])
    found = look(changed(workflow, lose), server)
    (line,) = [each for each in bad(found) if each[0] == "models"]
    assert line[2] == 'starter models that would do: "Canny", "Depth"'


def test_one_of_several_has_to_be_chosen(workflow: Path) -> None:
    def open_(data: dict[str, Any]) -> None:
        fill(data)
        for name, entry in data.get("inputs", {}).items():
            if name == "model":
                entry.pop("value")

    (line,) = [each for each in bad(look(changed(workflow, open_))) if each[0] == "models"]
    assert "tiny-sd15-other" in line[1]
    assert "--set" in line[2]


def test_nodes_versions_images_and_memory(workflow: Path) -> None:
    def spoil(data: dict[str, Any]) -> None:
        fill(data)
        if data["type"] == "noise":
            data["version"] = "0.9.0"
        if data["type"] == "l2i":
            data["type"] = "frobnicate"
        for entry in data.get("inputs", {}).values():
            if isinstance(entry.get("value"), dict) and "image_name" in entry["value"]:
                entry["value"] = {"image_name": "gone.png"}

    found = look(changed(workflow, spoil), room=Room(2**20, None))
    topics = {topic: text for topic, text, _ in bad(found)}
    assert topics["nodes"] == "the server has no node frobnicate"
    assert topics["versions"].startswith("noise 0.9.0; the server has 1.")
    assert topics["images"] == "gone.png is not on the server"
    assert "1 MB can be used" in topics["memory"]


def test_a_pack_is_named(tmp_path: Path) -> None:
    graph = {"id": "g", "nodes": {"a": {"id": "a", "type": "images_to_grids"}}, "edges": []}
    file = tmp_path / "grid.graph.json"
    file.write_text(json.dumps(graph))
    ((topic, _, cure),) = bad(look(file))[:1]
    assert topic == "packs"
    assert cure.startswith("install the node pack XYGrid")


def test_what_is_no_document_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("[1")
    ((topic, _, _),) = bad(look(file))
    assert topic == "file"
    ((topic, text, _),) = bad(look(tmp_path / "none.json"))
    assert (topic, "none.json" in text) == ("file", True)


def lines(found: Diagnosis, topic: str) -> list[str]:
    return [line.text for line in found.lines if line.topic == topic]


def test_how_a_model_was_found_is_said(workflow: Path) -> None:
    def named(**other: str) -> Diagnosis:
        def name(data: dict[str, Any]) -> None:
            fill(data)
            for field, entry in data.get("inputs", {}).items():
                if field == "control_model":
                    entry["value"] = {**MODELS[2], **other} if "name" not in other else None

        return look(changed(workflow, name))

    shown = '"tiny-controlnet-sd15" (sd-1 controlnet), '
    for other, how in (
        ({}, "found by key"),
        ({"key": "gone"}, "found by hash"),
        ({"key": "gone", "hash": "gone"}, "found by name"),
        ({"name": ""}, "the only one that fits"),
    ):
        assert any(text.endswith(shown + how) for text in lines(named(**other), "models")), how


def test_a_case_file_may_be_asked_about(tmp_path: Path) -> None:
    """Its inputs count too."""
    case = copy_of("sd15_controlnet", tmp_path)
    document = case.with_name("sd15_controlnet.workflow.json")
    found = look(case)
    assert [line[:3] for line in found.lines] == [line[:3] for line in look(document).lines]
    assert all(text.endswith(", chosen by its case") for text in lines(found, "models"))
    case.write_text(case.read_text().replace('"Noise.width" = 64', '"Noise.width" = 65'))
    ((topic, text, _),) = bad(look(case))
    assert (topic, "65" in text) == ("check", True)
    case.write_text("nonsense")
    ((topic, text, _),) = bad(look(case))
    assert (topic, "is not valid TOML" in text) == ("file", True)


def test_the_case_of_another_document_says_nothing_of_this_one(tmp_path: Path) -> None:
    """A graph beside the workflow that it was built with has ids where the case has labels."""
    case = copy_of("sd15_text_to_image", tmp_path)
    graph = case.with_name("sd15_text_to_image.graph.json")
    graph.write_bytes((WORKFLOWS / graph.name).read_bytes())
    assert lines(look(graph), "case") == []
    assert lines(look(case.with_name("sd15_text_to_image.workflow.json")), "case") != []


def test_a_provider_without_a_key_is_in_the_way_of_what_it_computes(workflow: Path) -> None:
    models = [{**each, "provider_id": "openai"} if each is MODELS[0] else each for each in MODELS]
    server = Hospital(models)
    changed(workflow, fill)
    assert lines(look(workflow, server), "providers") == ["openai has a key"]
    server.providers_without_key = lambda: ["openai", "gemini"]  # type: ignore[method-assign]
    assert [text for topic, text, _ in bad(look(workflow, server)) if topic == "providers"] == [
        'openai has no key, and computes "tiny-sd15" (sd-1 main)'
    ]


def test_a_pack_that_only_the_file_knows_is_named(workflow: Path) -> None:
    def other(data: dict[str, Any]) -> None:
        fill(data)
        if data["type"] == "noise":
            data.update(type="our_noise", nodePack="our-nodes")

    found = [line for line in bad(look(changed(workflow, other))) if line[0] == "packs"]
    said = 'the file says that it is of the node pack "our-nodes"; install that'
    assert found == [("packs", "the server has no node our_noise", said)]


def test_the_report_for_machines_is_as_its_schema_says(
    workflow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with ``--quiet`` the text has only what is missing."""

    class Connected(Hospital):
        def __init__(self, session: Session, **_options: object) -> None:
            super().__init__(MODELS)
            self.session.name = self.session.url = session.url
            self.queue = SimpleNamespace(path="/api/v1/queue/default")
            self.session.get = lambda path: {"config": {"device": "cpu"}} if "config" in path else {}

        def __enter__(self) -> Connected:
            return self

        def __exit__(self, *_error: object) -> None:
            pass

    monkeypatch.setattr("wflint.live.client.client.Client", Connected)
    (tmp_path / "empty.json").write_text("")
    asked = ["--server", "http://stand-in", str(workflow), str(tmp_path / "empty.json")]
    done = CliRunner().invoke(doctor, [*asked, "--format", "json"], standalone_mode=False)
    assert (done.exception, done.return_value) == (None, 1)
    schema = json.loads((ROOT / "docs/schema/doctor.schema.json").read_text("utf-8"))
    report = json.loads(done.stdout)
    Draft202012Validator(schema).validate(report)
    assert [Path(each["file"]).name for each in report["files"]] == [workflow.name, "empty.json"]
    text = CliRunner().invoke(doctor, [*asked, "--quiet"], standalone_mode=False).stdout
    assert text.startswith(f"{workflow}: ")
    assert {
        line[12:15] for line in text.splitlines() if line[:2] == "  " and line[12:].strip()[:2] != "->"
    } == {"BAD"}

"""``wflint run`` against a server that replays a recorded run."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.test_convert import node, workflow
from tests.live.fake_server import Connection, FakeServer, serving
from tests.live.test_client_sockets import QUEUE, Replay, reset
from wflint.cli.main import cli
from wflint.engine.baseline_places import BaselineWish
from wflint.engine.check_files import CheckRequest, check_files

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

BLUR = Path(__file__).parents[2] / "fixtures" / "http" / "blur.workflow.json"
IMAGES = "/api/v1/images"


class Lab(Replay):
    """Also serves pictures, takes uploads and deletions, and remembers what it was sent."""

    def __init__(self, release: str = "6.14.2") -> None:
        super().__init__(release)
        self.bodies: list[Any] = []
        self.deleted: list[str] = []
        self.url = ""
        self.picture = self.recorded.content("image_full")
        self.models: list[Any] = []

    def enqueue(self, connection: Connection) -> None:
        self.bodies.append(json.loads(connection.body))
        super().enqueue(connection)

    def image(self, connection: Connection) -> None:
        if connection.path.endswith("/full"):
            connection.answer(self.picture)
        else:
            session = self.recorded.json("item_completed")["session_id"]
            connection.json({"image_name": connection.path.split("/")[-1], "session_id": session})

    def delete(self, connection: Connection) -> None:
        names = json.loads(connection.body)["image_names"]
        self.deleted += names
        connection.json({"deleted_images": names})

    @contextmanager
    def open(self, tls: ssl.SSLContext | None = None, **handlers: Any) -> Iterator[FakeServer]:
        found = {
            f"{IMAGES}/i/": self.image,
            f"{IMAGES}/upload": lambda c: c.json(self.recorded.json("upload")),
            f"{IMAGES}/delete": self.delete,
            f"{IMAGES}/?": lambda c: c.json({"items": []}),
            "/api/v2/models/": lambda c: c.json({"models": self.models}),
            **self.handlers(self.events),
            **handlers,
        }
        with serving(found, tls) as fake:
            self.url = fake.url
            yield fake


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "blur.workflow.json").write_bytes(BLUR.read_bytes())
    return tmp_path


@pytest.fixture
def lab(here: Path) -> Iterator[Lab]:
    lab = Lab()
    with lab.open():
        yield lab


def run(lab: Lab | None, *arguments: str) -> int:
    """The exit code of ``wflint run``."""
    from wflint.cli.errors import Failure

    given = [*(["--server", lab.url] if lab else []), *arguments]
    try:
        code = cli.main(["run", *given], standalone_mode=False)
    except Failure as error:
        error.show()
        return error.exit_code
    return int(code)


def test_a_workflow_runs_and_its_picture_is_saved(
    lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(lab, "blur.workflow.json") == 0
    assert (here / "blur-001.png").read_bytes() == lab.picture
    out, err = capsys.readouterr()
    assert out == "blur-001.png\n"
    assert 'img_blur "Blur" 0.' in err
    assert "blur.workflow.json: run completed" in err
    [body] = lab.bodies
    assert set(body["batch"]["graph"]["nodes"]) == {"canvas", "blur", "save"}
    assert body["batch"]["origin"] == "wflint run blur.workflow.json"
    assert body["batch"]["workflow"]["name"] == "Blur"


def test_inputs_sweeps_and_names(lab: Lab, here: Path) -> None:
    arguments = [
        "--set",
        "Strength=9",
        "--set",
        "Colour=#0000ff",
        "--sweep",
        "Canvas.width=64..128..32",
        "--runs",
        "2",
    ]
    assert run(lab, *arguments, "--name", "out/{file}-{label}", "blur.workflow.json") == 0
    [body] = lab.bodies
    batch = body["batch"]
    assert batch["graph"]["nodes"]["blur"]["radius"] == 9
    assert batch["graph"]["nodes"]["canvas"]["color"] == {"r": 0, "g": 0, "b": 255, "a": 255}
    assert batch["data"] == [[{"node_path": "canvas", "field_name": "width", "items": [64, 96, 128]}]]
    assert batch["runs"] == 2
    assert (here / "out" / "blur-Save.png").exists()


def test_a_name_that_is_taken_gets_a_number(lab: Lab, here: Path) -> None:
    (here / "blur-001.png").write_text("mine")
    assert run(lab, "blur.workflow.json") == 0
    assert (here / "blur-001.png").read_text() == "mine"
    assert (here / "blur-001-2.png").exists()


def test_overwrite_no_save_and_intermediates(lab: Lab, here: Path) -> None:
    (here / "blur-001.png").write_text("mine")
    assert run(lab, "--no-save", "blur.workflow.json") == 0
    assert [p.name for p in here.glob("*.png")] == ["blur-001.png"]
    assert run(lab, "--overwrite", "--intermediates", "blur.workflow.json") == 0
    assert sorted(p.name for p in here.glob("*.png")) == ["blur-001.png", "blur-002.png", "blur-003.png"]
    assert (here / "blur-001.png").read_bytes() == lab.picture


def test_json_for_machines(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "--format", "json", "blur.workflow.json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    report = json.loads(out)
    assert report["schema"] == 1
    assert report["server"]["version"] == "6.14.2"
    assert (report["summary"]["files"], report["summary"]["failed"]) == (1, 0)
    [found] = report["runs"]
    assert (found["ok"], found["status"], found["error"]) == (True, "completed", None)
    [item] = found["items"]
    assert {n["node"]: n["type"] for n in item["nodes"]}["blur"] == "img_blur"
    assert [i["path"] for i in item["images"] if i["path"]] == ["blur-001.png"]


def test_faults_are_found_before_anything_is_sent(
    lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(BLUR.read_text("utf-8"))
    data["nodes"][0]["data"]["inputs"]["width"]["value"] = "wide"
    (here / "bad.workflow.json").write_text(json.dumps(data))
    assert run(lab, "bad.workflow.json") == 1
    err = capsys.readouterr().err
    assert "invalid-value" in err or "IN103" in err
    assert "not run: the check found 1 error" in err
    assert lab.bodies == []
    assert run(lab, "--no-check", "bad.workflow.json") == 0
    assert lab.bodies[0]["batch"]["graph"]["nodes"]["canvas"]["width"] == "wide"


def test_what_a_baseline_knows_is_sent(lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(BLUR.read_text("utf-8"))
    data["nodes"][0]["data"]["inputs"]["width"]["value"] = "wide"
    (here / "bad.workflow.json").write_text(json.dumps(data))
    check_files(CheckRequest(("bad.workflow.json",), baseline=BaselineWish("write")))
    assert run(lab, "bad.workflow.json") == 0
    assert lab.bodies[0]["batch"]["graph"]["nodes"]["canvas"]["width"] == "wide"
    data["nodes"][0]["data"]["inputs"]["height"]["value"] = "high"
    (here / "bad.workflow.json").write_text(json.dumps(data))
    assert run(lab, "bad.workflow.json") == 1
    assert "not run: the check found 1 error" in capsys.readouterr().err


def test_what_stops_the_whole_queue_is_not_sent_unseen(
    lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """dequeue raises before an item exists, and every other user waits: --no-check is not enough."""
    graph = {"id": "g", "nodes": {"n": {"id": "n", "type": "noise", "seed": 1}}, "edges": []}
    data = [[{"node_path": "n", "field_name": "seed", "items": [1.5]}]]
    (here / "b.batch.json").write_text(json.dumps({"batch": {"graph": graph, "runs": 1, "data": data}}))
    said = "not run: the server's whole queue would stand still (--may-stall sends it)"
    assert run(lab, "--no-save", "b.batch.json") == 1
    assert "not run: the check found 1 error" in capsys.readouterr().err
    assert run(lab, "--no-save", "--no-check", "b.batch.json") == 1
    err = capsys.readouterr().err
    assert said in err
    assert "BA105" in err
    (here / "wflint.toml").write_text('ignore = ["BA105"]\n')
    assert run(lab, "--no-save", "b.batch.json") == 1
    assert said in capsys.readouterr().err
    assert run(lab, "--no-save", "--no-check", "--format", "json", "b.batch.json") == 1
    [report] = json.loads(capsys.readouterr().out)["runs"]
    assert (report["status"], report["error"]) == ("refused", said)
    assert lab.bodies == []
    run(lab, "--no-save", "--no-check", "--may-stall", "b.batch.json")
    assert lab.bodies[0]["batch"]["data"] == data


def test_faults_of_a_sweep_are_found_too(lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "noise.workflow.json").write_text(json.dumps(workflow([node("n", "noise", seed=1)])))
    assert run(lab, "--sweep", "n.width=64,65", "noise.workflow.json") == 1
    assert "not run: the check found" in capsys.readouterr().err
    assert lab.bodies == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "Strengh=1"], 'no input "Strengh" (did you mean "Strength"?)'),
        (["--set", "Strength"], "--set needs NAME=VALUE"),
        (["--sweep", "Strength=3..1..1"], "leads away"),
    ],
)
def test_inputs_that_are_wrong(
    lab: Lab, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(lab, *arguments, "blur.workflow.json") == 2
    assert said in capsys.readouterr().err
    assert lab.bodies == []


def test_a_picture_is_uploaded_and_removed_again(lab: Lab, here: Path) -> None:
    (here / "fox.png").write_bytes(lab.picture)
    (here / "show.workflow.json").write_text(
        json.dumps(workflow([node("i", "image", image=...), node("s", "save_image")], "i.image -> s.image"))
    )
    assert run(lab, "--set", "i.image=fox.png", "--no-save", "show.workflow.json") == 0
    name = lab.recorded.json("upload")["image_name"]
    assert lab.bodies[0]["batch"]["graph"]["nodes"]["i"]["image"] == {"image_name": name}
    assert lab.deleted == [name]


def test_clean_removes_the_pictures_of_the_run(lab: Lab) -> None:
    assert run(lab, "--clean", "blur.workflow.json") == 0
    results = lab.recorded.json("item_completed")["session"]["results"].values()
    assert sorted(lab.deleted) == sorted(r["image"]["image_name"] for r in results if "image" in r)


def test_a_dry_run_sends_nothing(lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "fox.png").write_bytes(lab.picture)
    assert run(lab, "--dry-run", "--set", "Strength=2", "blur.workflow.json") == 0
    body = json.loads(capsys.readouterr().out)
    assert body["batch"]["graph"]["nodes"]["blur"]["radius"] == 2
    assert lab.bodies == []


def test_a_dry_run_for_a_release_needs_no_server(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(None, "--dry-run", "--target", "5.15.0", "blur.workflow.json") == 0
    assert json.loads(capsys.readouterr().out)["batch"]["workflow"]["meta"]["version"] == "3.0.0"
    assert run(None, "--dry-run", "--target", "1.0", "blur.workflow.json") == 2


def test_models_are_bound(lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab.models = [{"key": "k1", "hash": "h", "name": "Tiny", "base": "sd-1", "type": "main"}]
    (here / "load.workflow.json").write_text(
        json.dumps(workflow([node("m", "main_model_loader", model=...)]))
    )
    assert run(lab, "--no-check", "load.workflow.json") == 0
    assert lab.bodies[0]["batch"]["graph"]["nodes"]["m"]["model"]["key"] == "k1"
    assert "the only one that fits" in capsys.readouterr().err
    assert run(lab, "--set", "m.model=Tinny", "load.workflow.json") == 2
    assert 'has no model "Tinny" (did you mean "Tiny"?); it has "Tiny" (sd-1 main)' in capsys.readouterr().err


def test_a_folder_runs_every_document_and_the_others_go_on(
    lab: Lab, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = here / "folder"
    folder.mkdir()
    (folder / "a.workflow.json").write_bytes(BLUR.read_bytes())
    (folder / "b.json").write_text('{"nothing": "of ours"}')
    (folder / "c.workflow.json").write_text(json.dumps(workflow([node("n", "noise", seed="x")])))
    (folder / "d.graph.json").write_text(
        json.dumps({"id": "g", "nodes": {"i": {"id": "i", "type": "integer"}}, "edges": []})
    )
    assert run(lab, "--no-save", "folder") == 1
    out = capsys.readouterr().out
    assert out.endswith("2 of 3 ran\n")
    assert [set(b["batch"]["graph"]["nodes"]) for b in lab.bodies] == [{"canvas", "blur", "save"}, {"i"}]


def test_every_kind_of_document(lab: Lab, here: Path) -> None:
    graph = {"id": "g", "nodes": {"i": {"id": "i", "type": "integer", "value": 3}}, "edges": []}
    kinds = {
        "graph.json": graph,
        "batch.json": {"batch": {"graph": graph, "runs": 2, "data": []}, "prepend": True},
        "session.json": {"session": {"graph": graph, "execution_graph": graph}, "status": "completed"},
        "workflow.json": workflow([node("i", "integer", value=3)]),
        "record.json": {"workflow_id": "w", "workflow": workflow([node("i", "integer", value=3)])},
    }
    for name, data in kinds.items():
        (here / name).write_text(json.dumps(data))
        assert run(lab, "--no-save", "--set", "i.value=5", name) == 0, name
    assert [b["batch"]["graph"]["nodes"]["i"]["value"] for b in lab.bodies] == [5] * 5
    assert [b["batch"]["runs"] for b in lab.bodies] == [1, 2, 1, 1, 1]


def test_a_picture_is_a_document_too(lab: Lab, here: Path) -> None:
    (here / "old.png").write_bytes(lab.picture)
    assert run(lab, "--no-save", "old.png") == 0
    assert set(lab.bodies[0]["batch"]["graph"]["nodes"]) == {"canvas", "blur", "meta", "save"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot run: "),
        ("{}", "it is not an InvokeAI document"),
        ('{"3": {"class_type": "KSampler", "inputs": {}}}', "it is a ComfyUI file"),
        (
            '{"nodes": [{"id": "a", "type": "noise", "data": {}}], "edges": [{"source": {"node_id": "a"}}]}',
            "of guides",
        ),
    ],
)
def test_what_cannot_run(
    lab: Lab, here: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "x.json").write_text(text)
    assert run(lab, "x.json") == 2
    assert said in capsys.readouterr().err


def test_no_server_is_exit_code_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({}) as fake:
        url = fake.url
    assert run(None, "--server", url, "blur.workflow.json") == 2
    err = capsys.readouterr().err
    assert err == f"wflint: error: {url}: cannot connect; is the server running?\n"


def test_usage_errors(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "nonesuch.json") == 2
    assert run(lab, "--server", "ftp://x", "blur.workflow.json") == 2
    import click

    for arguments in (
        ["--name", "{fil}", "blur.workflow.json"],
        ["--target", "5.15.0", "blur.workflow.json"],
        [],
    ):
        with pytest.raises(click.UsageError):
            run(lab, *arguments)


def test_a_run_that_fails_is_exit_code_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab = Lab()
    lab.item = lambda c: c.json(lab.recorded.json("item_failed"))  # type: ignore[method-assign]
    with lab.open():
        assert run(lab, "blur.workflow.json") == 1
    assert "MissingInputException: Node img_blur missing value" in capsys.readouterr().err
    assert list(here.glob("*.png")) == []


def test_a_truncated_picture_fails_the_run_and_leaves_no_file(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = Lab()
    lab.picture = lab.picture[:-20]
    with lab.open():
        assert run(lab, "blur.workflow.json") != 0
    assert "arrived cut short" in capsys.readouterr().err
    assert [p.name for p in here.iterdir()] == ["blur.workflow.json"]


def test_a_server_that_breaks_off_one_run_does_not_stop_the_next(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "second.workflow.json").write_bytes(BLUR.read_bytes())
    lab = Lab()
    posts = []

    def enqueue(connection: Connection) -> None:
        posts.append(1)
        if len(posts) == 1:
            reset(connection)
        else:
            Lab.enqueue(lab, connection)

    def status(connection: Connection) -> None:
        connection.json(lab.recorded.json("batch_status_unknown" if len(posts) == 1 else "batch_status"))

    with lab.open(**{f"{QUEUE}/enqueue_batch": enqueue, f"{QUEUE}/b/": status}):
        code = run(lab, "--no-save", "blur.workflow.json", "second.workflow.json")
    assert code == 2
    out, err = capsys.readouterr()
    assert out == "1 of 2 ran\n"
    assert "blur.workflow.json: " in err
    assert "the connection broke" in err


def test_a_bar_for_each_node_on_a_terminal(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(lab, "--no-save", "blur.workflow.json") == 0
    err = capsys.readouterr().err
    assert re.search(r'\[#{24}\] img_blur "Blur" +0\.\d\d s', err)
    assert "\r\x1b[K" in err


def test_quiet_says_nothing(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(lab, "--quiet", "--no-save", "blur.workflow.json") == 0
    assert capsys.readouterr() == ("", "")

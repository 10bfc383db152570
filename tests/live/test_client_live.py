"""The client and ``wflint run`` on real servers with tiny models."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from PIL import Image

from wflint import Server
from wflint.live.client.errors import RefusedError, RunTimeoutError, UnreachableError
from wflint.live.client.release import capabilities
from wflint.live.serve.environment import invokeai_environment
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.live

WORKFLOWS = Path(__file__).parents[2] / "workflows"


def node(node_id: str, node_type: str, **values: Any) -> dict[str, Any]:
    return {"id": node_id, "type": node_type, "use_cache": False, "is_intermediate": True, **values}


def graph(*nodes: dict[str, Any], edges: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    ends = [(a.split("."), b.split(".")) for a, b in edges]
    return {
        "id": "live",
        "nodes": {n["id"]: n for n in nodes},
        "edges": [
            {"source": {"node_id": a, "field": x}, "destination": {"node_id": b, "field": y}}
            for (a, x), (b, y) in ends
        ],
    }


BLUR = graph(
    node("canvas", "blank_image", width=96, height=64),
    node("blur", "img_blur", radius=4),
    node("save", "save_image", is_intermediate=False),
    edges=(("canvas.image", "blur.image"), ("blur.image", "save.image")),
)
SLOW = graph(*(node(f"n{i}", "blank_image", width=3000, height=3000) for i in range(40)))


@pytest.fixture
def client(server: InvokeAIServer) -> Iterator[Server]:
    with Server(server.url) as connection:
        yield connection
        connection.clean_up()


def settled(client: Server) -> int:
    """How many pictures the server has once nothing more comes of what other tests cancelled."""
    quiet_since, count = time.monotonic(), pictures(client)
    while time.monotonic() < quiet_since + 1.5:
        time.sleep(0.1)
        if (now := pictures(client)) != count:
            quiet_since, count = time.monotonic(), now
    return count


def pictures(client: Server) -> int:
    """How many pictures the server has, intermediate ones included."""
    return sum(
        client.session.get("/api/v1/images/", params={"is_intermediate": str(flag).lower(), "limit": 1})[
            "total"
        ]
        for flag in (False, True)
    )


def test_a_run_with_events(client: Server, server: InvokeAIServer) -> None:
    assert client.version == server.release
    told: list[Any] = []
    result = client.run(BLUR, progress=told.append).require()
    assert [(i.node, i.width, i.height) for i in result.images] == [("save", 96, 64)]
    assert [n.node for n in result.items[0].nodes] == ["canvas", "blur", "save"]
    assert all(n.seconds is not None and n.seconds > 0 for n in result.items[0].nodes)
    assert {p.what for p in told} >= {"item", "started", "complete"}


def test_polling_gives_the_same(server: InvokeAIServer) -> None:
    with Server(server.url, events=False) as client:
        result = client.run(BLUR).require()
        assert [i.node for i in result.images] == ["save"]
        assert [n.node for n in result.items[0].nodes] == ["canvas", "blur", "save"]
        client.clean_up()


def test_batches_runs_and_values(client: Server) -> None:
    data = [[{"node_path": "canvas", "field_name": "width", "items": [64, 128]}]]
    result = client.run(BLUR, data=data, runs=2).require()
    assert sorted(item.values["canvas.width"] for item in result.items) == [64, 64, 128, 128]
    for item in result.items:
        [image] = [i for i in item.images if not i.intermediate]
        assert image.width == item.values["canvas.width"]


def test_iterations_are_results_of_one_node(client: Server) -> None:
    result = client.run(
        graph(
            node("range", "range", start=0, stop=3),
            node("each", "iterate"),
            node("sum", "add", b=10),
            edges=(("range.collection", "each.collection"), ("each.item", "sum.a")),
        )
    ).require()
    [item] = result.items
    assert sorted(output["value"] for output in item.results["sum"]) == [10, 11, 12]
    assert len([n for n in item.nodes if n.node == "sum"]) == 3


def test_a_refused_graph_and_a_failing_one(client: Server) -> None:
    wrong = {**BLUR, "edges": [*BLUR["edges"], {
        "source": {"node_id": "blur", "field": "width"}, "destination": {"node_id": "save", "field": "board"},
    }]}  # fmt: skip
    # What releases from 5.6.1 on say, and older ones.
    with pytest.raises(
        RefusedError,
        match=r"target types do not match|Cannot connect to direct input|Invalid edge from blur\.width",
    ):
        client.run(wrong)
    result = client.run(graph(node("blur", "img_blur")))
    assert result.status == "failed"
    assert result.error is not None
    assert "missing value or connection for field image" in result.error
    assert client.run(BLUR).ok  # and the server goes on


def test_a_time_out_cancels(client: Server) -> None:
    with pytest.raises(RunTimeoutError) as raised:
        client.run(SLOW, seconds=0.7)
    assert raised.value.result.status == "canceled"
    status = client.session.get("/api/v1/queue/default/status")["queue"]
    assert (status["pending"], status["in_progress"]) == (0, 0)


def test_what_a_cancelled_run_still_makes_is_removed_too(server: InvokeAIServer) -> None:
    """The node that runs when its item is cancelled goes on and saves its picture."""
    big = graph(*(node(f"n{i}", "blank_image", width=9000, height=9000) for i in range(3)))
    with Server(server.url) as client:
        before = settled(client)
        with pytest.raises(RunTimeoutError):
            client.run(big, seconds=0.5)
        client.clean_up()
        _wait_for(lambda: client.clean_up() == 0 and pictures(client) == before, 10)


def test_videos_are_uploaded_run_downloaded_and_removed(server: InvokeAIServer, tmp_path: Path) -> None:
    if not capabilities(server.release).videos:
        pytest.skip("this release has no videos")
    clip = tmp_path / "clip.mp4"
    python = str(invokeai_environment(server.release).python)
    subprocess.run([python, "-c", _CLIP, str(clip)], check=True, timeout=120)
    with Server(server.url) as client:
        name = client.gallery.upload(clip)
        assert client.gallery.exists(name, "video")
        collect = graph(
            node("clip", "video", video={"video_name": name}),
            node("all", "collect"),
            node("joined", "video_concat", is_intermediate=False),
            edges=(("clip.video", "all.item"), ("all.collection", "joined.videos")),
        )
        collect["nodes"]["again"] = {**collect["nodes"]["clip"], "id": "again"}
        collect["edges"].append(
            {
                "source": {"node_id": "again", "field": "video"},
                "destination": {"node_id": "all", "field": "item"},
            }
        )
        result = client.run(collect).require()
        [made] = result.images
        assert (made.kind, made.node) == ("video", "joined")
        assert client.gallery.download(made, tmp_path / "joined.mp4").read_bytes()[4:8] == b"ftyp"
        assert client.clean_up() == 2
        assert not client.gallery.exists(name, "video")
        assert not client.gallery.exists(made.name, "video")


_CLIP = """
import sys, numpy, imageio
writer = imageio.get_writer(sys.argv[1], fps=8, codec="libx264", macro_block_size=16)
for level in range(0, 160, 20):
    writer.append_data(numpy.full((64, 64, 3), level, numpy.uint8))
writer.close()
"""


def test_nothing_is_left_behind(server: InvokeAIServer, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    with Server(server.url) as client:
        before = settled(client)
        name = client.gallery.upload(tmp_path / "red.png")
        shown = graph(
            node("show", "image", image={"image_name": name}),
            node("blur", "img_blur"),
            edges=(("show.image", "blur.image"),),
        )
        client.run(shown).require()
        assert pictures(client) == before + 2
        assert client.clean_up() == 2
        assert pictures(client) == before


def test_what_was_there_before_stays(server: InvokeAIServer, client: Server, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    name = client.gallery.upload(tmp_path / "red.png")
    with Server(server.url) as other:
        other.run(graph(node("show", "image", image={"image_name": name}))).require()
        assert other.clean_up() == 0
    assert client.gallery.exists(name)


def test_pictures_hold_their_metadata(client: Server, tmp_path: Path) -> None:
    result = client.run(
        graph(
            *BLUR["nodes"].values(),
            node("meta", "core_metadata", seed=7, positive_prompt="a fox"),
            edges=(
                ("canvas.image", "blur.image"),
                ("blur.image", "save.image"),
                ("meta.metadata", "save.metadata"),
            ),
        )
    ).require()
    path = client.gallery.download(result.images[0], tmp_path / "fox.png")
    with Image.open(path) as picture:
        assert picture.size == (96, 64)
        assert json.loads(picture.info["invokeai_metadata"])["positive_prompt"] == "a fox"
    assert (client.gallery.metadata(result.images[0].name) or {})["seed"] == 7


def test_many_runs_over_one_connection(client: Server) -> None:
    """A hundred queued runs: every one is told, in under 100 MB."""
    fast = graph(node("i", "integer", value=3))
    told = []
    before = psutil.Process().memory_info().rss
    outcomes = client.run_many([fast] * 100, concurrent=100, callback=lambda *args: told.append(args))
    assert [o.ok for o in outcomes if not isinstance(o, Exception)] == [True] * 100
    assert len(told) == 100
    grown = psutil.Process().memory_info().rss - before
    print(f"\n100 runs: {grown / 1e6:.1f} MB more")
    assert grown < 100_000_000


def test_models_of_the_server(client: Server) -> None:
    names = {m["name"]: m for m in client.models()}
    assert names["tiny-sd15"]["base"] == "sd-1"
    assert [m["name"] for m in client.models("main", "sdxl")] != []


def wflint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments], capture_output=True, text=True, timeout=300, check=False
    )


# A shell that starts tests in the background has SIGINT ignored, which children inherit.
_MAIN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from wflint.cli.main import main
main()
"""


def test_the_command_on_a_workflow(server: InvokeAIServer, client: Server, tmp_path: Path) -> None:
    before = settled(client)
    ran = wflint(
        "run", "--server", server.url, "--clean", "-o", str(tmp_path),
        "--set", "Model=tiny-sd15", "--set", "Positive Prompt=a fox", "--set", "Noise.width=64",
        "--set", "Noise.height=64", "--set", "denoise_latents.steps=2", "--set", "Decode.fp32=true",
        "--sweep", "Noise.seed=1..2", "--name", "{file}-{Noise.seed}",
        str(WORKFLOWS / "sd15_text_to_image.workflow.json"),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    names = ["sd15_text_to_image-1.png", "sd15_text_to_image-2.png"]
    assert sorted(p.name for p in tmp_path.iterdir()) == names
    raw = [(tmp_path / name).read_bytes() for name in names]
    pixels = [Image.open(io.BytesIO(r)).convert("RGB").tobytes() for r in raw]
    assert pixels[0] != pixels[1]
    assert pictures(client) == before


def test_the_command_names_the_models_that_would_fit(server: InvokeAIServer, tmp_path: Path) -> None:
    workflow = str(WORKFLOWS / "sd15_text_to_image.workflow.json")
    ran = wflint("run", "--server", server.url, "--set", "Model=nonesuch", "-o", str(tmp_path), workflow)
    assert ran.returncode == 2
    assert '"tiny-sd15" (sd-1 main)' in ran.stderr


def test_ctrl_c_ends_the_command_and_the_run(server: InvokeAIServer, client: Server, tmp_path: Path) -> None:
    (tmp_path / "slow.graph.json").write_text(json.dumps(SLOW))
    process = subprocess.Popen(
        [sys.executable, "-c", _MAIN, "run", "--server", server.url, "--clean", "slow.graph.json"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait_for(lambda: client.session.get("/api/v1/queue/default/status")["queue"]["in_progress"] == 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    finally:
        process.kill()
        process.communicate()
    _wait_for(lambda: client.session.get("/api/v1/queue/default/status")["queue"]["in_progress"] == 0)


def _wait_for(condition: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_server_that_is_killed_during_a_run(server: InvokeAIServer) -> None:
    """A server of its own is killed and stopped; each case ends in time with its own error."""
    with InvokeAIServer(server.release) as victim, Server(victim.url, patience=2.0, seconds=3.0) as client:
        client.session.retries = 0
        run = client.submit(SLOW)
        assert victim.pid is not None
        process = psutil.Process(victim.pid)
        process.suspend()
        started = time.monotonic()
        with pytest.raises((RunTimeoutError, UnreachableError)):
            client.wait(run, 4.0)
        assert time.monotonic() - started < 25
        process.resume()
        assert client.run(BLUR, seconds=60).ok
        run = client.submit(SLOW)
        process.kill()
        with pytest.raises(UnreachableError):
            client.wait(run, 60.0)
        with pytest.raises(UnreachableError):
            client.run(BLUR)

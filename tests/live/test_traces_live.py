"""After a crash: what a killed wflint left on a real server, and `wflint queue clean`.

What is there is asked by plain requests, not by wflint's own client.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.live.serving import until
from tests.live.test_client_live import BLUR, graph, node
from wflint import Server
from wflint.live.client.release import capabilities

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

# Fast enough that some are over when it is killed, one runs and most wait.
WORK = graph(
    node("canvas", "blank_image", width=1024, height=1024),
    node("blur", "img_blur", radius=40),
    node("save", "save_image", is_intermediate=False),
    edges=(("canvas.image", "blur.image"), ("blur.image", "save.image")),
)
# Uploads, submits fifty runs, waits until two are over, and is killed.
KILLED = """
import json, os, signal, sys, time
import wflint
server = wflint.Server(sys.argv[1])
server.gallery.upload(sys.argv[2])
work = json.load(open(sys.argv[3]))
runs = [server.submit(work) for _ in range(50)]
path = f"/api/v1/queue/default/b/{runs[1].batch_id}/status"
while server.session.get(path)["completed"] == 0:
    time.sleep(0.05)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Plain:
    """Questions to a server without wflint."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}", timeout=60) as answer:
            return json.load(answer)

    def images(self) -> set[str]:
        """All images, intermediate ones included."""
        return {row["image_name"] for row in self.get("images/?limit=1000&offset=0")["items"]}

    def counts(self) -> dict[str, int]:
        """How many queue items have which status."""
        found: dict[str, int] = self.get("queue/default/status")["queue"]
        return {name: found[name] for name in ("pending", "in_progress", "completed", "canceled", "total")}

    def resting(self) -> bool:
        """Whether nothing is computed."""
        return self.get("queue/default/status")["processor"]["is_processing"] is False


def clean(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wflint", "queue", "clean", "--server", url, *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_fifty_runs_of_a_killed_client(server: InvokeAIServer, tmp_path: Path) -> None:
    plain = Plain(server.url)
    assert until(plain.resting)
    clean(server.url, "--all")
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    (tmp_path / "work.json").write_text(json.dumps(WORK))
    with Server(server.url) as client:  # somebody else's, by a plain request
        theirs = client.session.call(
            "POST", "/api/v1/queue/default/enqueue_batch", body={"batch": {"graph": BLUR, "runs": 1}}
        )
        batch = theirs["batch"]["batch_id"]
        assert until(lambda: plain.get(f"queue/default/b/{batch}/status")["completed"] == 1)
        images, counts = plain.images(), plain.counts()
    arguments = [server.url, str(tmp_path / "red.png"), str(tmp_path / "work.json")]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], timeout=120, check=False)
    assert killed.returncode == -9
    assert plain.counts()["total"] == counts["total"] + 50
    assert plain.counts()["pending"] > 0
    assert len(plain.images()) > len(images) + 3
    ran = clean(server.url)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert until(plain.resting)  # the node that ran when it was cancelled has saved its image by now
    assert plain.images() == images, ran.stdout
    left = plain.counts()
    if capabilities(server.release).item_ids:
        assert left == counts
    else:  # single items cannot be deleted there: they stay listed as ended
        assert (left["pending"], left["in_progress"]) == (0, 0)
        assert "50 items stay in its list" in ran.stdout
    assert plain.get(f"queue/default/b/{batch}/status")["completed"] == 1


def test_what_runs_and_what_was_fetched_stays(server: InvokeAIServer) -> None:
    plain = Plain(server.url)
    with Server(server.url) as client:
        image = client.run(BLUR).require().images[0].name
        run = client.submit(WORK, runs=8)
        ran = clean(server.url)
        assert ran.returncode == 0, ran.stderr
        assert f"still running (pid {os.getpid()})" in ran.stdout
        assert client.wait(run).ok
        assert image in plain.images()
        client.clean_up()
        assert image not in plain.images()


def test_sigterm_leaves_nothing(server: InvokeAIServer, tmp_path: Path) -> None:
    """A case with an upload, in the middle of its run."""
    plain = Plain(server.url)
    assert until(plain.resting)
    images = plain.images()
    Image.new("RGB", (1024, 1024), "red").save(tmp_path / "red.png")
    edges = (("show.image", "n0.image"), *((f"n{i}.image", f"n{i + 1}.image") for i in range(60)))
    blurs = (node(f"n{i}", "img_blur", radius=40) for i in range(61))
    slow = graph(node("show", "image", image={"image_name": "red.png"}), *blurs, edges=edges)
    (tmp_path / "slow.graph.json").write_text(json.dumps(slow))
    (tmp_path / "slow.test.toml").write_text('[uploads]\n"show.image" = "red.png"\n')
    process = subprocess.Popen(
        [sys.executable, "-m", "wflint", "run", "--server", server.url, "slow.test.toml"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert until(lambda: plain.counts()["in_progress"] == 1), process.communicate(timeout=20)
        assert until(lambda: len(plain.images()) > len(images) + 1)
        process.terminate()
        assert process.wait(60) == 143
    finally:
        process.kill()
        process.communicate()
    assert until(plain.resting)
    assert plain.images() == images
    assert (plain.counts()["pending"], plain.counts()["in_progress"]) == (0, 0)

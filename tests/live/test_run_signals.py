"""``wflint run`` that is ended by a signal: nothing goes on at the server, and nothing is left there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.cli.conftest import COMMAND
from tests.graph.test_convert import node, workflow
from tests.live.fake_server import silent
from tests.live.serving import fake_python, gone, until
from tests.live.test_client_sockets import QUEUE
from tests.live.test_run_command import IMAGES, Lab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.live.fake_server import Connection, FakeServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")

EVERY = pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
SHOW = workflow([node("i", "image", image=...), node("s", "save_image")], "i.image -> s.image")


class Busy(Lab):
    """A server whose runs never end, unless they are cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()  # the moment at which the signal is to come
        self.going: set[str] = set()
        self.cancelled: list[str] = []
        self.uploads: list[str] = []

    def enqueue(self, connection: Connection) -> None:
        batch_id = json.loads(connection.body)["batch"]["batch_id"]
        self.going.add(batch_id)
        super().enqueue(connection)

    def status(self, connection: Connection) -> None:
        self.reached.set()
        status = self.recorded.json("batch_status")
        connection.json({**status, "pending": 0, "in_progress": 1, "completed": 0})

    def cancel(self, connection: Connection) -> None:
        batches = set(json.loads(connection.body)["batch_ids"])
        count = len(batches & self.going)
        self.going -= batches
        self.cancelled += batches
        connection.json({"canceled": count})

    def upload(self, connection: Connection) -> None:
        self.uploads.append(f"upload-{len(self.uploads)}.png")
        connection.json({"image_name": self.uploads[-1]})

    @contextmanager
    def busy(self, **handlers: Callable[[Connection], None]) -> Iterator[FakeServer]:
        found = {
            f"{QUEUE}/cancel_by_batch_ids": self.cancel,
            f"{IMAGES}/upload": self.upload,
            "/ws/socket.io/": lambda c: c.json({}, "404 Not Found"),
            **handlers,
        }
        with self.open(**found) as fake:
            yield fake


@pytest.fixture
def busy() -> Busy:
    return Busy()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    lab = Lab()
    (tmp_path / "fox.png").write_bytes(lab.picture)
    (tmp_path / "show.workflow.json").write_text(json.dumps(SHOW))
    return tmp_path


def start(url: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "run", "--server", url, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def end(process: subprocess.Popen[bytes], number: int) -> tuple[int, str]:
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()


def show(url: str, *more: str) -> subprocess.Popen[bytes]:
    return start(url, "--set", "i.image=fox.png", *more, "show.workflow.json")


@EVERY
def test_while_it_waits(busy: Busy, here: Path, number: int, code: int) -> None:
    with busy.busy() as fake:
        process = show(fake.url)
        assert busy.reached.wait(60)
        ended, said = end(process, number)
    assert ended == code
    assert "Traceback" not in said
    assert "error" not in said
    assert not busy.going
    assert busy.deleted == busy.uploads != []
    assert sorted(os.listdir(here)) == ["fox.png", "show.workflow.json"]


def test_the_next_document_is_not_begun(busy: Busy, here: Path) -> None:
    (here / "tell.workflow.json").write_text(json.dumps(SHOW))
    with busy.busy() as fake:
        process = start(
            fake.url, "--set", "i.image=fox.png", "--sweep", "i.image=fox.png,fox.png",
            "show.workflow.json", "tell.workflow.json",
        )  # fmt: skip
        assert busy.reached.wait(60)
        ended, _ = end(process, signal.SIGTERM)
    assert ended == 143
    assert len(busy.bodies) == 1
    assert not busy.going
    assert sorted(busy.deleted) == sorted(busy.uploads) != []


def end_before_the_answer(busy: Busy, path: str, answer: Callable[[Connection], None]) -> None:
    """SIGTERM while a server has taken a request in and its answer is still to come."""
    told = threading.Event()

    def late(connection: Connection) -> None:
        busy.reached.set()
        told.wait(60)
        answer(connection)

    with busy.busy(**{path: late}) as fake:
        process = show(fake.url)
        assert busy.reached.wait(60)
        process.send_signal(signal.SIGTERM)
        told.set()
        process.communicate(timeout=60)
    assert process.returncode == 143
    assert busy.deleted == busy.uploads != []


def test_in_the_middle_of_an_upload(busy: Busy, here: Path) -> None:
    """The server has the picture, and its name is still to come."""
    end_before_the_answer(busy, f"{IMAGES}/upload", busy.upload)
    assert busy.bodies == []


def test_in_the_middle_of_an_enqueue(busy: Busy, here: Path) -> None:
    end_before_the_answer(busy, f"{QUEUE}/enqueue_batch", busy.enqueue)
    assert len(busy.cancelled) == 1
    assert not busy.going


def test_an_enqueue_that_is_not_waited_for_is_cancelled_when_it_arrives(busy: Busy, here: Path) -> None:
    """The server takes the batch in after it was first asked to cancel it."""
    asked = threading.Event()

    def late(connection: Connection) -> None:
        busy.reached.set()
        asked.wait(60)
        busy.enqueue(connection)

    def cancel(connection: Connection) -> None:
        busy.cancel(connection)
        asked.set()

    handlers = {f"{QUEUE}/enqueue_batch": late, f"{QUEUE}/cancel_by_batch_ids": cancel}
    with busy.busy(**handlers) as fake:
        process = show(fake.url)
        assert busy.reached.wait(60)
        ended, _ = end(process, signal.SIGTERM)
    assert ended == 143
    assert len(set(busy.cancelled)) == 1 < len(busy.cancelled)
    assert not busy.going


def test_in_the_pause_before_another_try(busy: Busy, here: Path) -> None:
    def refuse(connection: Connection) -> None:
        body = b"{}"
        connection.raw.sendall(
            b"HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nConnection: close\r\nContent-Length: 2\r\n\r\n" + body
        )
        busy.reached.set()

    with busy.busy(**{f"{QUEUE}/enqueue_batch": refuse}) as fake:
        process = show(fake.url)
        assert busy.reached.wait(60)
        ended, _ = end(process, signal.SIGTERM)
    assert ended == 143
    assert busy.deleted == busy.uploads != []


def test_while_a_picture_comes(here: Path) -> None:
    """It is saved whole or not at all."""
    lab = Lab()
    reached = threading.Event()

    def half(connection: Connection) -> None:
        if not connection.path.endswith("/full"):
            lab.image(connection)
            return
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(lab.picture)}\r\n\r\n"
        connection.raw.sendall(head.encode() + lab.picture[:1000])
        reached.set()
        connection.raw.recv(1)

    with lab.open(**{f"{IMAGES}/i/": half}) as fake:
        process = show(fake.url, "-o", "out")
        assert reached.wait(60)
        ended, _ = end(process, signal.SIGTERM)
    assert ended == 143
    assert not list(here.glob("out/*"))
    assert lab.deleted == [lab.recorded.json("upload")["image_name"]]


def test_a_server_that_answers_nothing_more_does_not_keep_it(busy: Busy, here: Path) -> None:
    """What could not be cancelled or removed is said."""
    hung = {f"{QUEUE}/cancel_by_batch_ids": silent, f"{IMAGES}/delete": silent}
    with busy.busy(**hung) as fake:
        process = show(fake.url)
        assert busy.reached.wait(60)
        ended, said = end(process, signal.SIGTERM)
    assert ended == 143
    assert "could not cancel batch" in said
    assert "could not clean up" in said
    assert "Traceback" not in said


@EVERY
def test_a_case(busy: Busy, here: Path, number: int, code: int) -> None:
    (here / "show.test.toml").write_text('[uploads]\n"i.image" = "fox.png"\n')
    with busy.busy() as fake:
        process = start(fake.url, ".")
        assert busy.reached.wait(60)
        ended, said = end(process, number)
    assert ended == code
    assert "Traceback" not in said
    assert not busy.going
    assert busy.uploads
    assert set(busy.deleted) >= set(busy.uploads)


# -- pytest ----------------------------------------------------------------------------------------


def pytest_on(url: str, *options: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        *options,
        "--wflint-server",
        url,
        ".",
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def ended(process: subprocess.Popen[bytes], number: int) -> tuple[int, str]:
    process.send_signal(number)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said.decode()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 2), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_case_under_pytest(busy: Busy, here: Path, number: int, code: int) -> None:
    (here / "show.test.toml").write_text('[uploads]\n"i.image" = "fox.png"\n')
    with busy.busy() as fake:
        process = pytest_on(fake.url)
        assert busy.reached.wait(60)
        returned, said = ended(process, number)
    assert returned == code, said
    assert not busy.going
    assert busy.uploads
    assert set(busy.deleted) >= set(busy.uploads)


def test_a_test_with_a_client(busy: Busy, here: Path) -> None:
    (here / "test_own.py").write_text(
        "def test(invokeai_client):\n"
        "    invokeai_client.gallery.upload('fox.png')\n"
        "    invokeai_client.run('show.workflow.json')\n"
    )
    with busy.busy() as fake:
        process = pytest_on(fake.url)
        assert busy.reached.wait(60)
        returned, said = ended(process, signal.SIGTERM)
    assert returned == 143, said
    assert not busy.going
    assert busy.uploads
    assert set(busy.deleted) >= set(busy.uploads)


def test_workers_of_xdist(busy: Busy, here: Path) -> None:
    (here / "show.test.toml").write_text('[uploads]\n"i.image" = "fox.png"\n')
    with busy.busy() as fake:
        process = pytest_on(fake.url, "-n", "1")
        assert busy.reached.wait(60)
        returned, said = ended(process, signal.SIGTERM)
    assert returned == 143, said
    assert not busy.going
    assert busy.uploads
    assert set(busy.deleted) >= set(busy.uploads)


def test_pytest_without_a_server_of_ours_handles_signals_as_ever(here: Path) -> None:
    (here / "test_own.py").write_text(
        "import os, signal\n"
        "def test():\n"
        "    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    process = pytest_on("http://127.0.0.1:9")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_server_of_pytest_ends_with_it(here: Path, number: int, code: int) -> None:
    (here / "test_own.py").write_text(
        "import time\ndef test(invokeai_server):\n    open('reached', 'w').close()\n"
        "    while True:\n        time.sleep(0.05)\n"
    )
    options = ("-p", "no:cacheprovider", "--wflint-serve", "6.14.2", "--wflint-models", "none")
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "WFLINT_INVOKEAI_6_14_2": str(fake_python(here)), "TMPDIR": str(here)},
    )
    assert until((here / "reached").exists, 60)
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) == 2
    returned, said = ended(process, number)
    assert returned == code, said
    assert all(gone(each.pid) for each in family)
    assert not list(here.glob("wflint-invokeai-*"))


# -- without a signal --------------------------------------------------------------------------------


def test_a_batch_whose_answer_was_lost_is_cancelled_before_it_ends(busy: Busy, here: Path) -> None:
    """A gateway gives up on the answer; the server behind it has the batch."""

    def lose(connection: Connection) -> None:
        busy.going.add(json.loads(connection.body)["batch"]["batch_id"])
        connection.json({}, "504 Gateway Timeout")

    with busy.busy(**{f"{QUEUE}/enqueue_batch": lose}) as fake:
        process = show(fake.url)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "504" in said.decode()
    assert len(busy.cancelled) == 1
    assert not busy.going
    assert busy.deleted == busy.uploads != []

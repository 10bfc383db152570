"""A server that died is explained: its exit code or signal, and the end of its log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.serving import fake_python, gone, until
from tests.live.test_serve_command import wflint
from wflint.live.cases.runner import CaseRunner
from wflint.live.client.batch_run import Run
from wflint.live.client.client import Client
from wflint.live.client.errors import UnreachableError
from wflint.live.measure.host import Host, describe_host, is_gone
from wflint.live.serve.detached import detached_servers
from wflint.live.serve.ends import ServerEnd, end_of, exit_words
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.load import Case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
KILLED = "(SIGKILL), perhaps because memory ran out"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(fake_python(tmp_path)))
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return dict(os.environ)


def detached(environment: dict[str, str], *more: str) -> dict[str, Any]:
    done = wflint(environment, "serve", "--release", "6.14.2", "--device", "cpu", "--detach", *more)
    assert done.returncode == 0, done.stderr
    listed = json.loads(wflint(environment, "serve", "status", "--format", "json").stdout)["servers"]
    found: dict[str, Any] = listed[-1]
    return found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "InvokeAI ended with exit code 0"),
        (3, "InvokeAI ended with exit code 3"),
        (-9, f"InvokeAI was killed {KILLED}"),
        (-11, "InvokeAI crashed (SIGSEGV)"),
        (-15, "InvokeAI was ended by SIGTERM"),
        (-99, "InvokeAI was ended by signal 99"),
    ],
)
def test_words(code: int, words: str) -> None:
    assert exit_words(code) == words


def test_a_server_of_this_process(environment: dict[str, str]) -> None:
    with InvokeAIServer("6.14.2", device="cpu") as server:
        with Client(server.session()) as client:
            host = describe_host(client, server)
        assert host.preset == ""
        assert end_of(server.url, process=server.process) is None
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        end = host.end_of(server.url)
        assert end is not None
        assert end.said == f"InvokeAI was killed {KILLED}"
        assert end.log[-1].startswith("Invoke running on http://127.0.0.1:")
        server.restart()
        assert host.end_of(server.url) is None
    assert host.end_of("http://127.0.0.1:1") is None  # stopped by its owner: nothing to explain


def test_a_detached_server(environment: dict[str, str], tmp_path: Path) -> None:
    server = detached(environment, "--preset", "balanced")
    [known] = detached_servers()
    assert known.preset == "balanced"
    os.kill(server["pid"], signal.SIGKILL)
    host = Host("cpu", pid=server["pid"])
    end = host.end_of(server["url"])  # at once: it waits for what the guard tells
    assert end is not None
    assert end.said.startswith("InvokeAI was killed at ")
    assert end.said.endswith(KILLED)
    assert any("Invoke running on" in line for line in end.log)
    assert until(lambda: gone(server["guard_pid"]))
    assert not list(tmp_path.glob("wflint-invokeai-*"))  # the log went with the root
    told = end_of(server["url"])  # by somebody who comes later
    assert told is not None
    assert told.said == end.said
    assert end_of("http://127.0.0.1:1") is None


def test_one_that_was_stopped_needs_no_explanation(environment: dict[str, str], tmp_path: Path) -> None:
    server = detached(environment)
    assert wflint(environment, "serve", "stop").returncode == 0
    assert end_of(server["url"]) is None
    assert not list((tmp_path / "cache" / "servers").iterdir())


def test_old_ends_are_forgotten(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "servers"
    folder.mkdir(parents=True)
    for name, age in (("old", 8), ("new", 1)):
        ended = {"exit": 1, "ended": time.time() - age * 86400, "server": {"url": f"http://{name}"}}
        (folder / f"{name}.ended").write_text(json.dumps(ended))
    (folder / "torn.ended").write_text("{")
    assert detached_servers() == []
    assert [path.name for path in folder.iterdir()] == ["new.ended"]
    assert end_of("http://new/") is not None


@pytest.mark.parametrize(
    "written", ["[]", "{}", '{"server": {"url": "http://a"}, "exit": "1"}', '{"server": 1}']
)
def test_a_foreign_file_explains_nothing(environment: dict[str, str], tmp_path: Path, written: str) -> None:
    (tmp_path / "cache" / "servers").mkdir(parents=True)
    (tmp_path / "cache" / "servers" / "a.ended").write_text(written)
    assert end_of("http://a") is None


def test_what_a_log_says_stays_on_its_line_and_short(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "cache" / "servers").mkdir(parents=True)
    lines = [f"{number} \x1b[31m\x1b]0;title\x07{'x' * 1000}" for number in range(500)]
    ended = {"exit": 1, "ended": 1.0, "server": {"url": "http://a"}, "log": lines}
    (tmp_path / "cache" / "servers" / "a.ended").write_text(json.dumps(ended))
    end = end_of("http://a")
    assert end is not None
    assert len(end.log) == 12
    assert all(len(line) <= 300 and line.isprintable() for line in end.log)
    assert end.log[-1].startswith("499 ")


def test_a_process_that_is_no_ones() -> None:
    """Somebody's own InvokeAI: that it is gone can be seen, not why."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
    assert end_of("http://a", pid=process.pid) is None
    process.send_signal(signal.SIGSTOP)
    assert until(lambda: "suspended" in str(end_of("http://a", pid=process.pid)))
    process.kill()
    process.wait()
    assert end_of("http://a", pid=process.pid) == ServerEnd(
        f"InvokeAI's process ({process.pid}) is gone; its exit code is not known"
    )


STATS = """\
[2026-12-01 01:27:40,620]::[InvokeAI]::INFO --> Graph stats: f4cefbe1
                          Node   Calls   Seconds VRAM Change
                         noise       1    0.010s     +0.000G
TOTAL GRAPH EXECUTION TIME:   4.055s
RAM cache statistics:
   Cache high water mark: 0.66/9.77G

"""


def test_what_went_well_does_not_push_out_what_did_not(tmp_path: Path) -> None:
    """Of a log as InvokeAI 6.14.2 writes it; a crash has no level, and comes after whatever was last said."""
    log = tmp_path / "server.log"
    log.write_text(
        "[2026-12-01 01:27:39,000]::[InvokeAI]::ERROR --> Error while invoking session: out of memory\n"
        "Traceback (most recent call last):\n" + 3 * STATS +
        "[2026-12-01 01:27:42,138]::[InvokeAI]::INFO --> Executing queue item 59 on cpu\n"
        "Fatal Python error: Segmentation fault\n"
        "Thread 0x7f (most recent call first):\n"
        "  File a.py, line 1\n"
        "  File b.py, line 2\n"
        "\n"
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    end = end_of("http://a", pid=process.pid, log=log)
    assert end is not None
    assert [line.rpartition("--> ")[2] for line in end.log] == [
        "Error while invoking session: out of memory",
        "Traceback (most recent call last):",
        "Fatal Python error: Segmentation fault",
        "Thread 0x7f (most recent call first):",
        "  File a.py, line 1",
        "  File b.py, line 2",
    ]


def test_a_run_says_why_its_server_does_not_answer(environment: dict[str, str], tmp_path: Path) -> None:
    server = detached(environment)
    os.kill(server["pid"], signal.SIGKILL)
    assert until(lambda: gone(server["guard_pid"]))
    (tmp_path / "a.json").write_text('{"nodes": {}, "edges": []}')
    done = wflint(environment, "run", "--server", server["url"], str(tmp_path / "a.json"))
    assert done.returncode == 2
    first, *log = done.stderr.splitlines()
    assert first.startswith(f"wflint: error: {server['url']}: cannot connect; InvokeAI was killed at ")
    assert any("Invoke running on" in line for line in log)


def test_the_verdict_of_a_case_says_it(environment: dict[str, str]) -> None:
    with InvokeAIServer("6.14.2", device="cpu") as server, Client(server.session(), patience=1.0) as client:
        runner = CaseRunner(client, describe_host(client, server))
        _ = client.version
        assert server.pid is not None

        def dies(*_: object) -> None:
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            raise UnreachableError("the connection broke")

        runner._run = dies  # type: ignore[method-assign]
        verdict = runner.run(a_case())
    assert verdict.status == "error"
    assert f"server: the connection broke; InvokeAI was killed {KILLED}" in verdict.reason
    assert any(note.startswith("server log: Invoke running on") for note in verdict.notes)


def a_case() -> Case:
    from tests.live.library import WORKFLOWS, case_with

    return case_with(WORKFLOWS / "sd15_text_to_image.test.toml")


def test_nobody_waits_for_a_server_that_is_known_to_be_gone(environment: dict[str, str]) -> None:
    server = detached(environment)
    with Client(server["url"], patience=3600.0) as client:
        run = running(client)
        assert not run.pump(1.0)
        os.kill(server["pid"], signal.SIGKILL)
        tells(run)
    with InvokeAIServer("6.14.2", device="cpu") as mine, Client(mine.session(), patience=3600.0) as client:
        run = running(client, mine)
        assert mine.pid is not None
        os.kill(mine.pid, signal.SIGKILL)
        tells(run)
        mine.restart()
        assert not mine.ended


def running(client: Client, managed: InvokeAIServer | None = None) -> Run:
    """A batch of a server that says nothing of it."""
    client.queue.gone = is_gone(client.session.url, managed)
    assert not client.queue.gone()
    run = Run(client.session, client.queue.path, "batch", None, 3600.0, client.queue.gone)
    run.expect([1], 1)
    return run


def tells(run: Run) -> None:
    """That it waits no longer; with patience it would for an hour."""
    with pytest.raises(UnreachableError):
        run.pump(20.0)

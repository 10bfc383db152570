"""Cases on a real server that dies or freezes under them: a verdict in time, and the next case runs."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.live.library import WORKFLOWS, case_with
from wflint.live.cases.run import CaseRunner, Options
from wflint.live.client import Server
from wflint.live.measure.host import describe_host

if TYPE_CHECKING:
    from wflint.live.client_run import Progress
    from wflint.live.server import InvokeAIServer

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system has no such signals"),
]

LONG = {"inputs": {"Denoise.steps": 400}, "golden": None, "timeout": 60.0}


@pytest.mark.parametrize("kind", ["SIGKILL", "SIGSTOP"])
def test_a_server_that_goes_away_during_a_case(server: InvokeAIServer, kind: str) -> None:
    file = WORKFLOWS / "sd15_text_to_image.test.toml"
    struck = threading.Event()
    with Server(server.url, seconds=5.0, patience=5.0) as client:
        host = describe_host(client, server)

        def strike(progress: Progress) -> None:
            if progress.what == "progress" and not struck.is_set():
                struck.set()
                os.kill(host.pid or 0, getattr(signal, kind))

        begun = time.monotonic()
        verdict = CaseRunner(client, host, Options(progress=strike)).run(case_with(file, LONG))
        took = time.monotonic() - begun
        if kind == "SIGSTOP":
            os.kill(host.pid or 0, signal.SIGCONT)
        else:
            server.restart()
        assert struck.is_set()
        assert verdict.status in ("error", "failed"), verdict.lines()
        assert "\n" not in verdict.reason
        assert took < 90
    with Server(server.url) as client:
        runner = CaseRunner(client, describe_host(client, server))
        again = runner.run(case_with(file))
        assert again.status == "passed", again.lines()

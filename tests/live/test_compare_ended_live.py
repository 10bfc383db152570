"""``wflint compare`` of two releases that it serves, ended in the middle: by a server's end, or by Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import psutil
import pytest

from tests.cli.conftest import COMMAND
from tests.live.conftest import RELEASES
from tests.live.library import copy_of
from tests.live.serving import gone, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are sent"),
    pytest.mark.skipif(not RELEASES[0].startswith("6.14"), reason="one release is enough"),
]

RELEASE = "6.14.2"
OPTIONS = ("--repeats", "1", "--format", "json", "--report", "page.html")
TOLD = f"# wflint serves InvokeAI {RELEASE}"  # on the command line of a server


class Going(NamedTuple):
    """A comparison in the middle of its second case of three. The servers are in the order of their start."""

    process: subprocess.Popen[bytes]
    servers: list[psutil.Process]
    scratch: Path
    said: Path

    def ended(self, seconds: float) -> tuple[int, float, str]:
        """Its exit code, the seconds to its end, what it said to people."""
        begun = time.monotonic()
        code = self.process.wait(seconds)
        return code, time.monotonic() - begun, self.said.read_text()

    def left(self) -> list[str]:
        """Whatever is still there."""
        running = [f"process {p.pid}" for p in self.servers if not until(lambda p=p: gone(p.pid), 5)]  # type: ignore[misc]
        return running + [path.name for path in self.scratch.iterdir()]


@pytest.fixture
def going(tmp_path: Path) -> Iterator[Going]:
    cases = tmp_path / "flows"
    copy_of("sd15_lora", cases)
    long = copy_of("sd15_text_to_image", cases)
    long.write_text(long.read_text().replace('"Denoise.steps" = 4', '"Denoise.steps" = 900'))
    copy_of("sdxl_text_to_image", cases)
    scratch, said = tmp_path / "scratch", tmp_path / "said.txt"
    scratch.mkdir()
    with said.open("wb") as errors:
        process = subprocess.Popen(
            [
                *COMMAND,
                "compare",
                RELEASE,
                RELEASE,
                "flows",
                "--repeats",
                "1",
                "--format",
                "json",
                "--report",
                "page.html",
            ],
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "TMPDIR": str(scratch)},
            cwd=tmp_path,
        )
    try:
        begun = until(lambda: "case 2 of 3" in said.read_text() or process.poll() is not None, 300)
        assert begun, said.read_text()
        assert process.poll() is None, said.read_text()
        time.sleep(4)  # until the first server computes
        below = psutil.Process(process.pid).children(recursive=True)
        servers = [each for each in below if "-c" in each.cmdline() and TOLD in " ".join(each.cmdline())]
        servers.sort(key=psutil.Process.create_time)
        assert len(servers) == 2, said.read_text()
        yield Going(process, servers, scratch, said)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("place", [0, 1])
def test_a_server_that_is_killed_ends_it_at_once(going: Going, tmp_path: Path, place: int) -> None:
    """Told with its exit code, whichever computes; the other is stopped, what was found is written."""
    going.servers[place].kill()
    code, seconds, said = going.ended(60)
    which = ("first", "second")[place]
    assert code == 2, said
    assert seconds < 20, said  # of them some for the other server to stop
    assert (
        f"the {which} server (InvokeAI {RELEASE}) ended during sd15_text_to_image: InvokeAI was killed"
        in said
    )
    assert "Traceback" not in said
    assert going.left() == []
    assert going.process.stdout is not None
    found = json.loads(going.process.stdout.read())
    assert (found["ended"]["server"], found["ended"]["case"]) == (which, "sd15_text_to_image")
    assert [each["verdict"] for each in found["cases"]][1:] == ["unclear", "unclear"]
    assert found["cases"][0]["verdict"] in ("same", "within noise")
    assert found["cases"][1]["reasons"][0].startswith(f"the {which} server ended: InvokeAI was killed")
    assert found["cases"][2]["reasons"] == ["not run, since a server had ended"]
    assert "InvokeAI was killed" in (tmp_path / "page.html").read_text()


def test_ctrl_c_stops_both_servers_and_tells_what_was_found(going: Going) -> None:
    going.process.send_signal(signal.SIGINT)
    code, seconds, said = going.ended(60)
    assert (code, "Traceback" in said) == (130, False), said
    assert seconds < 25
    assert going.left() == []
    assert "1 of 3 cases were run before it was ended" in said
    assert going.process.stdout is not None
    assert [each["case"] for each in json.load(going.process.stdout)["cases"]] == ["sd15_lora"]

"""What the base install does without any extra: everything but running workflows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.cli.gate import Gate
from tests.live.fake_server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Put = Callable[..., Path]
    Base = Callable[..., subprocess.CompletedProcess[str]]

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
MODULES = {"pillow": "PIL", "resvg-py": "resvg_py", "nvidia-ml-py": "pynvml", "websocket-client": "websocket"}
RUN = "import sys; [sys.modules.__setitem__(m, None) for m in {!r}]; from wflint.cli.main import main; main()"


def names(dependencies: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", dependency)[0] for dependency in dependencies}  # type: ignore[index]


@pytest.fixture
def base(here: Path) -> Base:
    """Runs ``wflint`` as if no extra were installed."""
    extras = set().union(*map(names, PROJECT["optional-dependencies"].values())) - {"wflint"}
    absent = sorted(MODULES.get(name, name) for name in extras - names(PROJECT["dependencies"]))
    assert {"numpy", "PIL", "pydantic", "psutil", "websocket", "keyring"} <= set(absent)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", RUN.format(absent), *arguments],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
            env={**os.environ, "WFLINT_CONFIG_DIR": str(here / ".user")},
        )

    return run


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(Gate(users=False).handlers()) as found:
        yield found


def test_a_server_as_target(base: Base, put: Put, server: FakeServer) -> None:
    put("a.json", bad_graph())
    ran = base("check", "-f", "json", "--target", server.url, "a.json")
    assert (ran.returncode, ran.stderr) == (1, "")
    report = json.loads(ran.stdout)
    assert report["targets"] == [server.url]
    assert "dangling-edge" in [d["slug"] for d in report["diagnostics"]]


def test_a_configured_server_once_it_is_allowed(base: Base, put: Put, server: FakeServer) -> None:
    put("a.json", good_graph())
    put("wflint.toml", f'target = "{server.url}"\n')
    ran = base("check", "--skip-unknown", "a.json")
    assert ran.returncode == 2
    assert f"wflint allow {server.url}" in ran.stderr
    assert server.seen == []
    assert base("allow", server.url).returncode == 0
    assert server.url in base("check", "--skip-unknown", "a.json").stdout
    assert server.seen


def test_pulls(base: Base, here: Path, server: FakeServer) -> None:
    for command in ("catalogue", "models"):
        ran = base(command, "pull", "--server", server.url, "-o", f"{command}.json")
        assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
        assert (here / f"{command}.json").is_file()


def test_running_cases_names_the_extra(base: Base, put: Put, server: FakeServer) -> None:
    put("a.json", good_graph())
    put("a.test.toml", "")
    ran = base("run", "--server", server.url, "a.test.toml")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert "this needs the live extra: pip install 'wflint[live]'" in ran.stderr


def test_errors_know_what_the_live_extra_has() -> None:
    from wflint.cli.errors import _LIVE

    live = names(PROJECT["optional-dependencies"]["live"])
    assert {MODULES.get(name, name) for name in live} == set(_LIVE)

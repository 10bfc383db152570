"""``pytest -n 2 --wflint-report``: one page of all workers' cases."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.graph.test_convert import node, workflow
from tests.live.fake_queue import queues

if TYPE_CHECKING:
    from pathlib import Path

SHOW = workflow([node("i", "blank_image"), node("s", "save_image")], "i.image -> s.image")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    (tmp_path / "show.workflow.json").write_text(json.dumps(SHOW))
    for name in "abcd":
        (tmp_path / f"{name}.test.toml").write_text('workflow = "show.workflow.json"\n')
    return tmp_path


def run_on(urls: list[str], *more: str) -> str:
    servers = [word for url in urls for word in ("--wflint-server", url)]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--wflint", "-p", "no:cacheprovider", *servers, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
        # This suite may be a worker's itself: what says so is not to be taken for the workers' of that run.
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST_")},
    )
    return ran.stdout


def test_workers_fill_one_page(here: Path) -> None:
    with queues(2) as servers:
        said = run_on(
            [each.url for each in servers],
            "-n",
            "2",
            "--wflint-report",
            "runs.html",
            "--wflint-history",
            "h.sqlite",
        )
    assert said.count("wflint: report: ") == 1, said
    text = (here / "runs.html").read_text("utf-8")
    names = re.findall(r'<span class="name"><bdi>(.*?)</bdi>', text)
    assert sorted(names) == ["a", "b", "c", "d"]
    assert "of 4 cases passed" in text
    assert all(each.url in text for each in servers)
    assert not list(here.glob("runs.gw*"))
    assert not list((here / "temporary").glob("wflint-report-*"))


def test_what_a_worker_ran_before_it_died_is_in_the_page(here: Path) -> None:
    (here / "conftest.py").write_text(
        "import os\n"
        "def pytest_runtest_logreport(report):\n"
        "    mine = report.when == 'call' and 'c.test.toml' in report.nodeid\n"
        "    if mine and 'PYTEST_XDIST_WORKER' in os.environ:\n"
        "        os._exit(1)\n"
    )
    with queues(1) as servers:
        run_on([servers[0].url], "-n", "1", "--max-worker-restart", "0", "--wflint-report", "runs.html")
    names = re.findall(r'<span class="name"><bdi>(.*?)</bdi>', (here / "runs.html").read_text("utf-8"))
    assert sorted(names) == ["a", "b", "c"]

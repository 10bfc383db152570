"""``wflint serve cache``: what is kept is listed, and removed when asked."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tests.live.serving import fake_python
from wflint.cli.serve import serve
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path))
    for name in ("environments/invokeai-5.10.0", "environments/invokeai-5.9.1", "tiny/5.9.1-0123456789ab"):
        folder = tmp_path / name
        (folder / "deep").mkdir(parents=True)
        (folder / "deep/file").write_bytes(b"x" * 1000)
        folder.with_name(folder.name + ".lock").touch()
    (tmp_path / "tiny/elsewhere").symlink_to(tmp_path / "environments")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(serve, ["cache", *arguments], standalone_mode=False)


def listed(*arguments: str) -> list[tuple[str, str, int]]:
    entries = json.loads(run("--format", "json", *arguments).stdout)["cache"]
    return [(entry["kind"], entry["release"], entry["size"]) for entry in entries]


def test_what_is_kept_is_listed_by_kind_and_release(store: Path) -> None:
    assert listed() == [
        ("environment", "5.9.1", 1000),
        ("environment", "5.10.0", 1000),
        ("tiny models", "5.9.1", 1000),
    ]
    text = run().stdout
    assert str(store / "tiny/5.9.1-0123456789ab") in text


def test_one_release_is_removed_and_the_others_stay(store: Path) -> None:
    assert run("--clean", "5.9.1").return_value == 0
    assert listed() == [("environment", "5.10.0", 1000)]
    assert {p.suffix for p in store.rglob("*5.9.1*")} == {".lock"}  # which another process may wait for
    assert (store / "environments/invokeai-5.10.0/deep/file").is_file()
    assert run("--clean").return_value == 0
    assert listed() == []
    assert "the cache is empty" in run().stderr


def test_listing_removes_nothing_and_unknown_releases_are_an_error(store: Path) -> None:
    run()
    assert "nothing of InvokeAI 4.0.0" in str(run("4.0.0", "--clean").exception)
    assert len(listed()) == 3


def test_what_a_server_uses_stays(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Running:
        release = "5.9.1"

    monkeypatch.setattr("wflint.live.serve.detached.detached_servers", lambda: [Running()])
    result = run("--clean")
    assert "a server of that release runs" in result.stderr
    assert {release for _, release, _ in listed()} == {"5.9.1"}


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script of the shell")
def test_what_a_server_of_another_wflint_uses_stays(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was not detached: of a terminal, of pytest. Its models are installed in place."""
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(fake_python(tmp_path)))
    for kind in ("environments/invokeai-6.14.2", "tiny/6.14.2-0123456789ab"):
        (store / kind).mkdir(parents=True)
    with InvokeAIServer("6.14.2", device="cpu"):
        assert run("--clean", "6.14.2").return_value == 0
        assert len(listed("6.14.2")) == 2

"""``wflint format`` as git's clean filter and as a pre-commit hook, with real git and real pre-commit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from wflint.engine.formatting import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Put = Callable[..., Path]
    Git = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
    pytest.mark.skipif(sys.platform == "win32", reason="the filter is a POSIX shell's"),
]
MODEL = {"key": "0a1b", "hash": "blake3:1", "name": "Deliberate", "base": "sd-1", "type": "main"}


def workflow(name: str = "Fox") -> bytes:
    """A workflow as nobody saves it, with a model and an image of its author's."""
    inputs = {
        "model": {"value": MODEL, "name": "model", "label": "", "description": ""},
        "image": {"value": {"image_name": "mine.png"}, "name": "image", "label": "", "description": ""},
    }
    body = {"id": "n", "type": "main_model_loader", "inputs": inputs}
    nodes = [{"id": "n", "type": "invocation", "data": body, "position": {"x": 1.4, "y": 2}}]
    made = {"nodes": nodes, "edges": [], "name": name, "meta": {"version": "4.0.0", "category": "user"}}
    return json.dumps(made, indent=4).encode()


def clean(raw: bytes) -> bytes:
    return format_bytes(raw, "a.json", strip=True).raw


@pytest.fixture
def git(here: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in a new repository, as nobody in particular, with ``wflint`` on the path."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    tool = here / ".git" / "bin" / "wflint"

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        who = ("-c", "user.name=n", "-c", "user.email=n@n", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", *who, *arguments], capture_output=True, check=False)

    run("init", "-q")
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    return run


@pytest.fixture
def filtered(git: Git, put: Put) -> Git:
    """The repository with the filter of the manual."""
    git("config", "filter.wflint.clean", "wflint format --strip -")
    put(".gitattributes", "*.workflow.json filter=wflint\n")
    return git


def test_a_commit_holds_the_stripped_file_and_the_author_keeps_hers(filtered: Git, put: Put) -> None:
    mine = put("fox.workflow.json", workflow())
    done = filtered("add", ".")
    assert done.returncode == 0
    assert b"stripped 1 model key and 1 image" in done.stderr
    filtered("commit", "-q", "-m", "Fox")
    assert filtered("show", "HEAD:fox.workflow.json").stdout == clean(workflow())
    assert mine.read_bytes() == workflow()
    assert filtered("status", "--porcelain").stdout == b""
    assert filtered("diff").stdout == b""

    # What only her machine has may change: there is nothing to commit. (`git status` itself goes by the size
    # of the file until the next `git add`.)
    mine.write_bytes(workflow().replace(b"0a1b", b"ffffff").replace(b"mine.png", b"other.png"))
    assert filtered("diff").stdout == b""
    filtered("add", ".")
    assert filtered("status", "--porcelain").stdout == b""
    mine.write_bytes(workflow("Vixen"))
    changed = filtered("diff", "-U0").stdout.decode().splitlines()
    assert [line for line in changed if line[0] in "+-"][2:] == ['-  "name": "Fox",', '+  "name": "Vixen",']

    # Whoever clones it has a file that the filter leaves as it is.
    mine.unlink()
    filtered("checkout", "-q", "--", ".")
    assert mine.read_bytes() == clean(workflow())
    assert filtered("status", "--porcelain").stdout == b""


def test_line_ends_of_windows_do_not_reach_the_commit(filtered: Git, put: Put) -> None:
    put(".gitattributes", "*.workflow.json text filter=wflint\n")
    put("fox.workflow.json", workflow().replace(b"\n", b"\r\n"))
    filtered("add", ".")
    assert filtered("show", ":fox.workflow.json").stdout == clean(workflow())
    assert filtered("status", "--porcelain").stdout.splitlines()[-1] == b"A  fox.workflow.json"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (workflow()[:-2], b"the file ends too early"),
        (workflow().replace(b'"edges"', b'"name": "", "edges"'), b'key "name" occurs more than once'),
        (b'{"name": "x"}', b"no InvokeAI document"),
    ],
)
def test_what_cannot_be_formatted_is_committed_as_it_is(
    filtered: Git, put: Put, raw: bytes, said: bytes
) -> None:
    put("fox.workflow.json", raw)
    done = filtered("add", ".")
    assert said in done.stderr
    assert filtered("show", ":fox.workflow.json").stdout == raw
    # A filter that is required lets nothing of the kind in.
    filtered("rm", "-q", "--cached", "fox.workflow.json")
    filtered("config", "filter.wflint.required", "true")
    assert filtered("add", ".").returncode != 0
    assert filtered("show", ":fox.workflow.json").returncode != 0


def test_the_filter_knows_the_file_by_name(filtered: Git, put: Put) -> None:
    filtered("config", "filter.wflint.clean", "wflint format --strip --stdin-filename %f -")
    put("wflint.toml", 'exclude = ["drafts/"]')
    put("a b.workflow.json", workflow())
    put("drafts/fox.workflow.json", workflow())
    done = filtered("add", ".")
    assert b"a b.workflow.json: stripped 1 model key and 1 image" in done.stderr
    assert filtered("show", ":drafts/fox.workflow.json").stdout == workflow()
    assert filtered("show", ":a b.workflow.json").stdout == clean(workflow())


def pre_commit(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"],
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_as_a_hook(git: Git, put: Put, tmp_path_factory: pytest.TempPathFactory) -> None:
    hook: dict[str, Any] = {
        "id": "wflint-format",
        "name": "wflint format",
        "entry": "wflint format --skip-unknown",
        "language": "system",
        "types": ["json"],
        "require_serial": True,
    }
    put(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))
    mine = put("fox.workflow.json", workflow())
    other = put("package.json", b'{"name":"x"}')
    git("add", ".")
    home = tmp_path_factory.mktemp("pre-commit")
    ran = pre_commit(home)
    assert ran.returncode == 1
    assert "files were modified by this hook" in ran.stdout
    assert "1 file reformatted" in ran.stdout
    assert mine.read_bytes() == format_bytes(workflow(), "a.json").raw
    assert b'"0a1b"' in mine.read_bytes()
    assert other.read_bytes() == b'{"name":"x"}'
    git("add", ".")
    ran = pre_commit(home)
    assert (ran.returncode, "1 file left unchanged" in ran.stdout) == (0, True)
    put("bad.json", workflow()[:-2])
    git("add", ".")
    ran = pre_commit(home)
    assert ran.returncode == 1
    assert "bad.json: the file ends too early" in ran.stdout

"""The pre-commit hooks, run for real: a repository that takes them from this checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_ids() -> None:
    assert {hook["id"]: hook["entry"] for hook in HOOKS} == {
        "wflint": "wflint check --skip-unknown",
        "wflint-fix": "wflint check --fix --skip-unknown",
        "wflint-format": "wflint format --skip-unknown",
        "wflint-images": "wflint check --skip-unknown",
    }


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    command = ("git", *identity, "-c", "init.defaultBranch=main", *args)
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def source_repository(folder: Path) -> str:
    """A repository with this checkout as it lies here, uncommitted work included; its one commit."""
    folder.mkdir()
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it is")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def run_hook(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Commits files to a new repository and runs one of the hooks on all of them."""
    base = tmp_path_factory.mktemp("pre-commit")
    revision = source_repository(base / "source")

    def run(name: str, hook: str, files: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        user = base / name
        user.mkdir()
        git(user, "init", "-q")
        config = {"repos": [{"repo": str(base / "source"), "rev": revision, "hooks": [{"id": hook}]}]}
        (user / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
        for path, value in files.items():
            data = value if isinstance(value, bytes) else json.dumps(value, indent=2).encode()
            (user / path).parent.mkdir(exist_ok=True)
            (user / path).write_bytes(data)
        git(user, "add", "-A")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"],
            cwd=user,
            env={**os.environ, "PRE_COMMIT_HOME": str(base / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def graph(edge_to: str) -> dict[str, Any]:
    return {
        "id": "g",
        "nodes": {
            "photo": {"id": "photo", "type": "image", "image": {"image_name": "a.png"}},
            "save": {"id": "save", "type": "save_image", "is_intermediate": False},
        },
        "edges": [
            {
                "source": {"node_id": "photo", "field": "image"},
                "destination": {"node_id": edge_to, "field": "image"},
            }
        ],
    }


def picture(contents: dict[str, Any] | None) -> bytes:
    from io import BytesIO

    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    if contents is not None:
        info.add_text("invokeai_graph", json.dumps(contents))
    data = BytesIO()
    Image.new("RGB", (1, 1)).save(data, "PNG", pnginfo=info)
    return data.getvalue()


@pytest.mark.network
def test_hook(run_hook: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    others = {"package.json": {"name": "x"}, "settings.json": b"{ // a comment\n}", "notes.md": b"# notes\n"}
    clean = run_hook("clean", "wflint", {**others, "good.json": graph("save")})
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert "No problems in 1 file (2 skipped)" in clean.stdout
    faulty = run_hook("faulty", "wflint", {**others, "bad.json": graph("gone")})
    assert faulty.returncode == 1, faulty.stdout + faulty.stderr
    assert "bad.json:" in faulty.stdout
    assert "dangling-edge" in faulty.stdout
    assert "exit code: 1" in faulty.stdout


@pytest.mark.network
def test_hook_leaves_out_what_is_excluded(run_hook: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    files = {"wflint.toml": b'exclude = ["drafts/"]', "drafts/bad.json": graph("gone")}
    alone = run_hook("excluded", "wflint", files)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert "Nothing checked (1 skipped)" in alone.stdout
    ran = run_hook("excluded-too", "wflint", {**files, "bad.json": graph("gone")})
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "drafts" not in ran.stdout


@pytest.mark.network
def test_hook_for_pictures(run_hook: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ran = run_hook("pictures", "wflint-images", {"a.png": picture(graph("gone")), "b.png": picture(None)})
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "a.png" in ran.stdout
    assert "b.png:" not in ran.stdout
    assert "dangling-edge" in ran.stdout

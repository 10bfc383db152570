"""`wflint init --yes` in three kinds of repository; then the hooks and the workflow that it wrote, run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.composite import ROOT, Runner
from tests.ci.test_ci_files import check
from tests.cli.conftest import bad_graph, good_graph
from tests.test_precommit import HOOKS, git, picture, source_repository
from wflint.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="needs a POSIX bash"
)
PROJECT = "https://github.com/wflint/wflint"
FIXTURES = ROOT / "fixtures"


def exported(folder: Path) -> None:
    """Workflows as the web UI and people left them, many with faults."""
    shutil.copytree(FIXTURES / "broken", folder / "workflows")
    for path in (FIXTURES / "workflows").glob("format-*.json"):
        shutil.copy(path, folder / "workflows")


def built(folder: Path) -> None:
    """Workflows in Python, and what was built from them; a pyproject.toml."""
    (folder / "flows").mkdir()
    for path in (ROOT / "workflows").glob("sd15_text_to_image*"):
        shutil.copy(path, folder / "flows")
    (folder / "pyproject.toml").write_text('[project]\nname = "flows"\nversion = "1"\n', "utf-8")
    hooks = "repos:\n  - repo: local\n    hooks:\n      - id: ok\n        name: ok\n        entry: 'true'\n"
    (folder / ".pre-commit-config.yaml").write_text(f"{hooks}        language: system\n# end\n", "utf-8")


def mixed(folder: Path) -> None:
    """InvokeAI's among files of other programs, images, nodes of packs."""
    shutil.copytree(FIXTURES / "packs", folder / "flows")
    shutil.copytree(FIXTURES / "foreign", folder / "data")
    (folder / "gallery").mkdir()
    (folder / "gallery" / "faulty.png").write_bytes(picture(bad_graph()))
    (folder / "gallery" / "photo.png").write_bytes(picture(None))
    (folder / "package.json").write_text('{"name": "x"}', "utf-8")


KINDS = {"exported": exported, "built": built, "mixed": mixed}


class User:
    """Somebody with a repository, and wflint on the path."""

    def __init__(self, base: Path, kind: str) -> None:
        self.base = base
        self.folder = base / "repository"
        self.folder.mkdir()
        KINDS[kind](self.folder)
        git(self.folder, "init", "-q")
        git(self.folder, "remote", "add", "origin", "https://github.com/somebody/flows")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", "as it was")
        self.tool = base / "bin" / "wflint"
        self.tool.parent.mkdir()
        command = f'PYTHONPATH="{ROOT / "lint"}" exec "{sys.executable}" -m wflint "$@"'
        self.tool.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        self.tool.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{self.tool.parent}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(base / "pre-commit"),
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def init(self) -> str:
        done = self.run("wflint", "init", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def hooks(self, config: Path | None = None) -> subprocess.CompletedProcess[str]:
        """What a commit of everything would run."""
        git(self.folder, "add", "-A")
        options = ["--config", str(config)] if config else []
        return self.run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", *options)

    def local_hooks(self) -> Path:
        """The configuration that was written, our entry made local: its hooks are those on the path."""
        config = yaml.safe_load((self.folder / ".pre-commit-config.yaml").read_text("utf-8"))
        ours = config["repos"][-1]
        assert (ours["repo"], ours["rev"]) == (PROJECT, f"v{__version__}")
        known = {hook["id"]: {**hook, "language": "system"} for hook in HOOKS}
        config["repos"][-1] = {"repo": "local", "hooks": [known[each["id"]] for each in ours["hooks"]]}
        made = self.base / "local-hooks.yaml"
        made.write_text(yaml.safe_dump(config), "utf-8")
        return made

    def action_inputs(self) -> dict[str, str]:
        """What the workflow that was written gives to the action."""
        written = self.folder / ".github" / "workflows" / "wflint.yml"
        done = check("vendor.github-workflows", written)
        assert done.returncode == 0, done.stdout
        steps: list[dict[str, Any]] = yaml.safe_load(written.read_text("utf-8"))["jobs"]["wflint"]["steps"]
        assert steps[-1]["uses"] == f"wflint/wflint@v{__version__}"
        return {name: str(value) for name, value in steps[-1].get("with", {}).items()}


FOUND = {
    "exported": [
        "6 workflows, 1 graph, 1 enqueue body and 1 guide; 1 that cannot be read",
        "known from now on",
    ],
    "built": ["1 Python file that build workflows", "none: there are no errors or warnings"],
    "mixed": [
        "of other programs, left alone",
        "1 of 2 images hold workflows",
        "node packs needed",
        "known from",
    ],
}


@pytest.mark.parametrize("kind", KINDS)
def test_init_then_hooks_and_action(kind: str, tmp_path: Path) -> None:
    user = User(tmp_path, kind)
    said = user.init()
    for words in FOUND[kind]:
        assert words in said
    assert not git(user.folder, "diff", "--stat").count("deletion")

    hooks = user.local_hooks()
    clean = user.hooks(hooks)
    assert clean.returncode == 0, clean.stdout
    gives = {"python": {"python-path": sys.executable}, "install": {"wflint": str(user.tool)}}
    runner = Runner(tmp_path / "runner", user.folder)
    inputs = user.action_inputs()
    played = runner.play(inputs, gives, ("install",))
    assert played.code == 0, played.steps["Check"].said

    (user.folder / "new.json").write_text(json.dumps(bad_graph()), "utf-8")
    faulty = user.hooks(hooks)
    assert faulty.returncode == 1
    assert "new.json" in faulty.stdout
    again = runner.play(inputs, gives, ("install",))
    assert (again.code, "new.json" in again.summary) == (1, True)

    (user.folder / "new.json").write_text(json.dumps(good_graph()), "utf-8")
    assert user.hooks(hooks).returncode == 0
    once = git(user.folder, "diff", "--cached")
    user.init()
    git(user.folder, "add", "-A")
    assert git(user.folder, "diff", "--cached") == once


@pytest.mark.network
def test_the_written_hook_and_action_from_their_address(tmp_path: Path) -> None:
    """The address leads to a repository here, which has the tag that was written."""
    source = tmp_path / "source"
    source_repository(source)
    git(source, "tag", f"v{__version__}")
    user = User(tmp_path, "mixed")
    leads = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{source.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": PROJECT,
        "PYTHONPATH": "",
    }
    user.init()
    user.environment.update(leads)
    clean = user.hooks()
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert clean.stdout.count("Passed") == 2
    (user.folder / "new.json").write_text(json.dumps(bad_graph()), "utf-8")
    assert user.hooks().returncode == 1
    runner = Runner(tmp_path / "runner", user.folder, **leads)
    played = runner.play(user.action_inputs(), {"python": {"python-path": sys.executable}})
    assert played.code == 1, played.steps
    assert "new.json" in played.summary

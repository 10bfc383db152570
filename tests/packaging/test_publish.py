"""The publishing workflow: only a tag starts it, rights are where they are needed, its build steps work."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import ROOT, outcome, run
from tests.test_precommit import git
from wflint.version import __version__

WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
ADDRESS = "https://github.com/somebody/some-linter"


def test_only_a_tag_starts_it() -> None:
    assert WORKFLOW[True] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}  # YAML reads "on" as true


def test_rights_are_where_they_are_needed() -> None:
    """The job that may publish runs no code of the repository; no job has a secret."""
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "suite": {"contents": "read"},
        "build": {"contents": "read"},
        "publish": {"id-token": "write", "attestations": "write"},
        "page": {"contents": "write"},
    }
    assert JOBS["publish"]["needs"] == ["suite", "build"]
    assert JOBS["publish"]["environment"] == "release"
    assert all("run" not in step for step in JOBS["publish"]["steps"])
    assert "secrets" not in (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
    (publishes,) = [s for s in JOBS["publish"]["steps"] if "pypi-publish" in s["uses"]]
    assert publishes["with"] == {"attestations": True}


def play(folder: Path, base: Path, tag: str) -> tuple[str, str]:
    """The commands of the build job, in a checkout; the step that failed and what it said, if one did."""
    variables = {"RUNNER_TEMP": str(base), "GITHUB_REF_NAME": tag}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for step in JOBS["build"]["steps"]:
        if "run" in step:
            done = outcome("bash", "-eo", "pipefail", "-c", step["run"], cwd=folder, **variables)
            if done.returncode:
                return step["name"], done.stdout + done.stderr
    return "", ""


@pytest.mark.package
@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_its_build_steps_work(checkout: Path, tmp_path: Path) -> None:
    """In a copy whose owner has filled in the address, and said what is new."""
    source, base = tmp_path / "source", tmp_path / "runner"
    shutil.copytree(checkout, source)
    base.mkdir()
    agree = "Version, tag, changelog and addresses agree"
    assert play(source, base, "v9.8.7")[0] == agree
    text = (source / "addresses.toml").read_text("utf-8")
    (source / "addresses.toml").write_text(
        re.sub(r'(repository = )"[^"]*"', rf'\1"{ADDRESS}"', text), "utf-8"
    )
    changes = (source / "CHANGELOG.md").read_text("utf-8")
    changes = re.sub(r"(?<=^## Unreleased\n).*?(?=^## )", "\n", changes, flags=re.M | re.S)
    (source / "CHANGELOG.md").write_text(changes, "utf-8")
    run(sys.executable, "lint/scripts/set_addresses.py", cwd=source)
    git(source, "commit", "-q", "-a", "-m", "the owner's addresses")
    assert play(source, base, f"v{__version__}") == ("", "")
    made = {path.name for path in (source / "dist").iterdir()}
    assert made == {f"wflint-{__version__}.tar.gz", f"wflint-{__version__}-py3-none-any.whl"}
    listed = json.loads((source / "about" / "wflint.cdx.json").read_text("utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    assert {part["name"] for part in listed["components"]} >= {"click", "packaging", "pathspec", "requests"}
    about = listed["metadata"]["component"]
    assert (about["name"], about["version"]) == ("wflint", __version__)
    assert (source / "about" / "notes.md").read_text("utf-8").strip()

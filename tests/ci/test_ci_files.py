"""What CI services read: the action and the templates, against the published schemas."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wflint.report.links import PROJECT
from wflint.version import __version__

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    "action.yml": "vendor.github-actions",
    "templates/github.yml": "vendor.github-workflows",
    "templates/github-upgrades.yml": "vendor.github-workflows",
    "templates/gitlab.yml": "vendor.gitlab-ci",
    "templates/gitlab-upgrades.yml": "vendor.gitlab-ci",
    ".github/workflows/tests.yml": "vendor.github-workflows",
    ".github/workflows/publish.yml": "vendor.github-workflows",
    ".github/ISSUE_TEMPLATE/bug.yml": "vendor.github-issue-forms",
    ".github/ISSUE_TEMPLATE/idea.yml": "vendor.github-issue-forms",
    ".github/ISSUE_TEMPLATE/wrong-finding.yml": "vendor.github-issue-forms",
    ".github/ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
}


def check(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_files_are_what_their_services_read(name: str) -> None:
    done = check(SCHEMAS[name], ROOT / name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schemas_see_faults(tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    del action["runs"]["steps"][1]["shell"]
    (tmp_path / "action.yml").write_text(yaml.safe_dump(action), "utf-8")
    assert check("vendor.github-actions", tmp_path / "action.yml").returncode == 1


OURS = [name for name in SCHEMAS if not name.startswith(".")]


@pytest.mark.parametrize("name", OURS)
def test_they_name_this_project_and_this_version(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert set(re.findall(r"https://github\.com/[\w.-]+/[\w.-]+", text)) <= {PROJECT}
    own = PROJECT.removeprefix("https://github.com/")
    assert set(re.findall(rf"uses: {own}@(\S+)", text)) <= {f"v{__version__}"}
    assert set(re.findall(r'WFLINT_VERSION: "(.*)"', text)) <= {__version__}


def test_nobody_names_a_host_of_packages() -> None:
    for name in (*OURS, "Containerfile"):
        text = (ROOT / name).read_text("utf-8")
        for word in ("index-url", "pypi", "pythonhosted", "ghcr", "docker.io", "quay"):
            assert word not in text, (name, word)


def test_other_peoples_actions_are_pinned() -> None:
    """By commit, with the release in a comment, and the same commit everywhere."""
    pins: dict[str, set[str]] = {}
    for name in SCHEMAS:
        for used in re.findall(r"uses: (.*)$", (ROOT / name).read_text("utf-8"), re.MULTILINE):
            if used.startswith((PROJECT.removeprefix("https://github.com/"), "./")):
                continue
            found = re.fullmatch(r"(\S+)@([0-9a-f]{40} # v[\d.]+)", used)
            assert found, (name, used)
            pins.setdefault(found[1], set()).add(found[2])
    assert len(pins) > 3
    assert all(len(commits) == 1 for commits in pins.values()), pins

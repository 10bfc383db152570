"""The wheel in a clean environment does what the checkout does, and what the README says of it."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.packaging.conftest import Built, find_uv, outcome, run
from tests.test_precommit import git
from tests.test_readme import blocks
from wflint.cli.main import COMMANDS
from wflint.rules.registry import all_rules
from wflint.version import __version__

pytestmark = pytest.mark.package

# Every command and subcommand, as the command line itself lists them.
WALK = """
import click
from click.testing import CliRunner
from wflint.cli.main import cli

def walk(command, path):
    ran = CliRunner().invoke(cli, [*path, "--help"])
    assert ran.exit_code == 0 and ran.output.startswith("Usage: "), (path, ran.output, ran.exception)
    print(*path)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            walk(command.get_command(context, name), [*path, name])

walk(cli, [])
"""


def test_every_help_without_any_extra(installed: Path) -> None:
    shown = run(installed / "python", "-c", WALK).stdout.splitlines()
    assert set(COMMANDS) <= set(shown)
    assert "catalogue diff" in shown
    for extra in ("numpy", "pydantic", "pytest", "keyring"):
        assert outcome(installed / "python", "-c", f"import {extra}").returncode == 1


def test_it_finds_and_explains_what_the_checkout_does(installed: Path) -> None:
    for arguments in (
        ["check", "--format", "json", "workflows", "fixtures/broken"],
        ["explain", *all_rules()],
        ["rules"],
        ["new", "--list"],
        ["schema", "report"],
        ["init", "--dry-run", "--ci", "github"],
    ):
        here = outcome(sys.executable, "-m", "wflint", *arguments)
        there = outcome(installed / "wflint", *arguments)
        assert there.returncode == here.returncode
        assert here.returncode in (0, 1), here.stderr
        assert there.stdout == here.stdout, arguments
        assert there.stdout


def test_the_commands_of_the_readme(installed: Path, tmp_path: Path) -> None:
    """Those that need no server, as a user has them; `wflint init` writes the hook and the gate it shows."""
    first = blocks("sh")[-1].splitlines()[0]
    env = {"PATH": f"{installed}{os.pathsep}{os.environ['PATH']}"}
    run("bash", "-c", first, cwd=tmp_path, **env)
    assert (tmp_path / "flows" / "fox.workflow.json").is_file()
    git(tmp_path, "init", "-q")
    run(installed / "wflint", "init", "--yes", "--ci", "github", cwd=tmp_path)
    (hook,) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert hook == yaml.safe_load(blocks("yaml")[0])["repos"][0]
    gate = yaml.safe_load((tmp_path / ".github/workflows/wflint.yml").read_text("utf-8"))
    assert gate["jobs"]["wflint"]["steps"] == yaml.safe_load(blocks("yaml")[1])["steps"]
    run(installed / "wflint", "graph", "-o", "fox.svg", "flows/fox.workflow.json", cwd=tmp_path)
    assert (tmp_path / "fox.svg").is_file()


def test_uv_tool_and_pipx(built: Built, tmp_path: Path) -> None:
    """Each puts the command where the user's commands are, in an environment of its own."""
    uv = find_uv()
    places = {"UV_TOOL_DIR": str(tmp_path / "uv"), "UV_TOOL_BIN_DIR": str(tmp_path / "uv-bin")}
    run(uv, "tool", "install", "--quiet", "--python", sys.executable, built.wheel, **places)
    # pipx looks for uv in the path; CI installs it beside its Python, in no path.
    path = os.pathsep.join((str(Path(uv).parent), os.environ["PATH"]))
    homes = {"PIPX_HOME": str(tmp_path / "pipx"), "PIPX_BIN_DIR": str(tmp_path / "pipx-bin"), "PATH": path}
    pipx = (uv, "tool", "run", "pipx", "install", "--quiet", "--python", sys.executable)
    run(*pipx, built.wheel, **homes, PIPX_DEFAULT_BACKEND="uv")
    for folder in ("uv-bin", "pipx-bin"):
        assert run(tmp_path / folder / "wflint", "--version").stdout.startswith(f"wflint {__version__} ")
        found = outcome(tmp_path / folder / "wflint", "check", "--format", "json", "fixtures/broken")
        assert found.returncode == 1
        assert json.loads(found.stdout)["diagnostics"]


def test_the_suite_runs_from_the_source_distribution(built: Built, tmp_path: Path) -> None:
    """A part of it, on what is unpacked; `.ci/full` runs the core."""
    folder = unpacked(built, tmp_path)
    done = run_suite(folder, "tests/test_layers.py", "tests/test_shipped.py", "tests/rules/test_base.py")
    assert re.search(r"^\d+ passed", done, re.MULTILINE), done


def unpacked(built: Built, folder: Path) -> Path:
    import tarfile

    with tarfile.open(built.sdist) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.glob("wflint-*")
    return inside


def run_suite(folder: Path, *paths: str) -> str:
    """These tests of an unpacked source distribution, by the packages of this environment."""
    code = "import sys; sys.path.insert(0, 'lint'); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    where = "import sys; sys.path.insert(0, 'lint'); import wflint; print(wflint.__file__)"
    assert run(sys.executable, "-c", where, cwd=folder).stdout.startswith(str(folder))
    options = ("-q", "-p", "no:cacheprovider")
    return run(sys.executable, "-c", code, *options, *paths, cwd=folder).stdout

"""The README and other pages show what commands really print; the set-up commands are where CI looks."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wflint.builders.library import library
from wflint.catalogue.store import list_releases
from wflint.models.families.known import KNOWN
from wflint.report.links import PROJECT
from wflint.rules.registry import all_rules
from wflint.version import __version__

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "docs" / "packs.md"]
_BLOCK = re.compile(r"<!-- output: (?P<command>wflint .*?) -->\n```text\n(?P<shown>.*?)```", re.S)


def _output(command: str) -> str:
    words = shlex.split(command)
    ran = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"},
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shown_output_is_real(page: Path, pytestconfig: pytest.Config) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    assert blocks
    if pytestconfig.getoption("--update-golden"):
        for block in reversed(blocks):
            start, end = block.span("shown")
            text = text[:start] + _output(block["command"]) + text[end:]
        page.write_text(text, encoding="utf-8")
        return
    for block in blocks:
        assert block["shown"] == _output(block["command"]), "run pytest tests/test_readme.py --update-golden"


def test_the_number_of_errors_is_real() -> None:
    claimed = re.search(r"it finds (\d+) errors", README.read_text(encoding="utf-8"))
    assert claimed is not None
    shown = _output("wflint check workflows fixtures/broken")
    assert f"\n{claimed[1]} errors and " in shown


def test_exactly_two_commands_set_up_and_go() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert "wflint check" in commands[0]
    assert "pytest" in commands[1]


def blocks(language: str) -> list[str]:
    """The blocks of code of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_it_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 120
    assert all(
        len(block.splitlines()) <= 5 for language in ("yaml", "sh", "toml") for block in blocks(language)
    )


def test_the_picture_is_what_the_command_draws() -> None:
    script = ROOT / "lint" / "scripts" / "gen_pictures.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (shown,) = re.findall(r"!\[.+\]\((.+)\)", README.read_text("utf-8"))
    assert (ROOT / shown).is_file()


def test_the_hook_is_ours() -> None:
    """tests/test_init_end_to_end.py runs what `wflint init` writes, which is the same."""
    hook = yaml.safe_load(blocks("yaml")[0])
    (repository,) = hook["repos"]
    assert (repository["repo"], repository["rev"]) == (PROJECT, f"v{__version__}")
    known = {each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {each["id"] for each in repository["hooks"]} <= known


def test_the_ci_gate_is_the_one_that_init_writes() -> None:
    """tests/ci plays the steps of that action."""
    written = yaml.safe_load((ROOT / "templates" / "github.yml").read_text("utf-8"))
    assert yaml.safe_load(blocks("yaml")[1])["steps"] == written["jobs"]["wflint"]["steps"]


def test_the_numbers_are_real() -> None:
    """Of the table of what wflint knows, and of the library."""
    text = README.read_text("utf-8")
    releases = list_releases()
    packs = (ROOT / "lint/wflint/catalogue/packs/data/packs.jsonl").read_text("utf-8").splitlines()
    for said in (
        f"the nodes of {len(releases)}, from {releases[0]} to {releases[-1]} ",
        f"| {len(all_rules())} rules, ",
        f"| {len(KNOWN)} families, ",
        f"| {len(packs)} community packs ",
        f"from a library of {len(library())}: ",
    ):
        assert said in text, said

"""The README and other pages show what commands really print; the set-up commands are where CI looks."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

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
    claimed = re.search(r"It finds (\d+) errors", README.read_text(encoding="utf-8"))
    assert claimed is not None
    shown = _output("wflint check workflows fixtures/broken")
    assert f"\n{claimed[1]} errors and " in shown


def test_exactly_two_commands_set_up_and_go() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert "wflint check" in commands[0]
    assert "pytest" in commands[1]


def test_the_python_example_runs_and_is_clean(tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert found is not None
    subprocess.run([sys.executable, "-c", found[1]], cwd=tmp_path, check=True, env={**os.environ})
    *_, found, hidden = _output(f"wflint check {tmp_path / 'fox.workflow.json'}").splitlines()
    assert (found, hidden) == (
        "No problems in 1 file, InvokeAI 6.14.2.",
        "1 info hidden; --show-info lists it",
    )

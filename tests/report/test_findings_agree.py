"""The page of findings and the text say the same: numbers, what is hidden, exit codes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

BROKEN = Path(__file__).parents[2] / "fixtures" / "broken"
FINDING = re.compile(r'<details class="finding"')


def check(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of ``wflint check``."""
    done = subprocess.run(
        [sys.executable, "-m", "wflint", "check", *arguments, "broken"],
        cwd=folder, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BROKEN, tmp_path / "broken")
    (tmp_path / "wflint.toml").write_text("", "utf-8")
    return tmp_path


def summary(text: str) -> str:
    return next(line for line in text.splitlines() if re.search(r"\bin \d+ files?\b", line))


@pytest.mark.parametrize("more", [[], ["--fail-on", "never"], ["--ignore", "ALL", "--select", "ND101"]])
def test_numbers_and_exit_codes(folder: Path, more: list[str]) -> None:
    said, text = check(folder, "--show-info", *more)
    code, page = check(folder, "--format", "html", *more)
    assert code == said
    assert summary(text) in unescape(page)
    assert FINDING.search(page)


def test_what_a_baseline_hides(folder: Path) -> None:
    assert check(folder, "--write-baseline")[0] == 0
    said, text = check(folder)
    code, page = check(folder, "--format", "html")
    assert code == said == 0
    assert not FINDING.search(page)
    for line in text.splitlines():
        assert line in unescape(page)

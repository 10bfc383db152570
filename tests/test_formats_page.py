"""Every command of docs/formats.md runs, and the page has every format and option it needs."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph, here, put, wflint
from tests.report import consumers
from wflint.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

__all__ = ["here", "put", "wflint"]

PAGE = (Path(__file__).parents[1] / "docs" / "formats.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^(?:  +- (?:run: )?)?(wflint check .*)$", PAGE, re.M)))

READERS = {
    "wflint.sarif": consumers.sarif,
    "wflint.xml": consumers.junit,
    "gl-code-quality-report.json": consumers.gitlab,
    "report.json": json.loads,
    "comment.md": str,
    "findings.html": str,
}


def test_every_format_has_a_row_and_a_command() -> None:
    assert tuple(sorted(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))) == tuple(sorted(FORMATS))
    assert len(COMMANDS) >= 9
    for name in set(FORMATS) - {"text"}:
        assert any(re.search(rf"\b{name}\b", command) for command in COMMANDS), name


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(command: str, wflint: Callable[..., Ran], put: Callable[..., Path], here: Path) -> None:
    put("a.json", bad_graph())
    put("b.json")
    _, *words = shlex.split(command)
    ran = wflint(*words)
    assert ran.code == (0 if "never" in words else 1)
    assert ran.err == ""
    written = sorted(path.name for path in here.iterdir() if path.name not in ("a.json", "b.json"))
    assert written == sorted(name for name in READERS if re.search(rf"[ :]{name}( |$)", command))
    for name in written:
        assert READERS[name]((here / name).read_text("utf-8"))

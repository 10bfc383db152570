"""docs/start/python.md: its sessions give what stands there."""

from __future__ import annotations

import doctest
import shutil
from typing import TYPE_CHECKING, Any

from tests.docs.blocks import DOCS, ROOT
from tests.test_api_page import SESSION, answer

if TYPE_CHECKING:
    import re
    from pathlib import Path

    import pytest

PAGE = DOCS / "start" / "python.md"


def test_the_sessions_give_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    shutil.copy(ROOT / "fixtures" / "broken" / "two_controlnets.workflow.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    def run(session: re.Match[str]) -> str:
        examples = doctest.DocTestParser().get_examples(session[0])
        return "".join(f">>> {example.source}{answer(example, names)}" for example in examples)

    text = PAGE.read_text("utf-8")
    now = SESSION.sub(run, text)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "run pytest tests/docs --update-golden"

"""The examples of docs/builders.md run, and raise what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from wflint import BuildError

GUIDE = Path(__file__).parents[2] / "docs" / "builders.md"
BLOCK = re.compile(r"```python(?P<raises> raises)?\n(?P<code>.*?)```\n(?:```text\n(?P<text>.*?)```\n)?", re.S)


def test_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = list(BLOCK.finditer(GUIDE.read_text(encoding="utf-8")))
    assert len(blocks) >= 6
    for block in blocks:
        if not block["raises"]:
            exec(block["code"], names)
            continue
        with pytest.raises(BuildError) as caught:
            exec(block["code"], names)
        assert str(caught.value) == block["text"].strip()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fox.graph.json", "fox.workflow.json"]
    assert not names["wf"].check("graph", fail_on="warning")
    assert [d.slug for d in names["wf"].check("workflow")] == ["unset-exposed-input"]


def test_the_ids_of_the_guide() -> None:
    from wflint import Workflow

    assert Workflow().noise(seed=7).id in GUIDE.read_text(encoding="utf-8")

"""The functions of ``import wflint`` from many threads at once: each is told what one alone is told."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import wflint
from tests import hostile_files

ROOT = Path(__file__).parents[2]
TARGETS = ("6.14.2", "5.15.0", None)


def told(source: Path | bytes) -> list[Any]:
    """All that the functions say of one file."""
    said: list[Any] = []
    for target in TARGETS:
        said.append(wflint.render(wflint.check(source, target=target), "json"))
        fixed = wflint.fix(source, target=target, unsafe=True)
        said += [fixed.raw, len(fixed.applied), wflint.render(fixed.left, "json")]
    for to in ("graph", "workflow", "batch", "python"):
        try:
            found = wflint.convert(source, to, target="6.14.2")
            # New ids are made up each time.
            said.append((to, len(json.dumps(found.value)), [d.text for d in found.decisions]))
        except wflint.ConversionError as error:
            said.append(str(error))
    return [*said, [(d.kind, d.version, d.part) for d in wflint.load(source)]]


def test_many_threads_are_told_what_one_is_told() -> None:
    rules = sorted((ROOT / "fixtures" / "rules").glob("*/*.json"))[::25]
    sources: list[Path | bytes] = [*rules, *sorted((ROOT / "fixtures" / "workflows").iterdir())]
    sources += [shape(6) for shape in list(hostile_files.SHAPES.values())[::4]]
    alone = [told(source) for source in sources]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(5) as pool:
            for _ in range(2):
                together = list(pool.map(told, sources))
    finally:
        sys.setswitchinterval(before)
    for source, one, other in zip(sources, alone, together, strict=True):
        assert one == other, source


def test_results_belong_to_the_caller() -> None:
    """What a caller does with a report or a value changes nothing that others are given."""
    path = ROOT / "fixtures" / "broken" / "text_to_image.graph.json"
    first = wflint.check(path)
    number = len(first.diagnostics)
    first.diagnostics.clear()
    first.files.clear()
    assert len(wflint.check(path).diagnostics) == number
    for to in ("graph", "batch", "workflow"):
        value = wflint.convert(path, to).value
        assert isinstance(value, dict)
        text = json.dumps(wflint.convert(path, to).value)
        _scribble(value)
        assert len(json.dumps(wflint.convert(path, to).value)) == len(text)


def _scribble(value: Any) -> None:
    """Change every object and list in a value."""
    inner = list(value.values()) if isinstance(value, dict) else list(value)
    for one in inner:
        if isinstance(one, dict | list):
            _scribble(one)
    if isinstance(value, dict):
        value["scribbled"] = True
    else:
        value.append("scribbled")

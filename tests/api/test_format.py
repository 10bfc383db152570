"""``wflint.format`` in memory."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

import wflint

ROOT = Path(__file__).parents[2]
GRAPH = ROOT / "fixtures" / "broken" / "text_to_image.graph.json"

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("wflint.engine.formatting") is None, reason="`wflint format` is not there yet"
)


def test_a_document_is_put_into_its_form() -> None:
    formatted = wflint.format(GRAPH)
    assert formatted.reason is None
    assert wflint.format(formatted.raw).raw == formatted.raw
    assert wflint.format(json.loads(GRAPH.read_bytes())).data == formatted.data
    before = wflint.convert(GRAPH, "graph").value
    assert wflint.convert(formatted.raw, "graph").value == before
    assert GRAPH.read_bytes() != formatted.raw or not formatted.stripped


def test_what_only_the_author_has_is_taken_out() -> None:
    key = json.loads(GRAPH.read_bytes())["nodes"]["model"]["model"]["key"]
    stripped = wflint.format(GRAPH, strip=True)
    assert key in wflint.format(GRAPH).raw.decode()
    assert key not in stripped.raw.decode()
    assert stripped.stripped


def test_what_cannot_be_formatted_says_why() -> None:
    picture = (ROOT / "fixtures" / "workflows" / "soft-blank.png").read_bytes()
    for raw in (picture, b"", b"{", b"\xff", b'{"a": 1}', b"[" * 100_000):
        formatted = wflint.format(raw)
        assert formatted.raw is raw or formatted.raw == raw
        assert formatted.reason
    with pytest.raises(wflint.MissingFileError):
        wflint.format("gone.json")

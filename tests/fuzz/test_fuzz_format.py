"""Formatting never raises, loses nothing, changes no request and adds no fault, whatever the file."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings

from tests.formatted import request_of, spelled
from tests.fuzz.test_fuzz import (
    BATCHES,
    CATALOGUE,
    EXAMPLES,
    FUZZ,
    GRAPHS,
    TREES,
    WORKFLOWS,
    mutated_documents,
    mutated_seeds,
    st,
    text_of,
)
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.engine.formatting import format_bytes

HERE = settings(FUZZ, max_examples=max(1, EXAMPLES // 3))


def format_everything(raw: bytes, *, requests: bool = True) -> None:
    """A file formatted, formatted again, and stripped."""
    for lenient in (False, True):
        made = format_bytes(raw, "fuzz", lenient=lenient)
        stripped = format_bytes(raw, "fuzz", lenient=lenient, strip=True)
        if made.reason is not None:
            assert made.raw is raw
            assert stripped.raw is raw
            assert "\n" not in made.reason
            continue
        assert format_bytes(made.raw, "fuzz", lenient=lenient) == made
        assert spelled(made.raw) == spelled(raw)
        assert stripped.reason is None
        again = format_bytes(stripped.raw, "fuzz", strip=True)
        # Without what was taken out nothing may be left that tells whose file it was.
        assert again.raw == stripped.raw
        assert again.stripped == ()
        if requests and not lenient:
            assert request_of(made.raw, CATALOGUE) == request_of(raw, CATALOGUE)
            assert said(made.raw) == said(raw)


def said(raw: bytes) -> list[tuple[str | None, str]]:
    """What the rules say of a file, without the places."""
    documents = load_bytes(raw, "fuzz").documents
    return sorted((f.rule or "", f.message) for d in documents for f in check_document(d, CATALOGUE))


@HERE
@given(TREES | GRAPHS | BATCHES | WORKFLOWS)
@example({"nodes": [{"type": "invocation", "position": {"x": 1e308, "y": -0.5}}], "edges": []})
@example({"batch": {"graph": {"nodes": {"a": []}}, "workflow": {"nodes": [], "edges": []}}, "prepend": 1})
def test_trees(tree: Any) -> None:
    format_everything(text_of(tree))
    format_everything(json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))


@HERE
@given(mutated_documents())
def test_documents(data: Any) -> None:
    format_everything(text_of(data))


@FUZZ
@given(mutated_seeds())
def test_bytes(raw: bytes) -> None:
    format_everything(raw, requests=False)


@HERE
@given(mutated_documents(), st.sampled_from(["utf-8-sig", "utf-16", "utf-32-le"]), st.booleans())
def test_encodings(data: Any, encoding: str, windows: bool) -> None:
    text = json.dumps(data, indent=1)
    format_everything((text.replace("\n", "\r\n") if windows else text).encode(encoding), requests=False)

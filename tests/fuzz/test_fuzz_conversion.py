"""No file crashes a conversion or a comparison: either there is a result, or a message for the user."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from tests.counting import lines_run
from tests.fuzz.test_fuzz import (
    BATCHES,
    CATALOGUE,
    ENDS,
    EXAMPLES,
    FUZZ,
    GRAPHS,
    ROOT,
    TREES,
    WORDS,
    WORKFLOWS,
    mutated_documents,
    st,
    text_of,
)
from wflint.builders.conversion import TARGETS, ConvertOptions, convert_document
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.decisions import ConversionError
from wflint.graph.diff.canonical import canonical, canonical_text
from wflint.graph.diff.compare import diff_documents
from wflint.graph.diff.view import view_of
from wflint.report.diff_json import diff_json
from wflint.report.diff_markdown import diff_markdown
from wflint.report.diff_text import diff_text
from wflint.report.outline import outline

LINES = 4_000_000  # of code: each case is many conversions
HERE = settings(FUZZ, max_examples=max(1, EXAMPLES // 3))  # each case is many conversions
OLDER = open_release("5.6.2")
GUIDE_SEEDS = [json.loads(p.read_bytes()) for p in sorted(ROOT.glob("guide/*.json"))]
TYPES = st.sampled_from(sorted({n["type"] for g in GUIDE_SEEDS for n in g["nodes"]}))
GUIDES = st.fixed_dictionaries(
    {
        "nodes": st.lists(
            st.fixed_dictionaries(
                {"id": WORDS | TREES, "type": TYPES | TREES},
                optional={"data": TREES, "label": TREES},
            ),
            max_size=6,
        ),
        "edges": st.lists(
            st.fixed_dictionaries({"source": ENDS | TREES, "destination": ENDS | TREES}) | TREES, max_size=6
        ),
    }
)


def convert_everything(raw: bytes) -> None:
    """All conversions and comparisons of a file's documents."""
    documents = load_bytes(raw, "fuzz").documents
    for document in documents:
        for to in TARGETS:
            for catalogue in (CATALOGUE, OLDER):
                try:
                    found = convert_document(
                        [document], to, catalogue, ConvertOptions(board="b", defaults=True)
                    )
                except ConversionError:
                    continue
                if isinstance(found.value, str):
                    compile(found.value, "made.py", "exec")
                else:
                    json.dumps(found.value)
                json.dumps([decision.to_json() for decision in found.decisions])
        "".join(outline(view_of(document, CATALOGUE)))
        if isinstance(document.data, dict):
            again = canonical(document.data, CATALOGUE)
            assert canonical_text(again, CATALOGUE) == canonical_text(canonical(again, CATALOGUE), CATALOGUE)
    for one, other in (*pairwise(documents), *((d, d) for d in documents)):
        compared = diff_documents(one, other, CATALOGUE)
        assert one is not other or compared.empty
        json.dumps(diff_json(compared, "a", "b"))
        "".join(diff_text(compared, "a", "b"))
        "".join(diff_markdown(compared, "a", "b"))


def convert_work(raw: bytes) -> None:
    """The same, counted; fails when it takes too long."""
    assert lines_run(lambda: convert_everything(raw)) < LINES


@HERE
@given(TREES | GRAPHS | BATCHES | WORKFLOWS | GUIDES)
def test_trees(tree: Any) -> None:
    convert_work(text_of(tree))


@HERE
@given(mutated_documents())
def test_documents(data: Any) -> None:
    convert_work(text_of(data))


@HERE
@given(st.sampled_from(GUIDE_SEEDS), st.data())
def test_guides(seed: dict[str, Any], data: st.DataObject) -> None:
    """A guide with some values, edges and nodes replaced or removed."""
    guide = json.loads(json.dumps(seed))
    for _ in range(data.draw(st.integers(1, 4))):
        part = data.draw(st.sampled_from(("nodes", "edges")))
        if guide[part]:
            at = data.draw(st.integers(0, len(guide[part]) - 1))
            member = data.draw(st.sampled_from(sorted(guide[part][at])))
            if data.draw(st.booleans()):
                del guide[part][at]
            else:
                guide[part][at][member] = data.draw(TREES | TYPES)
    convert_work(text_of(guide))

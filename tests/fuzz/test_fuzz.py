"""No file crashes or stalls wflint: load, read, all rules and positions, on trees and on broken bytes.

``WFLINT_FUZZ_EXAMPLES`` sets how many cases each test tries (CI: 10,000).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.counting import lines_run
from wflint.catalogue.store import open_release
from wflint.diagnostics import format_pointer
from wflint.document.load import load_bytes
from wflint.document.positions import PositionIndex
from wflint.engine.check import check_document
from wflint.rules.registry import all_rules

EXAMPLES = int(os.environ.get("WFLINT_FUZZ_EXAMPLES", "300"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
CATALOGUE = open_release("6.14.2")
LINES = 1_000_000  # of code that a file may take, some 0.2 s; fixtures take up to 20,000

ROOT = Path(__file__).parents[2] / "fixtures"
SEEDS = [
    p.read_bytes()
    for folder in ("workflows", "rules/*")
    for p in sorted(ROOT.glob(f"{folder}/*"))
    if p.suffix in (".json", ".png", ".webp") and p.stat().st_size < 40_000
]

_WORDS = (
    "a b noise collect iterate integer invocation connector notes default collapsed in out item "
    "collection value 4.0.0 1.0.0 l2i latents string_batch images root container node-field é "
)
WORDS = st.sampled_from([*_WORDS.split(), "", " ", "\ud800", "two words"])
_MEMBERS = (
    "id type data nodes edges source target destination node_id field inputs name value sourceHandle "
    "targetHandle meta version form elements rootElementId children parentId exposedFields nodeId "
    "fieldName fieldIdentifier batch graph runs node_path field_name items session workflow position "
    "x label collection links is_intermediate useCache notes class_type prompt unet model "
    "batch_group_id "
)
MEMBERS = st.sampled_from(_MEMBERS.split())
SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.integers() | st.floats() | WORDS | st.text(max_size=5)
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS | WORDS, inner, max_size=6),
    max_leaves=30,
)
ENDS = st.fixed_dictionaries({"node_id": WORDS | TREES, "field": WORDS | TREES})
GRAPH_EDGES = st.fixed_dictionaries({"source": ENDS | TREES, "destination": ENDS | TREES})
GRAPH_NODES = st.fixed_dictionaries(
    {"id": WORDS | TREES, "type": st.sampled_from(list(CATALOGUE.node_types)) | TREES},
    optional={
        "value": TREES,
        "collection": TREES,
        "is_intermediate": TREES,
        "metadata": TREES,
        "board": TREES,
    },
)
GRAPHS = st.fixed_dictionaries(
    {
        "nodes": st.dictionaries(WORDS, GRAPH_NODES | TREES, max_size=4) | TREES,
        "edges": st.lists(GRAPH_EDGES | TREES, max_size=5) | TREES,
    }
)
BATCHES = st.fixed_dictionaries(
    {"batch": st.fixed_dictionaries({"graph": GRAPHS, "data": TREES, "runs": TREES})}
)
UI_NODES = st.fixed_dictionaries(
    {
        "id": WORDS | TREES,
        "type": st.sampled_from(["invocation", "connector", "notes"]) | TREES,
        "data": st.fixed_dictionaries(
            {
                "id": WORDS | TREES,
                "type": st.sampled_from(list(CATALOGUE.node_types)) | TREES,
                "inputs": st.dictionaries(
                    WORDS | MEMBERS,
                    st.fixed_dictionaries({"name": WORDS, "value": TREES}) | TREES,
                    max_size=4,
                )
                | TREES,
                "version": WORDS | TREES,
            }
        )
        | TREES,
    }
)
UI_EDGES = st.fixed_dictionaries(
    {
        "id": WORDS | TREES,
        "type": st.sampled_from(["default", "collapsed"]) | TREES,
        "source": WORDS | TREES,
        "target": WORDS | TREES,
        "sourceHandle": WORDS | TREES,
        "targetHandle": WORDS | TREES,
    }
)
WORKFLOWS = st.fixed_dictionaries(
    {
        "nodes": st.lists(UI_NODES | TREES, max_size=5) | TREES,
        "edges": st.lists(UI_EDGES | TREES, max_size=5) | TREES,
        "meta": st.fixed_dictionaries(
            {"version": st.sampled_from(["1.0.0", "2.0.0", "3.0.0", "4.0.0"]) | TREES}
        ),
        "exposedFields": TREES,
        "form": TREES,
    }
)


def check_everything(raw: bytes) -> list[tuple[str, str, str]]:
    """All that happens to a file, and what it gives."""
    loaded = load_bytes(raw, "fuzz")
    assert loaded.documents or loaded.reason
    found = [(str(f.rule), f.message, "") for f in loaded.findings]
    rules = all_rules()
    for document in loaded.documents:
        index = PositionIndex(document.source.text, bool(document.findings))
        for finding in check_document(document, CATALOGUE):
            assert finding.rule in rules
            pointer = (*document.base, *finding.pointer)
            if document.data is not None:
                span = index.span(pointer, finding.on_key, finding.occurrence)
                assert span is not None, (finding, pointer)
                index.line_text(span.line)
            for related in finding.related:
                assert index.span((*document.base, *related.pointer)) is not None
            found.append((finding.rule, finding.message, format_pointer(pointer)))
    return found


def check_work(raw: bytes) -> None:
    """The same, counted; fails when it takes too long for a file of that size."""
    assert lines_run(lambda: check_everything(raw)) < LINES


def text_of(tree: Any) -> bytes:
    return json.dumps(tree).encode()


@FUZZ
@given(TREES | GRAPHS | BATCHES | WORKFLOWS)
@example({"nodes": [{"id": [], "type": {}}], "edges": [{"source": {}, "target": []}]})
@example({"batch": {"graph": {"nodes": {"a": {"id": "a", "type": []}}}, "data": [[{"items": [[]]}]]}})
def test_trees(tree: Any) -> None:
    raw = text_of(tree)
    found = check_everything(raw)
    check_work(raw)
    assert check_everything(raw) == found


@st.composite
def mutated_seeds(draw: st.DrawFn) -> bytes:
    """A fixture with a few bytes changed, removed, doubled or moved."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        if not raw:
            break
        at = draw(st.integers(0, len(raw) - 1))
        end = min(len(raw), at + draw(st.integers(1, 40)))
        action = draw(st.integers(0, 4))
        if action == 0:
            raw[at] = draw(st.integers(0, 255))
        elif action == 1:
            del raw[at:end]
        elif action == 2:
            raw[at:at] = raw[at:end]
        elif action == 3:
            del raw[at:]
        else:
            raw[at:end] = draw(
                st.sampled_from([b"null", b"[]", b"{}", b"-1", b'"x"', b"1e999", b"NaN", b"[[["])
            )
    return bytes(raw)


@FUZZ
@given(mutated_seeds())
def test_bytes(raw: bytes) -> None:
    check_work(raw)


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    """A fixture that still parses, with some members replaced or removed."""
    data = json.loads(draw(st.sampled_from(JSON_SEEDS)))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = None, None
        value = data
        for _ in range(draw(st.integers(1, 8))):
            if isinstance(value, dict) and value:
                holder, key = value, draw(st.sampled_from(sorted(value)))
            elif isinstance(value, list) and value:
                holder, key = value, draw(st.integers(0, len(value) - 1))
            else:
                break
            value = holder[key]
        if holder is None:
            continue
        if draw(st.booleans()):
            holder[key] = draw(TREES)
        else:
            del holder[key]
    return data


def _parses(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


JSON_SEEDS = [raw for raw in SEEDS if _parses(raw)]


@FUZZ
@given(mutated_documents())
def test_documents(data: Any) -> None:
    check_work(text_of(data))


def test_deep_values_just_below_the_parser_limit() -> None:
    for depth in (100, 400, 900):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            deep = opening * depth + "1" + closing * depth
            node = f'{{"id": "n", "type": "collect", "collection": {deep}}}'
            graph = f'{{"nodes": {{"n": {node}}}, "edges": {deep}}}'
            check_work(graph.encode())
            check_work(b'{"nodes": %s, "edges": %s}' % (deep.encode(), deep.encode()))

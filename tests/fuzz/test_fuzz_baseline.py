"""A baseline holds for any document there is, and one edit shows what it adds, no more and no less.

``WFLINT_FUZZ_EXAMPLES`` sets how many cases each test tries.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import bad_graph
from tests.fuzz.test_fuzz import (
    BATCHES,
    EXAMPLES,
    FUZZ,
    GRAPHS,
    TREES,
    WORKFLOWS,
    mutated_documents,
    mutated_seeds,
    text_of,
)
from wflint.engine.baseline_places import BaselineWish
from wflint.engine.check_files import CheckRequest, check_files
from wflint.engine.configuration import Wanted

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.engine.check_files import Result

EACH = settings(FUZZ, max_examples=max(10, EXAMPLES // 6))
DOCUMENTS = TREES | GRAPHS | BATCHES | WORKFLOWS | mutated_documents()


class Project:
    """A folder with one file, and its baseline."""

    def __init__(self, folder: str, raw: bytes) -> None:
        self.file = Path(folder, "a.json")
        self.known = str(Path(folder, "known.json"))
        self.put(raw)

    def put(self, raw: bytes) -> None:
        self.file.write_bytes(raw)

    def check(self, action: str = "use") -> Result:
        wish = BaselineWish(action, None if action == "off" else self.known)
        return check_files(
            CheckRequest((str(self.file),), Wanted(target="6.14.2", named=True), baseline=wish)
        )

    def all_there_is(self) -> list[Diagnostic]:
        return self.check("off").report.diagnostics


def told(diagnostics: list[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((d.alike, d.message) for d in diagnostics)


def alike(diagnostics: list[Diagnostic]) -> Counter[str]:
    return Counter(d.alike for d in diagnostics)


@EACH
@given(DOCUMENTS.map(text_of) | mutated_seeds())
@example(b"")
@example(b'{"nodes": [], "edges": []')
def test_whatever_is_known_is_hidden(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, raw)
        found = project.all_there_is()
        written = project.check("write")
        assert not written.failed
        assert not written.report.live
        first = Path(project.known).read_bytes()
        again = project.check()
        assert (again.failed, again.problems, list(again.notes)) == (False, [], [])
        assert not again.report.live
        assert told(again.report.diagnostics) == told(found)
        project.check("write")
        project.check("prune")
        assert Path(project.known).read_bytes() == first


@EACH
@given(mutated_documents(), st.text("abc é\ud800", min_size=1, max_size=4))
@example(bad_graph("gone"), "one")
def test_an_edge_to_nowhere_is_shown(data: Any, name: str) -> None:
    """In a document that keeps its other faults."""
    edges = data.get("edges") if isinstance(data, dict) else None
    if not isinstance(edges, list) or not isinstance(data.get("nodes"), (dict, list)):
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, text_of(data))
        project.check("write")
        before = project.all_there_is()
        more = copy.deepcopy(data)
        gone = f"new {name}"
        ends = {"source": gone, "sourceHandle": "image", "target": gone, "targetHandle": "image"}
        end = {"node_id": gone, "field": "image"}
        is_graph = isinstance(data["nodes"], dict)
        more["edges"].append({"source": end, "destination": end} if is_graph else {"id": gone, **ends})
        project.put(text_of(more))
        after = project.all_there_is()
        new = told(after) - told(before)
        shown = project.check()
        assert told(shown.report.live) <= new
        if data == bad_graph("gone"):
            assert new, "the example adds one"
        if any(d.slug == "dangling-edge" for d in after if (d.alike, d.message) in new):
            assert shown.failed
            assert "dangling-edge" in {d.slug for d in shown.report.live}


@EACH
@given(mutated_documents(), st.data())
def test_any_edit_shows_what_it_adds(data: Any, draw: st.DataObject) -> None:
    """As many findings of each fingerprint as there are more of, and the new ones of those that are alike."""
    other = draw.draw(mutated_documents() | st.just(data))
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, text_of(data))
        project.check("write")
        before = project.all_there_is()
        project.put(text_of(_edited(data, other, draw)))
        after = project.all_there_is()
        shown = project.check().report.live
        assert alike(shown) == alike(after) - alike(before)
        assert told(shown) <= told(after)
        kept = told(after) & told(before)
        assert told(after) - kept >= told(shown), "what was there word for word is not shown"


def _edited(data: Any, other: Any, draw: st.DataObject) -> Any:
    """The document with one of its members taken from another one, or away."""
    if not isinstance(data, dict) or not data:
        return other
    edited = copy.deepcopy(data)
    name = draw.draw(st.sampled_from(sorted(edited)))
    inner = edited[name]
    if isinstance(inner, list) and inner and draw.draw(st.booleans()):
        del inner[draw.draw(st.integers(0, len(inner) - 1))]
    elif isinstance(other, dict) and name in other:
        edited[name] = json.loads(json.dumps(other[name]))
    else:
        del edited[name]
    return edited

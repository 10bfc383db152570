"""Whether a request is kept is asked once for releases that have the same for a document's nodes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import wflint.graph
from tests.graph.test_kept_for_upgrades import node, workflow
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine import same_request as asked
from wflint.engine.alike import SETTLED, kind_of
from wflint.engine.targets import open_targets
from wflint.graph.convert.to_request import convert_workflow
from wflint.release import Release

if TYPE_CHECKING:
    import pytest

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document

TARGETS = open_targets(">=6.5,<6.13", named=True)


def test_releases_of_one_kind_make_one_request() -> None:
    """And they are fewer than the releases."""
    nodes = [node("a", "noise", "1.0.2", seed=2**33), node("b", "flux_denoise", "3.0.0", width=512)]
    (document,) = load_bytes(json.dumps(workflow(nodes, [])).encode(), "x.json").documents
    found: dict[Any, list[Any]] = {}
    for catalogue in TARGETS:
        kind = kind_of(catalogue, ("noise", "flux_denoise"))
        graph = convert_workflow(document, catalogue).graph
        found.setdefault(kind, []).append((graph["nodes"], graph["edges"]))
    assert len(found) < 0.8 * len(TARGETS)
    assert all(each == requests[0] for requests in found.values() for each in requests)


def test_each_kind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    real = asked.request_of

    def counted(document: Document, catalogue: Catalogue) -> Any:
        calls.append(catalogue.version)
        return real(document, catalogue)

    monkeypatch.setattr(asked, "request_of", counted)
    before = json.dumps(workflow([node("a", "noise", "1.0.3", seed=1)], [])).encode()
    after = json.dumps(workflow([node("a", "noise", "1.0.3", seed=1, width=None)], [])).encode()
    asked.same_request(before, after, [], catalogues=TARGETS)
    assert len(calls) == 2 * len({kind_of(catalogue, ("noise",)) for catalogue in TARGETS})


def test_catalogues_from_elsewhere_are_alone() -> None:
    one = open_release("6.14.2")
    other = open_release("6.14.1")
    assert kind_of(one, ("noise",)) == kind_of(one, ("noise",))
    assert kind_of(one, ("denoise_latents",)) != kind_of(open_release("5.15.0"), ("denoise_latents",))
    assert kind_of(other, ()) is not None


def test_nothing_is_asked_by_number_after_that() -> None:
    """A new threshold in what makes requests belongs below, or into the kind."""
    root = Path(wflint.graph.__file__).parent
    pattern = re.compile(r"Release\(\((\d+), (\d+), (\d+)\)\)")
    numbers = [
        Release((int(a), int(b), int(c)))
        for path in root.rglob("*.py")
        for a, b, c in pattern.findall(path.read_text("utf-8"))
    ]
    assert numbers
    assert not [number for number in numbers if number > SETTLED]

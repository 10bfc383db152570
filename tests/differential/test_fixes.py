"""InvokeAI itself takes what fixes make of graphs that it refused, and refuses none that it took."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.golden import TARGET, cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.golden import Case

pytestmark = pytest.mark.invokeai

FIXED = [case for case in cases("bad") if case.fixed.exists()]


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    found = Oracle(invokeai_python(TARGET), "graph_oracle.py")
    yield found
    found.close()


def _graph(raw: bytes) -> dict[str, Any] | None:
    """The batch of a file that holds one graph for the server; None for others."""
    try:
        data = json.loads(raw)
    except ValueError:  # text that is none, integers of 5,000 digits
        return None
    if isinstance(data, dict) and isinstance(data.get("nodes"), dict):
        return {"graph": data, "runs": 1}
    return None


def test_fixed_graphs(oracle: Oracle) -> None:
    mended, taken, wrong = 0, 0, []
    for case in FIXED:
        if case.settings().get("target", TARGET) != TARGET or case.settings().get("catalogues"):
            continue
        before, after = _graph(case.path.read_bytes()), _graph(case.fixed.read_bytes())
        if before is None or after is None:
            continue
        first, then = oracle.ask({"batch": before}), oracle.ask({"batch": after})
        left = _refusing(case)
        if first["ok"] and not then["ok"]:
            wrong.append(f"{case.slug}/{case.path.name}: refused now: {then['error']}")
        if then["ok"] == left:
            wrong.append(f"{case.slug}/{case.path.name}: {left} left, but {then['error']}")
        mended += then["ok"] and not first["ok"]
        taken += first["ok"]
    assert not wrong, "\n".join(wrong)
    assert mended >= 8
    assert taken >= 3


def test_safe_fixes_change_nothing_that_the_server_reads(oracle: Oracle) -> None:
    """Of graphs that it takes: what the nodes hold is the same, in InvokeAI's own words."""
    compared = 0
    for case in FIXED:
        before = _graph(case.path.read_bytes())
        if before is None or case.settings().get("target", TARGET) != TARGET:
            continue
        mended = case.mended(unsafe=False)
        first = oracle.ask({"batch": before, "read": True})
        if not mended.applied or not first["ok"]:
            continue
        after = _graph(mended.raw)
        assert oracle.ask({"batch": after, "read": True})["read"] == first["read"], case.path.name
        compared += 1
    assert compared >= 3


def _refusing(case: Case) -> bool:
    """Whether wflint still sees something for which the server refuses the mended graph."""
    found = case.look(case.fixed.read_bytes())
    return any(d.effect == "rejected" for d in found)

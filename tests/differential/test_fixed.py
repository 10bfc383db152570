"""InvokeAI accepts the graphs that it refused, once the fixes of the rules have mended them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.golden import TARGET, Case, cases
from wflint.diagnostics import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai


def refuses(case: Case, raw: bytes) -> bool:
    """Whether wflint says that InvokeAI does."""
    return any(d.effect is Effect.REJECTED for d in case.look(raw))


def graphs() -> Iterator[tuple[Case, Any, Any]]:
    """Graphs and enqueue bodies that are refused, and are mended: before and after."""
    for case in cases("bad"):
        if case.fixed.exists() and case.settings().get("target", TARGET) == TARGET:
            raw = case.path.read_bytes()
            try:
                before, after = json.loads(raw), json.loads(case.fixed.read_bytes())
            except ValueError:
                continue  # a number of five thousand digits
            if type(before) is dict and ("batch" in before or type(before.get("nodes")) is dict):
                yield case, before, after


def batch_of(data: Any) -> Any:
    return data.get("batch", {"graph": data, "runs": 1})


def test_what_was_refused_is_accepted() -> None:
    oracle = Oracle(invokeai_python(TARGET), "graph_oracle.py")
    mended = 0
    try:
        for case, before, after in graphs():
            was = oracle.ask({"batch": batch_of(before)})
            now = oracle.ask({"batch": batch_of(after)})
            left = refuses(case, case.fixed.read_bytes())
            assert now["ok"] is not left, (case.path.name, now["error"])
            assert was["ok"] or refuses(case, case.path.read_bytes()), case.path.name
            mended += now["ok"] and not was["ok"]
    finally:
        oracle.close()
    assert mended > 15

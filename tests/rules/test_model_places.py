"""Findings about models say in which node, of which type, and at which input they are.

The golden text of a finding shows its line alone; what a program reads of it is compared here with the file
and with the finding's pointer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden import Case, cases
from wflint.document.load import load_bytes
from wflint.rules import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic

RULES = {path.stem.replace("_", "-") for path in Path(models.__file__).parent.glob("[a-z]*.py")}
# A guide has no nodes of InvokeAI's.
CASES = [case for case in cases("bad") if case.slug in RULES and case.path.name != "bad-guide.json"]


def about_models(case: Case) -> list[Diagnostic]:
    return [found for found in case.diagnostics() if found.code.startswith("MD")]


def types(value: Any) -> Iterator[tuple[str, str]]:
    """The nodes of a file with their types, wherever they stand in it."""
    if isinstance(value, dict):
        data = value.get("data") if isinstance(value.get("data"), dict) else value
        if isinstance(value.get("id"), str) and isinstance(data.get("type"), str):
            yield value["id"], data["type"]
        for item in value.values():
            yield from types(item)
    elif isinstance(value, list):
        for item in value:
            yield from types(item)


def input_at(pointer: str) -> str | None:
    """The input that a pointer leads to; None for a whole node, an edge, or the data of a batch."""
    steps = [step for step in pointer.split("/")[1:] if step not in ("data", "inputs")]
    if "nodes" not in steps:
        return None
    below = steps[steps.index("nodes") + 2 :]
    return below[0] if below else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.slug}/{case.path.name}")
def test_node_type_and_field(case: Case) -> None:
    document = load_bytes(case.path.read_bytes(), case.path.name).documents[0].data
    nodes = {*types(document)}
    for found in about_models(case):
        assert (found.node, found.node_type) in nodes
        assert found.field
        at = input_at(found.pointer)
        assert at is None or at == found.field or found.slug == "base-model-mismatch", found


def test_every_rule_is_shown() -> None:
    assert {found.slug for case in CASES for found in about_models(case)} == RULES

"""No false alarms: what InvokeAI's own web UI builds, in every family, is in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests import topologies
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic

# A family finding of any severity on a correct graph teaches people to ignore the family rules.
FAMILY = ("MD", "RS")


def found(name: str) -> list[Diagnostic]:
    checker = Checker((open_release(topologies.RELEASE),))
    raw = json.dumps(topologies.graph(name)).encode()
    diagnostics = examine(raw, f"{name}.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return diagnostics


def test_every_builder_of_the_ui_is_here() -> None:
    assert len(topologies.names()) == 107


@pytest.mark.parametrize("name", topologies.names())
def test_no_error(name: str) -> None:
    assert [d.message for d in found(name) if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", topologies.names())
def test_no_word_about_models(name: str) -> None:
    assert [d.message for d in found(name) if d.code.startswith(FAMILY)] == []


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    running = Oracle(invokeai_python(topologies.RELEASE), "graph_oracle.py")
    yield running
    running.close()


@pytest.mark.invokeai
def test_invokeai_accepts_them(oracle: Oracle) -> None:
    answers = {
        name: oracle.ask({"batch": {"graph": topologies.graph(name), "runs": 1}})
        for name in topologies.names()
    }
    assert {name: a["error"] for name, a in answers.items() if not a["ok"]} == {}
    assert {name: a["missing"] for name, a in answers.items() if a["missing"]} == {}

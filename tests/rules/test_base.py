"""What a rule states, and what it may ask of its document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rules.written import batch, graph, workflow
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Outcome, Severity, Stage
from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.rules.base import Context, Rule, advice, fails, rejected, silent
from wflint.rules.options import RuleOptions

UI, SERVER = rejected(Stage.LOAD), fails()


def context(data: dict[str, Any], release: str = "6.14.2", options: RuleOptions | None = None) -> Context:
    document = load_bytes(json.dumps(data).encode(), "a.json").documents[0]
    found, _ = read_document(document)
    return Context(document, found, open_release(release), options)


def test_outcomes_by_kind() -> None:
    both = Rule("XX101", "x", workflow=UI, graph=SERVER)
    assert {kind: both.outcome(kind) for kind in Kind} == {
        kind: UI if kind is Kind.WORKFLOW else SERVER for kind in Kind
    }
    narrow = Rule("XX102", "x", workflow=UI, graph=SERVER, kinds=frozenset({Kind.BATCH}))
    assert [kind for kind in Kind if narrow.outcome(kind) is not None] == [Kind.BATCH]
    assert Rule("XX103", "x", graph=SERVER).outcome(Kind.WORKFLOW) is None
    assert (both.default, both.preview) == (True, False)


def test_words_for_outcomes() -> None:
    assert rejected() == Outcome(Effect.REJECTED, Stage.ENQUEUE, Severity.ERROR)
    assert fails() == Outcome(Effect.FAILS, Stage.RUN, Severity.ERROR)
    assert silent() == Outcome(Effect.SILENT, Stage.RUN, Severity.WARNING)
    assert advice() == Outcome(Effect.ADVICE, Stage.RUN, Severity.WARNING)
    for make in (rejected, fails, silent, advice):
        assert make(Stage.LOAD, Severity.INFO)[1:] == (Stage.LOAD, Severity.INFO)


def test_an_analysis_is_made_once_a_document() -> None:
    asked: list[Context] = []

    def analysis(ctx: Context) -> int:
        asked.append(ctx)
        return len(asked)

    one, other = context(graph()), context(graph())
    assert [one.analysis(analysis), one.analysis(analysis), other.analysis(analysis)] == [1, 1, 2]
    assert asked == [one, other]


@pytest.mark.parametrize(
    ("data", "release", "drops"),
    [
        (workflow(), "6.14.2", True),
        (workflow(), "6.12.0", False),
        (workflow(c={"type": "connector"}), "6.12.0", True),
        (graph(), "6.14.2", False),
        (batch([], graph()), "6.14.2", False),
    ],
)
def test_wires_that_the_web_ui_drops(data: dict[str, Any], release: str, drops: bool) -> None:
    assert context(data, release).drops_wires == drops


def test_nodes_that_reach_the_server() -> None:
    nodes = {"b": {"type": "string_batch"}, "g": {"type": "string_generator"}, "n": {"type": "noise"}}
    assert [n.id for n in context(workflow(**nodes)).server_nodes()] == ["n"]
    assert [n.id for n in context(graph(**nodes)).server_nodes()] == ["b", "g", "n"]


def test_what_a_rule_is_told() -> None:
    told = context(batch([], graph(n={"type": "noise"})))
    assert (told.kind, told.is_workflow, told.options) == (Kind.BATCH, False, RuleOptions())
    assert context(workflow()).is_workflow
    assert context(graph(), options=RuleOptions(vram=7)).options.vram == 7
    (node,) = told.graph.nodes.values()
    assert told.describe(node) == "Create Latent Noise (n)"


def test_options_over_others() -> None:
    low = RuleOptions(vram=1)
    assert RuleOptions().over(low) is low
    assert RuleOptions(vram=2).over(low).vram == 2
    assert low.over(RuleOptions()) == low

"""Shape: what only some releases of the web UI mind, both sides of each condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.written import fire, graph, workflow
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Stage
from wflint.diagnostics.words import listed

NOISE = {"type": "noise", "seed": 1}
RELEASES = ("3.4.0.post2", "3.6.1", "4.2.9", "5.15.0", "6.12.0", "6.14.2")


@pytest.mark.parametrize(
    ("meta", "refusing", "words"),
    [
        ({"version": "1.0.0"}, (), ""),
        ({"version": "2.0.0"}, ("3.4.0.post2",), "came with InvokeAI 3.5"),
        ({"version": "3.0.0"}, ("3.4.0.post2", "3.6.1"), "came with InvokeAI 4.0"),
        ({"version": "4.0.0"}, RELEASES[:5], "came with InvokeAI 6.13"),
        ({"version": "9.9.9"}, RELEASES[1:], "is not a workflow format of InvokeAI"),
        ({"version": "new"}, RELEASES, "is not a workflow format of InvokeAI"),
        ({}, RELEASES[1:], 'the format version ("version" in "meta") is missing'),
        ({"version": None}, (), ""),  # of the wrong type, which is said already
        ({"version": 4}, (), ""),
        (None, (), ""),
        ("4.0.0", (), ""),
    ],
)
def test_formats_that_a_release_does_not_know(meta: Any, refusing: tuple[str, ...], words: str) -> None:
    data = {**workflow(n=NOISE), "meta": meta}
    found = {name: fire("unknown-format-version", data, name) for name in RELEASES}
    assert tuple(name for name, each in found.items() if each) == refusing
    for (finding,) in (each for each in found.values() if each):
        assert words in finding.message
        assert finding.help
        assert finding.pointer == (("meta", "version") if meta else ("meta",))


def test_a_workflow_without_meta() -> None:
    data = workflow(n=NOISE)
    del data["meta"]
    (found,) = fire("unknown-format-version", data)
    assert found.pointer == ()
    assert fire("unknown-format-version", graph(n=NOISE)) == []


def test_only_formats_that_the_release_knows_are_named() -> None:
    data = workflow(n=NOISE, meta={"version": "9.9.9"})
    formats = ["1.0.0", "2.0.0", "3.0.0", "4.0.0"]
    for name, count in (("3.6.1", 2), ("6.12.0", 3), ("6.14.2", 4)):
        (found,) = fire("unknown-format-version", data, name)
        assert found.help == f"write the format of the file: {listed(formats[:count], last='or')}"


@pytest.mark.parametrize(
    ("category", "name", "refused"),
    [
        ("project", "6.12.0", True),
        ("project", "5.15.0", False),
        ("user", "6.12.0", False),
        ("default", "6.12.0", False),
    ],
)
def test_the_category_project(category: str, name: str, refused: bool) -> None:
    found = fire(
        "wrong-member-type", workflow(n=NOISE, meta={"version": "3.0.0", "category": category}), name
    )
    assert [f.pointer for f in found] == ([("meta", "category")] if refused else [])


@pytest.mark.parametrize(
    ("version", "name", "pack", "refused"),
    [
        ("3.0.0", "6.12.0", None, True),
        ("3.0.0", "5.0.0", None, True),
        ("3.0.0", "4.2.9", None, False),
        ("1.0.0", "6.12.0", None, False),
        ("2.0.0", "6.12.0", None, True),
        ("3.0.0", "6.12.0", "invokeai", False),
    ],
)
def test_a_pack_that_is_null(version: str, name: str, pack: str | None, refused: bool) -> None:
    data = workflow(n={**NOISE, "nodePack": pack}, meta={"version": version, "category": "user"})
    found = fire("wrong-member-type", data, name)
    assert [(f.node, f.node_type, f.pointer[-1]) for f in found] == (
        [("n", "noise", "nodePack")] if refused else []
    )


def lost(
    node: dict[str, Any], *wires: str, name: str = "6.14.2", version: str = "3.0.0", **others: Any
) -> list[Any]:
    data = workflow(*wires, meta={"version": version, "category": "user"}, n=node, **others)
    return fire("value-lost-on-load", data, name)


OLD_MODEL = {"model_name": "fox", "base_model": "sdxl", "model_type": "main"}
LOADER = {"type": "main_model_loader", "model": OLD_MODEL}


@pytest.mark.parametrize(
    ("value", "described"),
    [
        (OLD_MODEL, 'model "fox" in "model" of Main Model was saved by InvokeAI 3'),
        ({**OLD_MODEL, "model_name": 7}, 'model in "model" of Main Model was saved by InvokeAI 3'),
        ({"a": 1, "b": 2}, 'is an object with "a" and "b", which the web UI cannot keep'),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, 'is an object with "a", "b" and 2 more, which'),
        ({"x" * 30: 1}, f'is an object with "{"x" * 19}\u2026", which'),
        ({}, "is an empty object, which"),
        ([1, "a"], "is a list that the web UI cannot keep"),
    ],
)
def test_values_that_are_dropped(value: Any, described: str) -> None:
    (found,) = lost({"type": "main_model_loader", "model": value}, name="5.4.3")
    assert (found.node, found.node_type, found.field) == ("n", "main_model_loader", "model")
    assert described in found.message
    assert found.then == "the web UI silently drops it and blocks Invoke until a value is set"
    assert "again in the web UI" in found.help
    assert bool(found.group) == ("saved by InvokeAI 3 and is lost on load" in found.message)
    assert (found.outcome.effect, found.outcome.stage) == (Effect.REJECTED, Stage.READY)


def test_an_input_that_is_not_required_gets_its_default() -> None:
    (found,) = lost({**NOISE, "width": {"a": 1}}, name="5.4.3")
    assert found.then == "the web UI silently drops it; the node runs with its default"
    assert found.outcome is None


def test_objects_that_become_generators() -> None:
    """Since there are generators; lists are dropped as before."""
    (found,) = lost({**NOISE, "width": {"a": 1}})
    assert found.then == "the web UI reads it as a float generator, which the server refuses"
    assert (found.outcome.effect, found.outcome.stage) == (Effect.REJECTED, Stage.ENQUEUE)
    (found,) = lost({**NOISE, "width": [1, "a"]})
    assert "silently drops it" in found.then


def test_values_that_matter_to_nobody() -> None:
    assert lost({"type": "nobody_knows", "model": OLD_MODEL}) == []
    assert lost({"type": "noise", "seed": 1, "no_such_input": {"a": 1}}) == []
    assert lost(NOISE) == []
    assert fire("value-lost-on-load", graph(n=LOADER)) == []
    connected = {"type": "noise", "seed": {"a": 1}}
    assert lost(connected, "i.value -> n.seed", i={"type": "integer", "value": 1}) == []
    assert len(lost(connected)) == 1
    assert lost({"type": "l2i", "latents": {"a": 1}}) == [], "takes connections only"


@pytest.mark.parametrize(
    ("version", "name", "said"),
    [
        ("1.0.0", "3.6.1", False),
        ("2.0.0", "3.6.1", False),
        ("2.0.0", "4.2.9", True),
        ("3.0.0", "3.6.1", True),
    ],
)
def test_models_of_old_files_in_old_releases(version: str, name: str, said: bool) -> None:
    assert bool(lost(LOADER, name=name, version=version)) == said


@pytest.mark.parametrize(
    ("node", "field", "said"),
    [
        ({"type": "denoise_latents", "cfg_rescale_multiplier": None}, "cfg_rescale_multiplier", False),
        ({"type": "noise", "seed": None}, "seed", False),
        ({"type": "nobody_knows", "a": None}, "a", False),
        ({"type": "noise", "no_such_input": None}, "no_such_input", False),
    ],
)
def test_nulls_that_say_nothing_else(node: dict[str, Any], field: str, said: bool) -> None:
    assert [f.field for f in lost(node)] == ([field] if said else [])


def nullable_with_default() -> tuple[str, str]:
    """An input whose null is another word than its default; none connects only."""
    for node in open_release("6.14.2").nodes():
        for field in node.inputs.values():
            if field.type.nullable and field.default is not None and field.kind != "connection":
                return node.type, field.name
    raise AssertionError("no input is of that kind")


def test_nulls_that_the_web_ui_drops() -> None:
    kind, field = nullable_with_default()
    (found,) = lost({"type": kind, field: None})
    assert (found.node, found.node_type, found.field) == ("n", kind, field)
    assert f'"{field}" of ' in found.message
    assert "is null" in found.message
    assert "the node runs with its default, " in found.then
    assert (found.outcome.effect, found.outcome.stage) == (Effect.SILENT, Stage.LOAD)

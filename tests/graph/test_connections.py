"""Connection types of server and web UI, on pairs whose verdicts were seen in InvokeAI."""

from __future__ import annotations

import pytest

from wflint.catalogue.store import open_release
from wflint.graph.edges import verdict as edges_verdict
from wflint.graph.edges.verdict import verdict

# (source, field, target, field, what the server says, what the UI says) in 6.14.2
PAIRS = [
    ("noise", "noise", "denoise_latents", "noise", None, None),
    ("integer", "value", "float", "value", None, None),
    ("integer", "value", "denoise_latents", "cfg_scale", "type", None),  # number or list of numbers
    ("float", "value", "integer", "value", "type", "type"),
    ("integer", "value", "string", "value", None, None),
    ("integer_collection", "collection", "blank_image", "width", None, "type"),  # a list into one
    ("blank_image", "width", "integer_collection", "collection", None, "type"),  # one into a list
    ("integer_collection", "collection", "float_collection", "collection", "type", None),
    ("blank_image", "image", "save_image", "image", None, None),
    ("denoise_latents", "latents", "save_image", "image", "type", "type"),
    ("noise", "nose", "denoise_latents", "noise", "source-field", "source-field"),
    ("noise", "noise", "denoise_latents", "nose", "target-field", "target-field"),
    ("noise", "output_meta", "if", "true_input", None, "source-field"),  # an attribute of every output
    ("string", "value", "noise", "id", None, "target-field"),  # an attribute of every node
    ("image_collection", "collection", "image_collection", "images", None, "direct"),
    ("boolean", "value", "integer", "value", None, "type"),  # bool is an int
]


@pytest.mark.parametrize(("source", "output", "target", "field", "server", "ui"), PAIRS)
def test_verdicts_of_6_14_2(
    source: str, output: str, target: str, field: str, server: str | None, ui: str | None
) -> None:
    found = verdict(open_release("6.14.2"), source, output, target, field)
    assert found is not None
    assert (found.fault, found.ui_fault) == (server, ui)


def test_subclasses_fit_from_the_release_on_that_asks_for_them() -> None:
    old, new = open_release("5.15.0"), open_release("6.14.2")
    assert (old.dialect, new.dialect) == ("classic", "chained")
    pair = ("boolean", "value", "integer", "value")
    before, after = verdict(old, *pair), verdict(new, *pair)
    assert before is not None
    assert after is not None
    assert (before.fault, after.fault) == ("type", None)


def test_an_unknown_node_gets_no_verdict() -> None:
    assert verdict(open_release("6.14.2"), "ksampler", "latent", "l2i", "latents") is None


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0", "3.4.0.post2"])
def test_the_quick_answer_is_that_of_the_full_judgement(
    release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every output with every input that the quick answer speaks of."""
    catalogue = open_release(release)
    nodes = list(catalogue.nodes())
    takers: dict[object, list[tuple[str, str]]] = {}
    for node in nodes:
        for name, field in node.inputs.items():
            for member in (field.type, *field.type.args):
                takers.setdefault(member, []).append((node.type, name))
    pairs = {
        (node.type, name, *taker)
        for node in nodes
        for name, out in node.outputs.items()
        for taker in takers.get(out.type, ())
    }
    quick = {pair: edges_verdict._judge(catalogue, *pair) for pair in pairs}
    monkeypatch.setattr(edges_verdict, "_same_class", lambda *_: None)
    assert len(pairs) > 1000
    assert quick == {pair: edges_verdict._judge(catalogue, *pair) for pair in pairs}

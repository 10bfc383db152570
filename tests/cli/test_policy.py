"""``[tool.wflint.policy]``: what a repository declares about its documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Ran, good_graph
from wflint.rules.policy._declared import fits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


@pytest.mark.parametrize(
    ("pattern", "name", "does"),
    [
        ("l2i", "l2i", True),
        ("l2i", "L2I", True),
        ("l2i", "flux_l2i", False),
        ("*", "", True),
        ("*_l2i", "flux_l2i", True),
        ("a*a", "a", False),
        ("a*b*c", "axxbyyc", True),
        ("a*b*c", "axxcyyb", False),
        ("*ab*ab*", "abab", True),
        ("*ab*ab*", "aab", False),
        ("[a]?", "[a]?", True),
        ("[a]?", "ab", False),
    ],
)
def test_a_star_stands_for_anything(pattern: str, name: str, does: bool) -> None:
    assert fits(pattern, name) is does


def test_patterns_take_no_time() -> None:
    assert not fits("*a" * 5_000 + "b", "a" * 100_000)


def test_nothing_is_asked_without_a_policy(wflint: Wflint, put: Put) -> None:
    put("a.json")
    assert wflint("check", "a.json").code == 0


def test_a_policy_speaks_by_its_key(wflint: Wflint, put: Put) -> None:
    put("a.json")
    put("wflint.toml", '[policy]\nnodes = { forbid = ["save_*"] }\nhelp = "ask the render team"\n')
    ran = wflint("check", "a.json")
    assert ran.code == 1
    assert 'Save Image (save): policy.nodes forbids "save_*"' in ran.out
    assert "ask the render team" in ran.out


def test_a_path_changes_a_part_of_it(wflint: Wflint, put: Put) -> None:
    put(
        "pyproject.toml",
        '[tool.wflint.policy]\nnodes = { forbid = ["save_image"] }\nlimits = { size = 512 }\n'
        '[tool.wflint.per-path."old/".policy]\nnodes = { forbid = ["nothing"] }\n',
    )
    graph = good_graph()
    graph["nodes"]["photo"] = {"id": "photo", "type": "blank_image", "width": 1024, "height": 64}
    for name in ("old/a.json", "new/a.json"):
        put(name, graph)
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["slug"], d["field"]) for d in ran.json["diagnostics"]] == [
        ("new/a.json", "over-limit", "width"),
        ("new/a.json", "forbidden-node", None),
        ("old/a.json", "over-limit", "width"),
    ]
    assert wflint("config", "old/a.json").json["policy"] == {
        "nodes": {"forbid": ["nothing"]},
        "limits": {"size": 512},
    }


def test_severities_and_suppressions_hold_for_it(wflint: Wflint, put: Put) -> None:
    put("a.json")
    policy = '[policy]\nnodes = { forbid = ["save_*"] }\n'
    put("wflint.toml", policy + '[severity]\npolicy = "warning"\n')
    assert wflint("check", "a.json").code == 0
    put("wflint.toml", policy + '[[suppress]]\nrules = ["forbidden-node"]\nnodes = ["save"]\n')
    ran = wflint("check", "-f", "json", ".")
    assert [d["suppressed"] for d in ran.json["diagnostics"]] == ["configuration"]
    assert wflint("check", "--ignore", "PO", "a.json").code == 0


def test_models_are_those_of_the_server_where_they_are_known(wflint: Wflint, put: Put) -> None:
    graph = good_graph()
    model = {"key": "k1", "hash": "h", "name": "Innocent", "base": "sdxl", "type": "main"}
    graph["nodes"]["m"] = {"id": "m", "type": "sdxl_model_loader", "model": model}
    put("a.json", graph)
    put("wflint.toml", '[policy]\nmodels = { forbid = ["Evil*"] }\n')
    assert wflint("check", "--select", "PO", "a.json").code == 0
    record = {**model, "name": "Evil XL", "format": "diffusers"}
    put("lock.json", {"wflint_models": 1, "models": [record]})
    ran = wflint("check", "-f", "json", "--select", "PO", "--models", "lock.json", "a.json")
    assert [d["slug"] for d in ran.json["diagnostics"]] == ["forbidden-model"], ran


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('policy = "no"', "policy must be a table with nodes, packs"),
        ("[policy]\nnode = {}", ':2: unknown key "policy.node"; did you mean "nodes"?'),
        ('[policy]\nnodes = ["a"]', "policy.nodes must be a table with allow, forbid"),
        ("[policy]\nnodes = {}", "policy.nodes says nothing; give allow or forbid"),
        ('[policy]\nnodes = { forbid = "a" }', "policy.nodes.forbid must be a list of strings"),
        ("[policy]\nlimits = { steps = 0 }", "policy.limits.steps must be a whole number above 0"),
        ("[policy]\nlimits = { stepps = 1 }", 'unknown key "policy.limits.stepps"; did you mean "steps"?'),
        (
            '[policy]\nrequire = { texts = ["titel"] }',
            'policy.require.texts: unknown text "titel"; known are name',
        ),
        ("[policy]\nhelp = 1", "policy.help must be a string"),
    ],
)
def test_what_is_no_policy(wflint: Wflint, put: Put, text: str, said: str) -> None:
    put("a.json")
    put("wflint.toml", text + "\n")
    ran = wflint("check", "a.json")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert said in ran.err


def test_odd_documents_are_no_trouble(wflint: Wflint, put: Put) -> None:
    put(
        "wflint.toml",
        "[policy]\nnodes = { allow = [] }\npacks = { allow = [] }\nmodels = { allow = [] }\n"
        "bases = { allow = [] }\nlimits = { steps = 1, size = 1, pixels = 1, batch = 1 }\n"
        'require = { labels = ["*"], notes = ["*"], texts = ["name", "notes"] }\n',
    )
    odd = {"key": [], "name": {}, "hash": 1, "base": None}
    graph = {
        "id": "g",
        "nodes": {
            "m": {"id": "m", "type": "sdxl_model_loader", "model": odd},
            "n": {"id": "n", "type": "noise", "width": "x", "height": [], "seed": 1},
            "d": {"id": "d", "type": "denoise_latents", "steps": "many"},
        },
        "edges": [],
    }
    put("a.json", graph)
    put("b.json", {"batch": {"graph": graph, "runs": 10**30, "data": [[{"node_path": 1}], [], 5]}})
    put("c.json", {"name": 1, "notes": None, "nodes": [{"id": "x", "type": "invocation", "data": {}}],
                   "edges": [], "meta": {"version": "3.0.0"}, "exposedFields": []})  # fmt: skip
    ran = wflint("check", "-f", "json", ".")
    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out)["summary"]["errors"] > 5

"""Names of textual inversions in prompts: what is meant as one, and what InvokeAI finds.

The answers are those of ``app/util/ti_utils.py`` of 6.14.2 and 5.15.0, asked with the same models.
"""

from __future__ import annotations

import json

import pytest

from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.rules.options import RuleOptions

MAIN = ModelRecord("m", "dreamshaper-8", "sd-1", "main")
INVENTORY = Inventory(
    [
        MAIN,
        ModelRecord("k1", "glow", "sd-1", "embedding"),
        ModelRecord("k2", "glow", "sd-1", "embedding"),
        ModelRecord("k3", "my words, 2", "sd-1", "embedding"),
        ModelRecord("k4", "b", "sd-1", "embedding"),
        ModelRecord("k5", "far", "sdxl", "embedding"),
        ModelRecord("k6", "easynegative", "sd-1", "embedding"),
        ModelRecord("k7", "glow", "sdxl", "embedding"),
    ],
    name="lock.json",
)


def said(prompt: str, *, by: str = "literal") -> list[str]:
    nodes: dict[str, dict[str, object]] = {
        "m": {
            "type": "main_model_loader",
            "model": {"key": "m", "hash": "h", "name": MAIN.name, "base": "sd-1", "type": "main"},
        },
        "p": {"type": "compel"},
    }
    edges = [("m", "clip", "p", "clip")]
    if by == "literal":
        nodes["p"]["prompt"] = prompt
    else:
        nodes["j"] = {"type": "string_join", "string_left": prompt[:2], "string_right": prompt[2:]}
        edges.append(("j", "value", "p", "prompt"))
    graph = {
        "id": "g",
        "nodes": {name: {"id": name, **node} for name, node in nodes.items()},
        "edges": [
            {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
            for a, b, c, d in edges
        ],
    }
    options = RuleOptions(inventory=INVENTORY)
    checker = Checker(open_targets("6.14.2", ()), select_rules([Selectors(("MD105",), ())]), options)
    diagnostics = examine(json.dumps(graph).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [f"{d.effect} {d.message.partition(' (p) ')[2]} | {d.help}" for d in diagnostics]


@pytest.mark.parametrize(
    "prompt",
    [
        "<3 and 5 >", "<3>", "<3 kittens>", "a < b and c > d", "1 <2, 3> 4", "<-- look -->", "<...>", "<_>",
        "<a very happy fox>", "<b>bold</b>", "<i>", "<bold>big</bold>", "one<br>two", "<->", "<1.5>",
        "<easynegative>", "<my words, 2>", "<k6>", "<k3>", "<lora:x:1>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("by", ["literal", "edges"])
def test_nothing_is_said(prompt: str, by: str) -> None:
    assert said(prompt, by=by) == []


@pytest.mark.parametrize("by", ["literal", "edges"])
@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("<unheard-of>", "silent is not in lock.json | install it, or take its name out of the prompt"),
        ("<easynegativ>", "silent is not in lock.json | write <easynegative>"),
        ("< easynegative >", "silent is not in lock.json | write <easynegative>"),
        ("<easy negative>", "silent is not in lock.json | write <easynegative>"),
        ("<EasyNegative>", "silent is not in lock.json | write <easynegative>"),
        ("<far>", "silent is for SDXL, not SD1.5 | use a textual inversion for SD1.5"),
        ("<k5>", "silent is for SDXL, not SD1.5 | use a textual inversion for SD1.5"),
        ("<m>", "silent is a main model | use the name of a textual inversion"),
        (
            "<glow>",
            "fails is the name of 2 textual inversions for SD1.5 | write the key of one, such as <k1>",
        ),
    ],
)
def test_what_is_said(prompt: str, says: str, by: str) -> None:
    assert said(prompt, by=by) == [says]

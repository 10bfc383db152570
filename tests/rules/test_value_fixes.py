"""Fixes of inputs and nodes: safe ones change nothing of what InvokeAI runs, or mend what it refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden import RULES, TARGET, Case, cases
from tests.rules.requests import requests_of
from wflint.catalogue.store import open_release
from wflint.diagnostics import Severity
from wflint.diagnostics.fix import Safety
from wflint.engine.mending import mend

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

SLUGS = {
    "collection-length",
    "invalid-value",
    "missing-input",
    "node-version-mismatch",
    "overridden-value",
    "unknown-input",
    "unknown-node-type",
}
FIXED = [case for case in cases("bad") if case.slug in SLUGS]


def _own(case: Case, raw: bytes) -> list[Diagnostic]:
    return [d if d.slug == case.slug else d._replace(fix=None) for d in case.look(raw)]


@pytest.mark.parametrize("case", FIXED, ids=lambda c: f"{c.slug}/{c.path.name}")
def test_safe_fixes(case: Case) -> None:
    """What is sent stays the same; of a file that was refused, all that was not the refused place."""
    before = case.path.read_bytes()
    mended = case.mended(unsafe=False)
    if not mended.applied:
        return
    assert all(d.fix is not None and d.fix.safety is Safety.SAFE for d in mended.applied)
    catalogue = open_release(case.settings().get("target", TARGET))
    if all(d.effect != "rejected" for d in mended.applied):
        assert requests_of(mended.raw, catalogue) == requests_of(before, catalogue)
        return
    # The only repair: another spelling of what stood there, or something without effect is gone.
    applied = [d for d in mended.applied if d.fix is not None and not d.fix.title.startswith("remove ")]
    if not applied:
        sent = requests_of(before, catalogue, copies=False)
        assert requests_of(mended.raw, catalogue, copies=False) == sent
    errors = {d.message for d in case.look(before) if d.severity is Severity.ERROR}
    left = {d.message for d in mended.left if d.severity is Severity.ERROR}
    assert left < errors


def test_some_are_safe_and_some_are_not() -> None:
    """The test above has something to say of every kind."""
    safe, unsafe = set(), set()
    for case in FIXED:
        for d in case.diagnostics():
            if d.slug == case.slug and d.fix is not None:
                (safe if d.fix.safety is Safety.SAFE else unsafe).add(case.slug)
    assert safe == {
        "invalid-value",
        "node-version-mismatch",
        "overridden-value",
        "unknown-input",
        "unknown-node-type",
    }
    assert unsafe == SLUGS - {"overridden-value"}


@pytest.mark.parametrize(
    ("node_type", "name", "value", "written"),
    [
        ("noise", "width", 1022, 1024),
        ("noise", "width", 1017, 1016),
        ("noise", "width", -3, 8),
        ("noise", "width", 516, None),  # halfway
        ("noise", "width", 10**30 + 1, None),
        ("noise", "seed", 2**32 + 0.25, None),
        ("noise", "seed", "1,024", None),  # a thousand, or one?
        ("noise", "seed", "twelve", None),
        ("noise", "use_cpu", "Checked", True),
        ("noise", "use_cpu", "maybe", None),
        ("noise", "use_cpu", 2, None),
        ("noise", "noise_type", "sd", "SD"),
        ("img_blur", "radius", -0.5, 0.0),
        ("img_blur", "radius", "8,5", 8.5),
        ("img_blur", "radius", [8], 8),
        ("img_blur", "radius", [8, 9], None),
        ("img_scale", "scale_factor", 0, None),  # there is no least number above 0
        ("img_scale", "scale_factor", None, 2.0),
        ("denoise_latents", "denoising_end", 75, 1),
        ("denoise_latents", "denoising_end", -0.25, 0.0),
        ("denoise_latents", "cfg_rescale_multiplier", 1.5, None),
        ("denoise_latents", "scheduler", "Euler-A", "euler_a"),
        ("denoise_latents", "scheduler", "dpmpp 2m", "dpmpp_2m"),
        ("denoise_latents", "scheduler", "magic", None),
        ("denoise_latents", "scheduler", 3, None),
        ("denoise_latents", "cfg_scale", 0.5, 1),
        ("denoise_latents", "cfg_scale", [0.5, 7], None),
        ("controlnet", "control_weight", 3.5, 2.0),
        ("controlnet", "control_weight", -1.25, -1.0),
        ("string", "value", ["a fox"], "a fox"),
        ("string", "value", {"text": "a fox"}, None),
        ("string_collection", "collection", "a fox", ["a fox"]),
        ("integer_collection", "collection", 7, [7]),
        ("blank_image", "color", {"r": 1, "g": 2, "b": 3}, {"r": 1, "g": 2, "b": 3, "a": 255}),
        ("blank_image", "color", {"r": 1, "g": 2}, None),
        ("blank_image", "color", "#ffffff", None),
    ],
)
def test_nearest_values(node_type: str, name: str, value: Any, written: Any) -> None:
    """The nearest value that InvokeAI accepts, where one is nearest; nothing else of the file changes."""
    raw = json.dumps({"nodes": {"n": {"id": "n", "type": node_type, name: value}}, "edges": []}).encode()
    case = Case("invalid-value", RULES / "invalid-value" / "bad-graph.json")
    assert any(d.slug == "invalid-value" and d.field == name for d in case.look(raw)), "not refused"
    mended = mend(raw, lambda raw: _own(case, raw), unsafe=True)
    found = json.loads(mended.raw)["nodes"]["n"]
    assert found == {"id": "n", "type": node_type, name: value if written is None else written}
    if written is not None:
        assert type(found[name]) is type(written)
        assert "invalid-value" not in {d.slug for d in mended.left}


@pytest.mark.parametrize(
    ("node_type", "values", "field", "written"),
    [
        ("range", {"start": 12, "stop": 9}, "stop", 13),
        ("integer_math", {"operation": "DIV", "b": 0}, "b", None),  # 1 is as near as -1
        ("integer_math", {"operation": "EXP", "b": -2}, "b", 0),
        ("integer_math", {"operation": "EXP", "b": -1}, "b", 0),
        ("controlnet", {"begin_step_percent": 0.6, "end_step_percent": 0.2}, "end_step_percent", 0.6),
    ],
)
def test_values_that_do_not_go_together(
    node_type: str, values: dict[str, Any], field: str, written: Any
) -> None:
    raw = json.dumps({"nodes": {"n": {"id": "n", "type": node_type, **values}}, "edges": []}).encode()
    case = Case("invalid-value", RULES / "invalid-value" / "bad-graph.json")
    mended = mend(raw, lambda raw: _own(case, raw), unsafe=True)
    found = json.loads(mended.raw)["nodes"]["n"]
    assert found == {"id": "n", "type": node_type, **values, **({} if written is None else {field: written})}


@pytest.mark.parametrize(
    ("output", "removed"),
    [("value", True), ("nothing", False), ("type", False)],
    ids=["sound", "none", "misfit"],
)
def test_a_value_behind_a_refused_edge_stays(output: str, removed: bool) -> None:
    """The edge may be what goes: then the value counts again."""
    nodes = {"side": {"id": "side", "type": "integer", "value": 320}}
    nodes["canvas"] = {"id": "canvas", "type": "blank_image", "width": 640}
    edge = {
        "source": {"node_id": "side", "field": output},
        "destination": {"node_id": "canvas", "field": "width"},
    }
    raw = json.dumps({"nodes": nodes, "edges": [edge]}).encode()
    case = Case("overridden-value", RULES / "overridden-value" / "bad-graph.json")
    mended = mend(raw, lambda raw: _own(case, raw), unsafe=True)
    assert ("width" not in json.loads(mended.raw)["nodes"]["canvas"]) is removed

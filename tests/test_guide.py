"""The simplified dialect of guides gets the findings that a careful reader would make, and nothing silly."""

from __future__ import annotations

import ast
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden import TARGET, render
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures" / "guide"
GUIDE = ROOT.parent / "shared" / "guide" / "invokeai-workflow-api-guide.md"
# What can be said of a node whose type nobody knows.
ABOUT_UNKNOWN = {
    "unknown-node-type",
    "duplicate-input",
    "duplicate-edge",
    "isolated-node",
    "cycle",
    "self-loop",
}


def check(raw: bytes) -> list[Diagnostic]:
    checker = Checker([open_release(TARGET)])
    found = examine(raw, "guide.json", checker)
    assert not checker.crashes
    assert [f.kind for f in found.checked] == ["guide"]
    return found.diagnostics


def doubled(diagnostics: list[Diagnostic]) -> set[tuple[str | None, str | None]]:
    return {(d.node, d.field) for d in diagnostics if d.slug == "duplicate-input"}


def unconnected(diagnostics: list[Diagnostic]) -> set[tuple[str | None, str | None]]:
    return {(d.node, d.field) for d in diagnostics if d.slug == "missing-input"}


def foreign(diagnostics: list[Diagnostic]) -> dict[str | None, tuple[str, str]]:
    return {d.node_type: (d.message, d.help) for d in diagnostics if d.slug == "unknown-node-type"}


def nothing_silly(diagnostics: list[Diagnostic], document: dict[str, Any]) -> None:
    """One fault, one finding; nothing about the insides of nodes that InvokeAI does not have."""
    places = [(d.slug, d.pointer, d.field) for d in diagnostics]
    assert len(set(places)) == len(places)
    nodes = open_release(TARGET).node_types
    for d in diagnostics:
        if d.node_type is not None and d.node_type not in nodes:
            assert d.slug in ABOUT_UNKNOWN, d
    unknown = [n["id"] for n in document["nodes"] if n["type"] not in nodes]
    assert sorted(d.node or "" for d in diagnostics if d.slug == "unknown-node-type") == sorted(unknown)
    assert sum(d.slug == "simplified-dialect" for d in diagnostics) == 1
    assert len(diagnostics) <= 1 + 2 * len(document["nodes"])


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda p: p.stem)
def test_golden(path: Path, request: pytest.FixtureRequest) -> None:
    diagnostics = check(path.read_bytes())
    nothing_silly(diagnostics, json.loads(path.read_bytes()))
    text, golden = render(diagnostics), path.with_suffix(".out")
    if request.config.getoption("--update-golden"):
        golden.write_text(text, "utf-8", newline="\n")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("half_wired", set()),
        ("controlnet_and_style", {("sample", "positive"), ("sample", "model")}),
        ("flux_controlnet", {("sample", "conditioning")}),
        ("inpaint", {("sample", "latent_image")}),
    ],
)
def test_two_edges_into_one_input(name: str, expected: set[tuple[str, str]]) -> None:
    assert doubled(check((FIXTURES / f"{name}.json").read_bytes())) == expected


def test_inputs_that_are_never_connected() -> None:
    diagnostics = check((FIXTURES / "half_wired.json").read_bytes())
    assert unconnected(diagnostics) == {
        ("paint", "negative_conditioning"),
        ("develop", "latents"),
        ("develop", "vae"),
        ("keep", "image"),
    }
    assert {d.node for d in diagnostics if d.slug == "isolated-node"} == {"avoid", "start"}


def test_names_of_comfyui_come_with_the_names_of_invokeai() -> None:
    expected = {
        "KSampler": "denoise_latents",
        "CLIPTextEncode": "compel",
        "VAEDecode": "l2i",
        "VAEEncode": "i2l",
        "CheckpointLoaderSimple": "main_model_loader",
        "LoadImage": "image",
        "SetLatentNoiseMask": "create_denoise_mask",
        "SaveImage": "save_image",
    }
    told = foreign(check((FIXTURES / "inpaint.json").read_bytes()))
    for name, ours in expected.items():
        message, cure = told[name]
        assert "ComfyUI" in message
        assert f"({ours})" in cure


def guide_blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def builders() -> dict[str, Any]:
    """The functions and classes of the guide's Python blocks, without anything that they run."""
    namespace: dict[str, Any] = {"random": random, "json": json}
    exec("from typing import Any, Callable, Dict, List, Optional", namespace)
    for block in guide_blocks("python"):
        tree = ast.parse(block)
        kept = [
            n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and "Monitor" not in n.name
        ]
        exec(compile(ast.Module(kept, []), "guide", "exec"), namespace)
    return namespace


needs_guide = pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of the repository")


@needs_guide
def test_json_blocks_of_the_guide() -> None:
    expected = [
        set(),
        {("base_sampler", "model"), ("base_sampler", "positive")},
        {("flux_sampler", "conditioning")},
        set(),
    ]
    blocks = guide_blocks("json")
    assert len(blocks) == len(expected)
    for block, inputs in zip(blocks, expected, strict=True):
        diagnostics = check(block.encode())
        nothing_silly(diagnostics, json.loads(block))
        assert doubled(diagnostics) == inputs
        assert all(cure.startswith("use ") for _, cure in foreign(diagnostics).values())
    first = check(blocks[0].encode())
    assert {("denoise", "negative_conditioning"), ("decode", "latents"), ("save", "image")} <= unconnected(
        first
    )
    assert {d.node for d in first if d.slug == "isolated-node"} == {"noise", "negative_prompt"}


@needs_guide
def test_graphs_that_the_guides_builders_make() -> None:
    made = builders()
    sdxl = made["create_advanced_sdxl_workflow"]
    flux = made["FluxControlNetWorkflow"](None).create_flux_controlnet_workflow
    image = made["ImageToImageWorkflow"](None)
    cases: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
        (sdxl("a harbour"), set()),
        (sdxl("a harbour", control_image_path="a.png"), {("sampler", "positive")}),
        (sdxl("a harbour", style_image_path="b.png"), {("sampler", "model")}),
        (
            sdxl("a harbour", control_image_path="a.png", style_image_path="b.png"),
            {("sampler", "positive"), ("sampler", "model")},
        ),
        (image.create_img2img_workflow("a.png", "a harbour"), set()),
        (image.img2img_with_masking("a.png", "m.png", "a harbour"), {("sample", "latent_image")}),
        *((flux("a harbour", "a.png", controlnet_type=t), set()) for t in ("canny", "depth", "hed", "pose")),
    ]
    for document, inputs in cases:
        diagnostics = check(json.dumps(document).encode())
        nothing_silly(diagnostics, document)
        assert doubled(diagnostics) == inputs
        assert all(cure.startswith("use ") for _, cure in foreign(diagnostics).values())

"""The library: it builds, is what is stored, lints clean on every release, converts there and back."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint.builders.artifacts import artifacts_of
from wflint.builders.library import Entry, library
from wflint.builders.recipe import Recipe, RecipeError, load_recipe
from wflint.catalogue.store import list_releases, open_release
from wflint.diagnostics import Severity
from wflint.endings import BUILT
from wflint.pytest_plugin.round_trip import lost_in_workflow
from wflint.pytest_plugin.stored import stale

if TYPE_CHECKING:
    from wflint.builders.workflow import Workflow

WORKFLOWS = Path(__file__).parents[2] / "workflows"
ENTRIES = library()
RELEASES = [r for r in list_releases(pre_releases=True) if int(r.split(".")[0]) >= 4]
# What issue 5 asks for, by what the workflows are for.
WANTED = {
    "sd15_text_to_image", "sdxl_text_to_image", "sdxl_refiner", "flux_text_to_image", "sd3_text_to_image",
    "z_image_text_to_image", "qwen_image_text_to_image", "flux2_text_to_image", "sdxl_controlnet_ip_adapter",
    "flux_controlnet", "sdxl_image_to_image", "sdxl_image_to_image_sweep", "sdxl_inpaint", "sdxl_outpaint",
    "sdxl_lora", "sdxl_several_loras", "sdxl_upscale", "sdxl_regional_prompting",
}  # fmt: skip
# Releases whose nodes lack an input that the workflow sets, or demand one that nothing needs.
WITHOUT_METHOD = ("4.0.0", "4.0.1", "4.0.2", "4.0.3", "4.0.4")  # nor clip_vision_model, of ip_adapter
CONTROLNET_VAE_DEMANDED = ("5.2.0",)  # of flux_denoise, with or without a ControlNet

entries = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)


def recipe(entry: Entry) -> Recipe:
    return load_recipe(entry.path)


def faults(workflow: Workflow) -> list[str]:
    """Errors and warnings. In a graph, without a form, a picture that the form asks for looks forgotten."""
    found = workflow.check()
    found += [d for d in workflow.check("graph") if d.slug != "missing-input"]
    return [f"{d.code} {d.message}" for d in found if d.severity is not Severity.INFO]


def test_it_has_what_was_asked_for() -> None:
    assert set(ENTRIES) >= WANTED
    assert all(re.fullmatch(r"[A-Z].+\.", entry.summary) for entry in ENTRIES.values())


@entries
def test_the_stored_files_are_what_the_code_builds(entry: Entry) -> None:
    loaded = recipe(entry)
    for variant in loaded.variants:
        assert stale(loaded, variant, loaded.make(variant=variant)) == []


def test_nothing_else_is_stored() -> None:
    stems = {loaded.stem(v) for loaded in map(recipe, ENTRIES.values()) for v in loaded.variants}
    stored = {path.name.removesuffix(e) for e in BUILT for path in WORKFLOWS.glob(f"*{e}")}
    assert stored == stems
    cases = {path.name.removesuffix(".test.toml") for path in WORKFLOWS.glob("*.test.toml")}
    assert cases == stems  # each has a case


def cannot_have(workflow: Workflow, release: str) -> bool:
    """Whether a release has the nodes, but not as this workflow uses them."""
    types = types_of(workflow)
    if release in CONTROLNET_VAE_DEMANDED and "flux_denoise" in types and "flux_controlnet" not in types:
        return True
    return release in WITHOUT_METHOD and "ip_adapter" in types


def distinct(types: set[str]) -> list[str]:
    """The releases that have these nodes: the last of each minor release with the very same definitions."""
    found: dict[tuple[str, ...], str] = {}
    for release in RELEASES:
        catalogue = open_release(release)
        if types <= catalogue.node_types.keys():
            minor = ".".join(release.split(".")[:2])
            stored = [f"{t} {catalogue.node_types[t]}" for t in sorted(types)]
            found[minor, *stored] = release
    return list(found.values())


@entries
def test_it_is_clean_on_every_release_that_has_its_nodes(entry: Entry) -> None:
    loaded = recipe(entry)
    for variant in loaded.variants:
        made = loaded.make(variant=variant)
        releases = distinct(types_of(made))
        assert "6.14.2" in releases
        for release in releases:
            if cannot_have(made, release):
                with pytest.raises(RecipeError, match=r"has no input|is missing"):
                    loaded.make(variant=variant, target=release)
            else:
                assert faults(loaded.make(variant=variant, target=release)) == [], release


@entries
def test_the_workflow_becomes_the_graph(entry: Entry) -> None:
    loaded = recipe(entry)
    for variant in loaded.variants:
        assert lost_in_workflow(loaded.make(variant=variant)) is None


@entries
def test_building_twice_gives_the_same(entry: Entry) -> None:
    texts = [[a.text for a in artifacts_of(recipe(entry).make())] for _ in range(2)]
    assert texts[0] == texts[1]


def test_it_is_typed(tmp_path: Path) -> None:
    """mypy takes the library as strictly as wflint itself: every input of every node has its type."""
    options = ["--strict", "--explicit-package-bases", "--cache-dir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *(str(entry.path) for entry in ENTRIES.values())],
        cwd=WORKFLOWS.parent,
        env={**os.environ, "MYPYPATH": "lint"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@entries
def test_it_stands_alone(entry: Entry) -> None:
    """``wflint new`` copies one file: it may import nothing beside wflint and the standard library."""
    tree = ast.parse(entry.path.read_bytes())
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert modules <= {"wflint", "typing"}


@entries
def test_its_nodes_have_ids_that_stay(entry: Entry) -> None:
    """Every id comes from a label, so that a change of values changes no id."""
    for node in json.loads(entry.path.with_suffix(".graph.json").read_text())["nodes"]:
        assert not re.search(r"_[0-9a-f]{6}$", node)


def build(name: str, **values: Any) -> Workflow:
    return recipe(ENTRIES[name]).make(values)


def types_of(workflow: Workflow) -> set[str]:
    return {node.type for node in workflow.nodes}


def test_each_part_of_the_centrepiece_is_optional() -> None:
    name = "sdxl_controlnet_ip_adapter"
    parts: dict[str, Any] = {"controlnet": None, "ip_adapter": None}
    plain = build(name, **parts)
    assert not types_of(plain) & {"controlnet", "ip_adapter", "canny_edge_detection", "image"}
    assert "canny_edge_detection" not in types_of(build(name, edges=False))
    refined = recipe(ENTRIES[name]).make(variant="refiner")
    assert {"sdxl_refiner_model_loader", "vae_loader", "controlnet", "ip_adapter"} <= types_of(refined)
    for variant in (plain, build(name, edges=False), refined, build(name, ip_adapter=None)):
        assert faults(variant) == []


def test_the_sweep_queues_each_pair_once() -> None:
    workflow = build("sdxl_image_to_image_sweep", strengths=(0.2, 0.4), variations=("a", "b", "c"))
    data = workflow.to_batch()["batch"]["data"]
    assert [[(d["field_name"], d["items"]) for d in group] for group in data] == [
        [("string_right", [", a", ", b", ", c"])],
        [("denoising_start", [0.8, 0.6])],
    ]


def test_schnell_and_dev_differ_in_their_steps() -> None:
    steps = {
        v: build("flux_text_to_image", variant=v).to_graph()["nodes"]["denoise"] for v in ("schnell", "dev")
    }
    assert (steps["schnell"]["num_steps"], steps["dev"]["num_steps"]) == (4, 30)
    assert build("flux_text_to_image", steps=9).to_graph()["nodes"]["denoise"]["num_steps"] == 9


@pytest.mark.parametrize(
    ("control", "node"),
    [
        ("canny", "canny_edge_detection"),
        ("depth", "depth_anything_depth_estimation"),
        ("hed", "hed_edge_detection"),
        ("pose", "dw_openpose_detection"),
    ],
)
def test_flux_controlnets_have_their_preprocessors(control: str, node: str) -> None:
    assert node in types_of(build("flux_controlnet", control=control))
    assert node not in types_of(build("flux_controlnet", control=control, preprocess=False))


def test_several_loras_need_as_many_weights() -> None:
    with pytest.raises(RecipeError, match=r"sdxl_several_loras\.py:\d+: ValueError: 2 LoRAs and 1 weights"):
        build("sdxl_several_loras", weights=(1.0,))

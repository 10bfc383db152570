"""Estimates of memory: the guide's figures, sizes from an inventory, and any content survived."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.ir import Node
from wflint.graph.reading.read import read_document
from wflint.models.amounts import GB, parse_memory, show_memory
from wflint.models.estimate import Estimate, advice, estimate_memory
from wflint.models.estimate.needs import _pass
from wflint.models.inventory.inventory import Inventory, ModelRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOGUE = open_release("6.14.2")


def model(name: str, base: str, kind: str, key: str = "k") -> dict[str, str]:
    return {"key": key, "hash": "h", "name": name, "base": base, "type": kind}


def estimate(nodes: Mapping[str, Any], *models: ModelRecord) -> Estimate:
    graph = {"id": "g", "nodes": {i: {"id": i, **n} for i, n in nodes.items()}, "edges": []}
    document = load_bytes(json.dumps(graph).encode(), "x.json").documents[0]
    return estimate_memory(read_document(document)[0], CATALOGUE, Inventory(models) if models else None)


def sdxl(size: int = 1024, nets: int = 0, **decode: Any) -> dict[str, Any]:
    nodes: dict[str, Any] = {
        "model": {"type": "sdxl_model_loader", "model": model("Juggernaut XL", "sdxl", "main")},
        "noise": {"type": "noise", "width": size, "height": size},
        "denoise": {"type": "denoise_latents"},
        "decode": {"type": "l2i", **decode},
    }
    for number in range(nets):
        nodes[f"net{number}"] = {"type": "controlnet", "control_model": model("Canny", "sdxl", "controlnet")}
    return nodes


def flux(name: str) -> dict[str, Any]:
    return {
        "model": {"type": "flux_model_loader", "model": model(name, "flux", "main")},
        "denoise": {"type": "flux_denoise", "width": 1024, "height": 1024},
        "decode": {"type": "flux_vae_decode"},
    }


def low(nodes: Mapping[str, Any], *models: ModelRecord) -> float:
    return round(estimate(nodes, *models).vram[0] / GB, 1)


@pytest.mark.parametrize(
    ("name", "gigabytes"),
    [
        ("FLUX Dev", 16.0),
        ("flux1-dev-fp8.safetensors", 8.0),
        ("flux1-dev-fp8_e4m3fn", 8.0),
        ("flux1-dev-Q4_K_M.gguf", 6.0),
        ("flux1-schnell-bnb-nf4", 6.0),
    ],
)
def test_the_guides_figures_for_flux(name: str, gigabytes: float) -> None:
    assert low(flux(name)) == pytest.approx(gigabytes, abs=0.05)


def test_the_guides_figures_for_sdxl() -> None:
    found = estimate(sdxl())
    assert show_memory(found.vram[0]) == "8 GB"
    assert found.vram[1] >= 12 * GB
    one, three = estimate(sdxl(nets=1)), estimate(sdxl(nets=3))
    assert low(sdxl(nets=1)) == 10.0
    assert low(sdxl(nets=3)) == 14.0, "the guide: they add up"
    assert three.vram[1] - one.vram[1] == 8 * GB


def test_an_fp8_file_is_16_bits_in_memory_unless_it_is_stored_so() -> None:
    record = ModelRecord("k", "FLUX Dev", "flux", "main", None, "checkpoint", "dev", 11_901_000_000)
    by_size = estimate(flux("FLUX Dev"), record)
    stored = estimate(flux("FLUX Dev"), record._replace(fp8_storage=True))
    assert by_size.vram[0] == pytest.approx(8 * GB, rel=0.01)
    assert by_size.vram[1] - stored.vram[1] == pytest.approx(11.9e9, rel=0.01)


def test_a_large_picture_is_decoded_in_tiles() -> None:
    whole, tiled = estimate(sdxl(2048, fp32=True)), estimate(sdxl(2048, fp32=True, tiled=True))
    assert whole.peak_stage() == "decode"
    assert tiled.peak_stage() == "denoise"
    # InvokeAI reserves pixels * 4 bytes * 2200 for it (vae_working_memory.py), and 250 MB for the VAE.
    working = next(row for row in whole.rows if row.what.startswith("working memory of the VAE"))
    assert working.high == 2048 * 2048 * 4 * 2200 + 250 * 2**20
    assert "decode in tiles" in " ".join(advice(whole, 8 * GB))
    assert "16 bits" in " ".join(advice(whole, 8 * GB))


def test_sizes_of_the_inventory_count() -> None:
    tiny = ModelRecord("k", "tiny", "sdxl", "main", None, "diffusers", "normal", 76_854_541)
    assert estimate(sdxl(512), tiny).vram[0] < GB
    real = tiny._replace(format="checkpoint", size=6_938_078_334)
    assert low(sdxl(), real) == 8.0
    assert low(sdxl(), real._replace(size=13_875_000_000)) == 8.0, "32 bits on disk are 16 in memory"


def test_what_helps_is_what_applies() -> None:
    said = "; ".join(advice(estimate(flux("FLUX Dev")), 8 * GB))
    assert "quantised" in said
    assert "ControlNet" not in said
    assert "enable_partial_loading" in said
    assert "quantised" not in "; ".join(advice(estimate(flux("flux1-dev-Q8_0.gguf")), 4 * GB))
    assert "fewer ControlNets" in "; ".join(advice(estimate(sdxl(nets=2)), 8 * GB))


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert not estimate({"a": {"type": "add", "a": 1, "b": 2}}).known
    unknown = {"m": {"type": "ernie_image_model_loader", "model": model("E", "ernie-image", "main")}}
    found = estimate(unknown)
    assert not found.known
    assert "ERNIE-Image: no figures" in found.notes[0]
    hosted = {
        "m": {"type": "gemini_image_generation", "model": model("G", "external", "external_image_generator")}
    }
    assert not estimate(hosted).known
    assert estimate(hosted).notes == [], "it needs no memory here"
    nameless = {"m": {"type": "main_model_loader", "model": model("E", "external", "main")}}
    assert "the model of main_model_loader: no figures" in estimate(nameless).notes[0]


@pytest.mark.parametrize(
    "odd", [None, True, 0, -5, 1e300, 10**400, "1024", [1024], {"a": 1}, float("inf")], ids=repr
)
def test_any_value_anywhere(odd: Any) -> None:
    nodes = sdxl(1024, 1)
    nodes["noise"] |= {"width": odd, "height": odd}
    nodes["decode"] |= {"tiled": odd, "tile_size": odd, "fp32": odd}
    assert estimate(nodes).known
    for member in ("key", "hash", "name", "base", "type"):
        nodes["model"]["model"] = {**model("J", "sdxl", "main"), member: odd}
        estimate(nodes, ModelRecord("k", "J", "sdxl", "main"))
    nodes["model"]["model"] = odd
    nodes["net0"]["control_model"] = [odd]
    estimate(nodes)


@pytest.mark.parametrize(
    ("text", "size"),
    [("8GB", 8), ("8 GiB", 8), ("8", 8), (8, 8), (7.5, 7.5), ("6144 MB", 6), ("12g", 12)],
)
def test_amounts(text: object, size: float) -> None:
    assert parse_memory(text) == size * GB


@pytest.mark.parametrize(
    "text", ["", "GB", "-8GB", "8 bananas", "0", None, True, [8], "1e9", "9" * 5000, "8TB"]
)
def test_amounts_that_are_none(text: object) -> None:
    with pytest.raises(ValueError, match="8GB"):
        parse_memory(text)


def test_amounts_are_shown_shortly() -> None:
    assert [show_memory(n) for n in (0, 5000, 2**21, GB, 6.25 * GB, 8 * GB - 1)] == [
        "0", "5 kB", "2 MB", "1 GB", "6.2 GB", "8 GB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words", "transformers", "encoder"),
    [
        ("Ideogram 4 (nf4)", "NF4", 0.6, 0.6),
        ("Ideogram 4 (fp8)", "fp8", 2.0, 2.0),
        ("Mine", "fp16/bf16", 2.0, 2.0),
    ],
)
def test_ideograms_encoder_is_quantised_as_its_transformers(
    name: str, words: str, transformers: float, encoder: float
) -> None:
    found = estimate({"m": {"type": "ideogram4_model_loader", "model": model(name, "ideogram-4", "main")}})
    (main, _), (text,) = found.stage("denoise"), found.stage("text")
    assert main.what == f'Ideogram 4 "{name}", {words}'
    assert main.high == pytest.approx(18558.6e6 * transformers)
    assert text.what == f"text encoder Qwen3-VL 8B, {words}"
    assert text.high == pytest.approx(8144.8e6 * encoder)


@pytest.mark.parametrize(
    ("node", "base", "said"),
    [
        ("sd3_model_loader", "sd-3", "SD3 comes in several sizes: Medium assumed"),
        ("flux2_klein_model_loader", "flux2", "FLUX.2 comes in several sizes: Klein 4B assumed"),
        ("wan_model_loader", "wan", "Wan comes in several sizes: A14B assumed"),
        ("flux_model_loader", "flux", ""),
    ],
)
def test_what_is_assumed_of_a_family_of_several_sizes(node: str, base: str, said: str) -> None:
    found = estimate({"m": {"type": node, "model": model("Mine", base, "main")}})
    assert [note for note in found.notes if "assumed" in note and "size is not" not in note] == [said] * bool(
        said
    )


def test_tiles_have_the_size_that_the_node_says_or_the_default() -> None:
    def passes(**values: Any) -> list[int | None]:
        node = Node("d", "l2i", (), {}, values, values, ())
        return [_pass(node).tile]

    assert passes() == [None]
    assert passes(tiled=True) == [0]
    assert passes(tiled=False, tile_size=512) == [None]
    assert passes(tiled=True, tile_size=512) == [512]
    assert passes(tiled=True, tile_size=2**16) == [0]
    assert passes(tiled=True, tile_size=2**16 - 1) == [2**16 - 1]
    assert passes(tiled=True, tile_size=1) == [1]
    assert passes(tiled=True, tile_size=True) == [0]


@pytest.mark.parametrize("order", ["small large", "large small"])
def test_a_picture_is_too_large_if_it_is_for_one_of_the_families(order: str) -> None:
    nodes = {
        "small": {"type": "main_model_loader", "model": model("A", "sd-1", "main", "a")},
        "large": {"type": "sdxl_model_loader", "model": model("B", "sdxl", "main", "b")},
    }
    rest = {"noise": {"type": "noise", "width": 1024, "height": 1024}, "denoise": {"type": "denoise_latents"}}
    assert estimate({**{name: nodes[name] for name in order.split()}, **rest}).oversized
    assert not estimate({"large": nodes["large"], **rest}).oversized


@pytest.mark.parametrize(("node", "base"), [("sdxl_model_loader", "sdxl"), ("main_model_loader", "sd-1")])
def test_a_model_that_is_not_chosen_is_one_of_its_loader_s_family(node: str, base: str) -> None:
    chosen = model("Mine", base, "main")
    found, wanted = (estimate({"m": {"type": node, **more}}) for more in ({}, {"model": chosen}))
    assert found.known
    assert found.vram == wanted.vram

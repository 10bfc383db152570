"""Where loaders take the parts of a model from, and which variants go together.

InvokeAI's own loaders are asked the same in tests/differential/test_loaders.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, findings, model
from wflint.diagnostics import Confidence
from wflint.models.inventory.inventory import Inventory, ModelRecord

RULES = ("missing-submodel", "model-variant", "base-model-mismatch", "size-multiple")
VAE = {"vae_model": model("flux", "vae")}
T5, CLIP = model("any", "t5_encoder"), model("any", "clip_embed")
QWEN3 = {"qwen3_encoder_model": model("any", "qwen3_encoder")}


def loader(kind: str, main: dict[str, Any], **others: Any) -> dict[str, Any]:
    return body({"loader": {"type": f"{kind}_model_loader", "model": main, **others}}, "")


def main(base: str, file_format: str = "", variant: str = "", **more: Any) -> dict[str, Any]:
    told = {"format": file_format} if file_format else {}
    return model(base, "main", **told, **({"variant": variant} if variant else {}), **more)


LACKING = {
    "z-image": (loader("z_image", main("z-image")), "vae_model", False),
    "z-image of a known format": (loader("z_image", main("z-image", "diffusers")), "vae_model", True),
    "z-image without encoder": (loader("z_image", main("z-image"), **VAE), "qwen3_encoder_model", False),
    "z-image from a single file": (
        loader("z_image", main("z-image"), qwen3_source_model=main("z-image", "gguf_quantized")),
        "qwen3_source_model",
        True,
    ),
    "flux": (loader("flux", main("flux"), t5_encoder_model=T5), "clip_embed_model", False),
    "flux from one file": (
        loader("flux", main("flux", "checkpoint"), t5_encoder_model=T5, clip_embed_model=CLIP),
        "vae_model",
        True,
    ),
    "klein from one file": (loader("flux2_klein", main("flux2", "checkpoint")), "vae_model", True),
    "klein by name": (loader("flux2_klein", main("flux2", name="Klein 4B GGUF")), "vae_model", False),
    "krea-2": (loader("krea2", main("krea-2", "gguf_quantized")), "vae_model", True),
    "wan": (loader("wan", main("wan", "checkpoint", "ti2v_5b")), "vae_model", True),
    "wan's lender": (
        loader(
            "wan",
            main("wan", "checkpoint", "ti2v_5b"),
            vae_model=model("wan", "vae"),
            wan_t5_encoder_model=model("any", "wan_t5_encoder"),
            component_source=main("wan", "gguf_quantized", "ti2v_5b"),
        ),
        "component_source",
        True,
    ),
}


@pytest.mark.parametrize("what", LACKING)
def test_what_a_loader_lacks(what: str) -> None:
    document, field, certain = LACKING[what]
    found = findings(document, rules=RULES)
    assert [(f.rule, f.field) for f in found] == [("missing-submodel", field)]
    assert (found[0].confidence is not Confidence.LIKELY) is certain
    assert found[0].error.startswith("ValueError: ")
    assert f'"{field}"' in found[0].help + found[0].message


COMPLETE = {
    "no model chosen": loader("z_image", {}),
    "z-image, from a lender": loader("z_image", main("z-image"), qwen3_source_model=main("z-image")),
    "z-image, each alone": loader("z_image", main("z-image"), **VAE, **QWEN3),
    "z-image, SDNQ": loader("z_image", main("z-image", "sdnq_quantized")),
    "z-image, SDNQ by name": loader("z_image", main("z-image", name="Z-Image SDNQ")),
    "klein, diffusers": loader("flux2_klein", main("flux2", "diffusers")),
    "klein, not known": loader("flux2_klein", main("flux2")),
    "qwen, lender not asked": loader(
        "qwen_image", main("qwen-image", "diffusers"), component_source=main("qwen-image", "checkpoint")
    ),
    "another rule's fault": loader("z_image", main("sdxl")),
}


@pytest.mark.parametrize("what", COMPLETE)
def test_what_is_not_reported(what: str) -> None:
    assert findings(COMPLETE[what], rules=("missing-submodel", "model-variant")) == []


def test_inputs_that_a_release_requires_are_another_rules_business() -> None:
    document = loader("flux", main("flux"))
    assert findings(document, release="6.13.0", rules=RULES) == []
    assert len(findings(document, release="6.13.0", rules=("missing-input",))) == 3
    assert len(findings(document, rules=RULES)) == 1


def test_an_inventory_makes_it_certain() -> None:
    chosen = main("z-image", name="Z-Image")
    for saved, count in (("diffusers", 1), ("sdnq_quantized", 0)):
        record = ModelRecord(chosen["key"], "Z-Image", "z-image", "main", format=saved)
        found = findings(loader("z_image", chosen), Inventory([record]), rules=RULES)
        assert [f.confidence for f in found] == [None] * count


def klein(variant: str, **others: Any) -> dict[str, Any]:
    return loader("flux2_klein", main("flux2", others.pop("saved", "diffusers"), variant), **others)


def qwen3(variant: str) -> dict[str, Any]:
    return {"qwen3_encoder_model": model("any", "qwen3_encoder", variant=variant)}


FILE = {"saved": "checkpoint", "vae_model": model("flux2", "vae")}
VARIANTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "4B with 4B": (klein("klein_4b_base", **qwen3("qwen3_4b")), None),
    "4B with 8B": (klein("klein_4b", **qwen3("qwen3_8b")), "qwen3_encoder_model"),
    "9B with 8B": (klein("klein_9b", **qwen3("qwen3_8b")), None),
    "lender of another size": (
        klein("klein_9b", **FILE, qwen3_source_model=main("flux2", "diffusers", "klein_4b")),
        "qwen3_source_model",
    ),
    "lender of the same size": (
        klein("klein_9b", **FILE, qwen3_source_model=main("flux2", "diffusers", "klein_9b_base")),
        None,
    ),
    "dev as lender": (
        klein("klein_9b", **FILE, qwen3_source_model=main("flux2", "diffusers", "dev")),
        "qwen3_source_model",
    ),
    "lender not asked": (
        klein("klein_9b", qwen3_source_model=main("flux2", "diffusers", "klein_4b")),
        None,
    ),
    "klein lends to dev": (
        loader(
            "flux2_dev",
            main("flux2", "gguf_quantized", "dev"),
            vae_model=model("flux2", "vae"),
            mistral_source_model=main("flux2", "diffusers", "klein_4b"),
        ),
        "mistral_source_model",
    ),
    "Z-Image with 8B": (
        loader("z_image", main("z-image"), **VAE, **qwen3("qwen3_8b")),
        "qwen3_encoder_model",
    ),
    "Anima with 0.6B": (
        loader("anima", main("anima"), vae_model=model("anima", "vae"), **qwen3("qwen3_06b")),
        None,
    ),
    "Anima with 4B": (
        loader("anima", main("anima"), vae_model=model("anima", "vae"), **qwen3("qwen3_4b")),
        "qwen3_encoder_model",
    ),
    "the same expert twice": (
        loader(
            "wan",
            main("wan", "checkpoint", "t2v_a14b", expert="high"),
            transformer_low_noise_model=main("wan", "checkpoint", "t2v_a14b", name="other", expert="high"),
            vae_model=model("wan", "vae", latent_channels=16),
            wan_t5_encoder_model=model("any", "wan_t5_encoder"),
        ),
        "transformer_low_noise_model",
    ),
    "the VAE of TI2V": (
        loader(
            "wan", main("wan", "diffusers", "t2v_a14b"), vae_model=model("wan", "vae", latent_channels=48)
        ),
        "vae_model",
    ),
    "the VAE of TI2V in TI2V": (
        loader("wan", main("wan", "diffusers", "ti2v_5b"), vae_model=model("wan", "vae", latent_channels=48)),
        None,
    ),
    "the VAE of Wan 2.1 in TI2V": (
        loader("wan", main("wan", "diffusers", "ti2v_5b"), vae_model=model("wan", "vae", latent_channels=16)),
        "vae_model",
    ),
}


@pytest.mark.parametrize("what", VARIANTS)
def test_which_variants_go_together(what: str) -> None:
    document, field = VARIANTS[what]
    found = findings(document, rules=RULES)
    assert [(f.rule, f.field) for f in found] == ([("model-variant", field)] if field else [])


@pytest.mark.parametrize("own", ["", "klein_9b"])
@pytest.mark.parametrize("other", ["", "qwen3_4b"])
def test_names_tell_sizes_too_but_not_for_certain(own: str, other: str) -> None:
    told = {"variant": other} if other else {}
    document = loader(
        "flux2_klein",
        main("flux2", variant=own, name="FLUX.2 Klein 9B"),
        qwen3_encoder_model=model("any", "qwen3_encoder", "Qwen3-4B", **told),
    )
    (found,) = findings(document, rules=RULES)
    assert (found.rule, found.confidence) == ("model-variant", None if own and other else Confidence.LIKELY)


LORAS = [
    ("flux2_klein", "klein_4b", "klein_4b_base", None),
    ("flux2_klein", "klein_4b", "klein_9b", "which is for Klein 9B, but "),
    ("flux2_klein", "klein_4b", "dev", "which is for FLUX.2 dev, not Klein"),
    ("flux2_klein", "klein_4b", "", None),
    ("flux2_dev", "dev", "klein_4b", "which is for FLUX.2 Klein, not dev"),
    ("wan", "ti2v_5b", "a14b", "which is for Wan A14B, but "),
    ("wan", "i2v_a14b", "a14b", None),
]


@pytest.mark.parametrize(("family", "variant", "lora", "says"), LORAS)
@pytest.mark.parametrize("collection", [False, True])
def test_loras_of_another_size(
    family: str, variant: str, lora: str, says: str | None, collection: bool
) -> None:
    base = "wan" if family == "wan" else "flux2"
    chosen = model(base, "lora", **({"variant": lora} if lora else {}))
    nodes: dict[str, dict[str, Any]] = {
        "loader": {"type": f"{family}_model_loader", "model": main(base, "diffusers", variant)},
        "pick": {"type": "lora_selector", "lora": chosen},
        "apply": {"type": f"{family}_lora_collection_loader"},
    }
    edges = "pick.lora -> apply.loras\n"
    if not collection:
        nodes["apply"] = {"type": f"{family}_lora_loader", "lora": chosen}
        edges = ""
    found = findings(body(nodes, f"{edges}loader.transformer -> apply.transformer"), rules=RULES)
    assert [f.rule for f in found] == (["model-variant"] if says else [])
    if says:
        assert says in found[0].message


def test_a_video_of_wan_has_one_frame_more() -> None:
    for frames, count in ((1, 0), (2, 1), (80, 1), (81, 0)):
        document = body({"denoise": {"type": "wan_video_denoise", "num_frames": frames}}, "")
        assert len(findings(document, rules=("size-multiple",))) == count


def test_image_to_video_needs_its_image() -> None:
    nodes: dict[str, dict[str, Any]] = {
        "loader": {"type": "wan_model_loader", "model": main("wan", "diffusers", "i2v_a14b")},
        "denoise": {"type": "wan_video_denoise"},
    }
    (found,) = findings(body(nodes, "loader.transformer -> denoise.transformer"), rules=RULES)
    assert (found.field, found.confidence) == ("ref_image", Confidence.LIKELY)
    nodes["reference"] = {
        "type": "wan_ref_image_encoder",
        "width": 832,
        "height": 480,
        "num_frames": 81,
    }
    edges = "loader.transformer -> denoise.transformer\nreference.ref_image -> denoise.ref_image"
    assert findings(body(nodes, edges), rules=RULES) == []


PID = [
    ("flux", "flux", "flux", []),
    ("z_image", "flux", "z-image", []),
    ("flux", "flux", "z-image", []),
    ("flux", "sdxl", "flux", ["base-model-mismatch"]),
    ("z_image", "qwen-image", "z-image", ["base-model-mismatch"]),
    ("sdxl", "sdxl", "flux", ["base-model-mismatch"]),
]


@pytest.mark.parametrize(("node", "decoder", "family", "rules"), PID)
def test_pid_decoders(node: str, decoder: str, family: str, rules: list[str]) -> None:
    denoise = {"flux": "flux", "z-image": "z_image"}[family]
    complete = {"t5_encoder_model": T5, "clip_embed_model": CLIP} if family == "flux" else QWEN3
    nodes: dict[str, dict[str, Any]] = {
        "loader": {"type": f"{denoise}_model_loader", "model": main(family), **VAE, **complete},
        "denoise": {"type": f"{denoise}_denoise"},
        "decoder": {"type": "pid_decoder_loader", "pid_decoder_model": model(decoder, "pid_decoder")},
        "out": {"type": f"{node}_pid_decode"},
    }
    edges = """
    loader.transformer -> denoise.transformer
    denoise.latents -> out.latents
    decoder.pid_decoder -> out.pid_decoder
    """
    assert [f.rule for f in findings(body(nodes, edges), rules=RULES)] == rules

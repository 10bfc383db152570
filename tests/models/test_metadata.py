"""Models that nodes look up among metadata; tests/differential/test_metadata.py asks InvokeAI the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import catalogue, controlnet, findings, model, read, sd15
from wflint.models.flow.dataflow import families
from wflint.models.inventory.inventory import Inventory, ModelRecord

SD, XL = "sd-1", "sdxl"
IMAGE = {"image_name": "a.png"}
RULES = ("base-model-mismatch", "model-variant", "unusable-value", "size-multiple")


def looked_up(base: str = SD, **more: Any) -> dict[str, Any]:
    return {"type": "metadata_to_model", "default_value": model(base), **more}


def default(base: str) -> Any:
    return sd15({"model": looked_up(base)})


def written(base: str) -> Any:
    return sd15({"model": looked_up(metadata={"model": model(base)})})


def under_a_label_of_its_own(base: str) -> Any:
    label = {"label": "* CUSTOM LABEL *", "custom_label": "mine"}
    return sd15({"model": looked_up(metadata={"mine": model(base)}, **label)})


def core(base: str) -> Any:
    return sd15(
        {"model": looked_up(), "core": {"type": "core_metadata", "model": model(base)}},
        "core.metadata -> model.metadata",
    )


def item(base: str) -> Any:
    nodes = {
        "model": looked_up(),
        "item": {"type": "metadata_item", "label": "model", "value": model(base)},
        "data": {"type": "metadata"},
    }
    return sd15(nodes, "item.item -> data.items\ndata.metadata -> model.metadata")


def merged(base: str) -> Any:
    nodes = {
        "model": looked_up(),
        "other": {"type": "model_identifier", "model": model(base)},
        "item": {"type": "metadata_item", "label": "model"},
        "data": {"type": "metadata"}, "all": {"type": "collect"}, "merge": {"type": "merge_metadata"},
    }  # fmt: skip
    edges = "other.model -> item.value\nitem.item -> data.items\ndata.metadata -> all.item\n"
    return sd15(nodes, edges + "all.collection -> merge.collection\nmerge.metadata -> model.metadata")


def found_loras(base: str) -> Any:
    nodes = {
        "core": {"type": "core_metadata", "loras": [{"model": model(base, "lora"), "weight": 0.5}]},
        "loras": {"type": "metadata_to_loras"},
    }
    edges = "core.metadata -> loras.metadata\nmodel.unet -> loras.unet\nloras.unet -> denoise.unet"
    return sd15(nodes, edges)


def found_collection(base: str) -> Any:
    nodes = {
        "core": {"type": "core_metadata", "loras": [{"model": model(base, "lora"), "weight": 0.5}]},
        "found": {"type": "metadata_to_lora_collection"},
        "apply": {"type": "lora_collection_loader"},
    }
    edges = "core.metadata -> found.metadata\nfound.lora -> apply.loras\nmodel.unet -> apply.unet\n"
    return sd15(nodes, edges + "apply.unet -> denoise.unet")


def controls_through(base: str) -> Any:
    nodes = {"control": controlnet(base), "list": {"type": "metadata_to_controlnets"}}
    return sd15(nodes, "control.control -> list.control_list\nlist.control_list -> denoise.control")


def controls_beside(base: str) -> Any:
    """What is in the metadata comes on top of what is connected."""
    kept = [{"image": IMAGE, "control_model": model(base, "controlnet", "other")}]
    nodes = {
        "control": controlnet(SD),
        "core": {"type": "core_metadata", "controlnets": kept},
        "list": {"type": "metadata_to_controlnets"},
    }
    edges = "control.control -> list.control_list\ncore.metadata -> list.metadata\n"
    return sd15(nodes, edges + "list.control_list -> denoise.control")


def t2i_through(base: str) -> Any:
    adapter = {"type": "t2i_adapter", "image": IMAGE, "t2i_adapter_model": model(base, "t2i_adapter")}
    edges = "adapter.t2i_adapter -> list.t2i_adapter_list\nlist.t2i_adapter_list -> denoise.t2i_adapter"
    return sd15({"adapter": adapter, "list": {"type": "metadata_to_t2i_adapters"}}, edges)


def ip_through(base: str) -> Any:
    adapter = {
        "type": "ip_adapter", "image": IMAGE, "ip_adapter_model": model(base, "ip_adapter", "x_vit-h"),
        "clip_vision_model": "ViT-H",
    }  # fmt: skip
    edges = "adapter.ip_adapter -> list.ip_adapter_list\nlist.ip_adapter_list -> denoise.ip_adapter"
    return sd15({"adapter": adapter, "list": {"type": "metadata_to_ip_adapters"}}, edges)


def vae_of_another(base: str) -> Any:
    """The VAE of a main model passes, with its family."""
    nodes: dict[str, dict[str, Any]] = {"vae": {"type": "metadata_to_vae"}}
    if base == SD:
        return sd15(nodes, "model.vae -> vae.default_value\nvae.vae -> out.vae")
    nodes["other"] = {"type": "vae_loader", "vae_model": model("flux", "vae")}
    return sd15(nodes, "other.vae -> vae.default_value\nvae.vae -> out.vae")


def width(base: str) -> Any:
    """Plain values of core_metadata are known, too."""
    nodes = {
        "core": {"type": "core_metadata", "width": 512 if base == SD else 100},
        "width": {"type": "metadata_to_integer", "label": "width", "default_value": 512},
    }
    return sd15(nodes, "core.metadata -> width.metadata\nwidth.value -> noise.width")


def second_picture(base: str, nodes: dict[str, dict[str, Any]], edges: str) -> Any:
    """Another picture, made by what the first denoise node wrote into its metadata."""
    sdxl = base == XL
    prompt = "sdxl_compel_prompt" if sdxl else "compel"
    more = {
        "denoise": {"type": "denoise_latents_meta"},
        "model2": {"type": f"{'sdxl' if sdxl else 'main'}_model_loader", "model": model(base, name="second")},
        "positive2": {"type": prompt, "prompt": "a"}, "negative2": {"type": prompt, "prompt": ""},
        "noise2": {"type": "noise", "seed": 2}, "denoise2": {"type": "denoise_latents"},
        "out2": {"type": "l2i"},
    }  # fmt: skip
    second = """
        model2.clip -> positive2.clip, negative2.clip
        positive2.conditioning -> denoise2.positive_conditioning
        negative2.conditioning -> denoise2.negative_conditioning
        noise2.noise -> denoise2.noise
        denoise2.latents -> out2.latents
        model2.vae -> out2.vae
        denoise.metadata -> found.metadata
    """
    if sdxl:
        second += "model2.clip2 -> positive2.clip2, negative2.clip2\n"
    return sd15({**more, **nodes}, second + edges)


def loras_used_before(base: str) -> Any:
    nodes = {
        "lora": {"type": "lora_loader", "lora": model(SD, "lora")},
        "found": {"type": "metadata_to_sdlx_loras" if base == XL else "metadata_to_loras"},
    }
    edges = "model.unet -> lora.unet\nlora.unet -> denoise.unet\nmodel2.unet -> found.unet\n"
    return second_picture(base, nodes, edges + "found.unet -> denoise2.unet")


def controls_used_before(base: str) -> Any:
    nodes = {"control": controlnet(SD), "found": {"type": "metadata_to_controlnets"}}
    edges = "control.control -> denoise.control\nmodel2.unet -> denoise2.unet\n"
    return second_picture(base, nodes, edges + "found.control_list -> denoise2.control")


def iterated(base: str) -> Any:
    """One metadata after another."""
    nodes = {
        "model": looked_up(),
        "one": {"type": "core_metadata", "model": model(SD)},
        "two": {"type": "core_metadata", "model": model(base, name="second")},
        "all": {"type": "collect"}, "each": {"type": "iterate"},
    }  # fmt: skip
    edges = "one.metadata -> all.item\ntwo.metadata -> all.item\nall.collection -> each.collection\n"
    return sd15(nodes, edges + "each.item -> model.metadata")


MAKERS = (
    default, written, under_a_label_of_its_own, core, item, merged, found_loras, found_collection,
    controls_through, controls_beside, t2i_through, ip_through, vae_of_another, width,
    loras_used_before, controls_used_before, iterated,
)  # fmt: skip


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_what_does_not_fit_is_found(make: Any) -> None:
    assert findings(make(SD), rules=RULES) == []
    assert len(findings(make(XL), rules=RULES)) == 1


def test_the_identifier_is_pointed_at() -> None:
    assert findings(core(XL))[0].pointer == ("nodes", "core", "model")
    assert findings(controls_beside(XL))[0].pointer == ("nodes", "core", "controlnets", 0, "control_model")


def test_an_object_among_metadata_is_passed_over() -> None:
    """It is no dictionary, so InvokeAI finds no key in it and takes the default."""
    nodes = {
        "other": {"type": "model_identifier", "model": model(XL)},
        "linked": {"type": "metadata_item_linked", "label": "model"},
        "model": looked_up(),
    }
    edges = "other.model -> linked.value\nlinked.metadata -> model.metadata"
    assert findings(sd15(nodes, edges)) == []


def test_metadata_of_an_image_are_not_known() -> None:
    nodes = {"image": {"type": "metadata_from_image", "image": IMAGE}, "model": looked_up(XL)}
    document = sd15(nodes, "image.metadata -> model.metadata")
    assert findings(document) == []
    assert families(read(document), catalogue()).of("model", "unet") is None


def test_extra_members_of_core_metadata_leave_it_open() -> None:
    nodes = {"core": {"type": "core_metadata", "mine": model(SD)}, "model": looked_up(XL)}
    assert findings(sd15(nodes, "core.metadata -> model.metadata")) == []


def test_a_key_that_the_server_lacks_leaves_the_default() -> None:
    own = model(SD)
    record = ModelRecord(own["key"], own["name"], own["base"], own["type"])
    assert findings(core(XL), Inventory([record])) == []
    other = model(XL)
    by_name = ModelRecord("another key", other["name"], other["base"], other["type"])
    assert len(findings(core(XL), Inventory([record, by_name]))) == 1


def test_a_vae_folder_of_its_own() -> None:
    nodes = {
        "own": {"type": "vae_loader", "vae_model": model(SD, "vae")},
        "vae": {"type": "metadata_to_vae"},
    }
    document = sd15(nodes, "own.vae -> vae.default_value\nvae.vae -> out.vae")
    (found,) = findings(document)
    assert (found.rule, str(found.confidence)) == ("model-variant", "likely")
    ref = model(SD, "vae")

    def saved(form: str) -> Inventory:
        return Inventory([ModelRecord(ref["key"], ref["name"], SD, "vae", format=form)])

    (found,) = findings(document, saved("diffusers"))
    assert found.confidence is None
    assert findings(document, saved("checkpoint")) == []
    flux = {**nodes, "own": {"type": "vae_loader", "vae_model": model("flux", "vae")}}
    rules = {f.rule for f in findings(sd15(flux, "own.vae -> vae.default_value\nvae.vae -> out.vae"))}
    assert rules == {"base-model-mismatch"}


@pytest.mark.parametrize("given", [[{"lora": model(SD, "lora"), "weight": 1}], None, []])
def test_no_lora_may_come_with_the_metadata(given: Any) -> None:
    document = sd15({"found": {"type": "metadata_to_lora_collection", "loras": given}})
    assert len(findings(document, rules=("unusable-value",))) == (given != [])


def test_a_selected_lora_may_not_either() -> None:
    nodes = {
        "lora": {"type": "lora_selector", "lora": model(SD, "lora"), "weight": 1},
        "found": {"type": "metadata_to_lora_collection"},
    }
    assert len(findings(sd15(nodes, "lora.lora -> found.loras"), rules=("unusable-value",))) == 1

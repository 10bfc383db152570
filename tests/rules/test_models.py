"""The rules about families of models: one fault is one finding, and unknown stays unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.graphs import SD15, body, controlnet, findings, model, sd15
from wflint.diagnostics import Confidence, Effect
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.rules.models._named import _is_fine

CONTROL = "control.control -> denoise.control"


def test_sdxl_controlnet_on_sd15_reads_well() -> None:
    found = findings(sd15({"control": controlnet("sdxl")}, CONTROL))
    assert [(f.message, f.then, f.error, f.help) for f in found] == [
        (
            'SDXL ControlNet "controlnet of sdxl" is used with SD1.5 main model "main of sd-1"',
            "",
            "TypeError: argument of type 'NoneType' is not iterable",
            "choose an SD1.5 ControlNet, or an SDXL main model",
        )
    ]
    assert [r.message for r in found[0].related] == [
        "main model chosen here",
        'they meet here, at "control" of Denoise - SD1.5, SDXL (denoise)',
    ]
    assert found[0].node == "control"
    assert found[0].field == "control_model"
    assert found[0].pointer == ("nodes", "control", "control_model")
    assert ("nodes", "model", "model") in [r.pointer for r in found[0].related]
    assert ("nodes", "denoise") in [r.pointer for r in found[0].related]


def test_template_without_models_gives_nothing() -> None:
    document = sd15({"model": {"type": "main_model_loader"}, "control": {"type": "controlnet"}}, CONTROL)
    assert findings(document) == []


def test_the_kind_of_loader_is_enough() -> None:
    """Whatever SD1.5 or SD2 model will be chosen, an SDXL ControlNet fits none."""
    found = findings(sd15({"model": {"type": "main_model_loader"}, "control": controlnet("sdxl")}, CONTROL))
    assert [(f.rule, f.node) for f in found] == [("base-model-mismatch", "control")]
    assert found[0].message.endswith("is used with an SD1.5 or SD2 main model")
    fits = findings(sd15({"model": {"type": "main_model_loader"}, "control": controlnet("sd-2")}, CONTROL))
    assert fits == []


def test_community_nodes_are_unknown() -> None:
    document = sd15(
        {"magic": {"type": "magic_control"}, "control": controlnet("sdxl")},
        "control.control -> magic.control\nmagic.control -> denoise.control",
    )
    assert findings(document) == []


def test_wrong_main_model_is_one_finding() -> None:
    """Its ControlNet, LoRA, VAE and prompts are what the loader is for; only the model is not."""
    nodes = {
        "model": {"type": "main_model_loader", "model": model("sdxl")},
        "control": controlnet("sd-1"),
        "lora": {"type": "lora_loader", "lora": model("sd-1", "lora")},
        "vae": {"type": "vae_loader", "vae_model": model("sd-1", "vae")},
    }
    edges = CONTROL + "\nmodel.unet -> lora.unet\nlora.unet -> denoise.unet\nvae.vae -> out.vae"
    found = findings(sd15(nodes, edges))
    assert [(f.rule, f.node, f.field) for f in found] == [("base-model-mismatch", "model", "model")]
    assert found[0].help.startswith("load it with Main Model - SDXL (sdxl_model_loader), or ")


def test_one_controlnet_for_two_pictures_is_one_finding() -> None:
    nodes = {"control": controlnet("sdxl"), "again": {"type": "denoise_latents"}}
    edges = CONTROL + "\ncontrol.control -> again.control\nmodel.unet -> again.unet"
    assert len(findings(sd15(nodes, edges))) == 1


def test_the_odd_unet_is_one_finding() -> None:
    nodes = {
        "xl": {"type": "sdxl_model_loader", "model": model("sdxl")},
        "control": controlnet("sd-1"),
        "lora": {"type": "lora_loader", "lora": model("sd-1", "lora")},
    }
    edges = CONTROL + "\nxl.unet -> lora.unet\nlora.unet -> denoise.unet"
    found = findings(sd15(nodes, edges))
    assert len(found) == 1
    assert found[0].message.startswith("prompt encoded with ")


def test_findings_that_would_read_the_same_name_their_nodes_and_are_a_group() -> None:
    nodes = {"control": controlnet("sdxl"), "again": controlnet("sdxl"), "all": {"type": "collect"}}
    edges = "control.control -> all.item\nagain.control -> all.item\nall.collection -> denoise.control"
    found = findings(sd15(nodes, edges))
    message = 'SDXL ControlNet "controlnet of sdxl" is used with SD1.5 main model "main of sd-1"'
    assert [f.message for f in found] == [
        f"{message}, in ControlNet - SD1.5, SD2, SDXL ({name})" for name in ("control", "again")
    ]
    assert {f.group for f in found} == {message}


def test_the_same_lora_twice_in_a_list_is_numbered() -> None:
    lora = {"lora": model("sdxl", "lora"), "weight": 1}
    nodes = {"loader": {"type": "lora_collection_loader", "loras": [lora, lora]}}
    found = findings(sd15(nodes, "model.unet -> loader.unet\nloader.unet -> denoise.unet"))
    assert len({f.message for f in found}) == len(found) == 2


def test_an_unknown_model_is_a_group_wherever_it_is_chosen() -> None:
    """Keys are for programs; people read what the model is called."""
    inventory = Inventory([ModelRecord("k", "other", "sd-1", "main")], name="models.lock.json")
    found = findings(
        body({n: {"type": "main_model_loader", "model": model("sd-1")} for n in ("a", "b")}, ""),
        inventory,
        rules=("unknown-model-key",),
    )
    group = 'SD1.5 main model "main of sd-1" is not in models.lock.json'
    assert [(f.message, f.group) for f in found] == [
        (
            f'SD1.5 main model "main of sd-1" of Main Model - SD1.5, SD2 ({n}) is not in models.lock.json',
            group,
        )
        for n in ("a", "b")
    ]
    assert {f.help for f in found} == {
        'choose another SD1.5 main model, such as "other", or install this one'
    }
    assert {f.detail for f in found} == {'key sd-1/main/main of sd-1; SD1.5 main models: "other" (key k)'}


def test_two_faults_are_two_findings() -> None:
    nodes = {"control": controlnet("sdxl"), "vae": {"type": "vae_loader", "vae_model": model("sdxl", "vae")}}
    found = findings(sd15(nodes, CONTROL + "\nvae.vae -> out.vae"))
    effects = {f.field: f.outcome.effect for f in found if f.outcome is not None}
    assert effects == {"control_model": Effect.FAILS, "vae_model": Effect.SILENT}


def test_wrong_type_is_not_also_a_wrong_family() -> None:
    found = findings(sd15({"control": controlnet("sdxl", "lora")}, CONTROL))
    assert [f.rule for f in found] == ["wrong-model-type"]


def test_main_model_for_its_vae_only() -> None:
    """Any loader can give the VAE of any main model."""
    nodes = {"xl": {"type": "main_model_loader", "model": model("sdxl")}}
    found = findings(sd15(nodes, "xl.vae -> out.vae"))
    assert [(f.rule, f.outcome.effect if f.outcome else None) for f in found] == [
        ("base-model-mismatch", Effect.SILENT)
    ]


def test_model_through_an_edge() -> None:
    nodes = {
        "which": {"type": "model_identifier", "model": model("sdxl", "controlnet")},
        "control": {"type": "controlnet", "image": {"image_name": "a.png"}},
    }
    found = findings(sd15(nodes, CONTROL + "\nwhich.model -> control.control_model"))
    assert [(f.rule, f.pointer) for f in found] == [("base-model-mismatch", ("nodes", "which", "model"))]


def test_batch_of_models() -> None:
    """Each item is a run; the finding points at the item that does not fit."""
    items = [model("sd-1", "controlnet"), model("sdxl", "controlnet")]
    graph = sd15({"control": {**controlnet("sd-1")}}, CONTROL)
    data = [[{"node_path": "control", "field_name": "control_model", "items": items}]]
    found = findings({"batch": {"graph": graph, "runs": 1, "data": data}})
    assert [f.pointer for f in found] == [("data", 0, 0, "items", 1)]


def test_batch_of_models_that_go_together() -> None:
    """Items of one group are zipped: SDXL with SDXL, SD1.5 with SD1.5."""
    graph = sd15(
        {"lora": {"type": "lora_loader", "lora": model("sd-1", "lora")}},
        "model.unet -> lora.unet\nlora.unet -> denoise.unet",
    )
    pair = [
        [
            {
                "node_path": "lora",
                "field_name": "lora",
                "items": [model("sd-1", "lora"), model("sd-1", "lora", "other")],
            },
            {
                "node_path": "model",
                "field_name": "model",
                "items": [model("sd-1"), model("sd-1", "main", "other")],
            },
        ]
    ]
    assert findings({"batch": {"graph": graph, "runs": 1, "data": pair}}) == []


def test_loras_written_into_a_collection_loader() -> None:
    loras = [{"lora": model("sd-1", "lora"), "weight": 1}, {"lora": model("sdxl", "lora"), "weight": 1}]
    nodes = {"loader": {"type": "lora_collection_loader", "loras": loras}}
    found = findings(sd15(nodes, "model.unet -> loader.unet\nloader.unet -> denoise.unet"))
    assert [f.pointer for f in found] == [("nodes", "loader", "loras", 1, "lora")]


def test_legacy_identifiers() -> None:
    """The shape of InvokeAI 3."""
    old = {"model_name": "xl", "base_model": "sdxl", "model_type": "controlnet"}
    nodes = {"control": {"type": "controlnet", "image": {"image_name": "a.png"}, "control_model": old}}
    found = findings(sd15(nodes, CONTROL), release="3.7.0")
    assert [(f.rule, f.node) for f in found] == [("base-model-mismatch", "control")]


def test_old_releases_name_their_pickers() -> None:
    found = findings(sd15({"control": controlnet("sd-1", "lora")}, CONTROL), release="5.15.0")
    assert [f.rule for f in found] == ["wrong-model-type"]


def test_release_decides_the_effect() -> None:
    """5.15.0 decodes FLUX.1 with its own class of VAE only."""
    document = sd15({"out": {"type": "flux_vae_decode"}})
    effects = {
        release: [f.outcome.effect for f in findings(document, release=release) if f.outcome]
        for release in ("6.14.2", "5.15.0")
    }
    assert effects == {"6.14.2": [Effect.SILENT], "5.15.0": [Effect.FAILS]}


def test_names_tell_a_variant_likely() -> None:
    found = findings(
        sd15({"model": {"type": "main_model_loader", "model": model("sd-1", name="x-inpainting")}})
    )
    assert [(f.rule, f.confidence) for f in found] == [("model-variant", Confidence.LIKELY)]
    record = model("sd-1", name="plain", variant="inpaint")
    found = findings(sd15({"model": {"type": "main_model_loader", "model": record}}))
    assert [(f.rule, f.confidence) for f in found] == [("model-variant", None)]


@pytest.mark.parametrize("kind", ["lora", "controlnet", "vae", "ip_adapter", "t2i_adapter", "main"])
@pytest.mark.parametrize("base", ["any", "unknown", "external", "", "no-such-base", "SDXL"])
def test_families_that_say_nothing(kind: str, base: str) -> None:
    """A base that is none tells nothing, whatever the model."""
    found = findings(sd15({"control": {**controlnet("sd-1"), "control_model": model(base, kind)}}, CONTROL))
    assert [f.rule for f in found if f.rule == "base-model-mismatch"] == []


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=5)
    | st.sampled_from(["sdxl", "sd-1", "lora"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["key", "name", "base", "type", "lora", "variant", "submodel_type", "model_name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
TYPES = [
    "main_model_loader", "sdxl_model_loader", "compel", "sdxl_compel_prompt", "denoise_latents", "controlnet",
    "collect", "iterate", "if", "lora_loader", "lora_selector", "lora_collection_loader", "vae_loader", "l2i",
    "i2l", "noise", "flux_denoise", "flux_model_loader", "flux_vae_decode", "ip_adapter", "seamless",
    "lblend",
    "model_identifier", "sd3_model_loader", "sd3_text_encoder", "flux_text_encoder", "no_such_node",
]  # fmt: skip
FIELDS = [
    "unet", "clip", "clip2", "vae", "model", "lora", "loras", "control_model", "control", "latents", "noise",
    "collection", "item", "value", "conditioning", "positive_conditioning", "transformer", "vae_model",
    "true_input", "latents_b", "noise_type", "clip_vision_model", "t5_max_seq_len", "condition", "prompt",
]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    ids = [str(n) for n in range(draw(st.integers(1, 7)))]
    nodes = {
        n: {
            "id": n,
            "type": draw(st.sampled_from(TYPES)),
            **draw(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=3)),
        }
        for n in ids
    }
    end = st.fixed_dictionaries({"node_id": st.sampled_from(ids), "field": st.sampled_from(FIELDS)})
    edge = st.fixed_dictionaries({"source": end, "destination": end})
    graph = {"id": "g", "nodes": nodes, "edges": draw(st.lists(edge, max_size=12))}
    data = draw(
        st.lists(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "node_path": st.sampled_from(ids),
                        "field_name": st.sampled_from(FIELDS),
                        "items": st.lists(JUNK, max_size=3),
                    }
                ),
                max_size=2,
            ),
            max_size=2,
        )
    )
    return {"batch": {"graph": graph, "runs": 1, "data": data}}


@settings(max_examples=150, deadline=None)
@given(documents())
def test_nothing_raises(document: dict[str, Any]) -> None:
    """Wrong types, cycles, duplicate and dangling edges: findings or none, never an error."""
    for finding in findings(document):
        assert finding.message
        json.dumps(finding.pointer)


@settings(max_examples=60, deadline=None)
@given(st.permutations(sorted(SD15)), st.randoms(use_true_random=False))
def test_order_of_nodes_and_edges_is_no_matter(order: list[str], random: Any) -> None:
    document = sd15({"control": controlnet("sdxl")}, CONTROL)
    nodes = document["nodes"]
    document["nodes"] = {n: nodes[n] for n in [*order, "control"]}
    random.shuffle(document["edges"])
    assert [f.node for f in findings(document)] == ["control"]


def test_a_long_chain_does_not_recurse() -> None:
    nodes = {"m": {"type": "main_model_loader", "model": model("sdxl")}}
    edges = ["m.unet -> f0.unet"]
    for i in range(3000):
        nodes[f"f{i}"] = {"type": "freeu"}
        edges.append(f"f{i}.unet -> f{i + 1}.unet")
    nodes["f3000"] = {"type": "lora_loader", "lora": model("sd-1", "lora")}
    nodes["denoise"] = {"type": "denoise_latents"}
    edges.append("f3000.unet -> denoise.unet")
    found = findings(body(nodes, "\n".join(edges)))
    assert [f.node for f in found] == ["f3000"]
    assert len(found[0].related) < 20


@pytest.mark.parametrize("member", ["name", "base", "type"])
@pytest.mark.parametrize("value", [None, 7, [], {}])
def test_an_identifier_with_a_member_of_another_type_is_looked_at(member: str, value: Any) -> None:
    """And does not raise: whatever is in the file."""
    whole = {"key": "k", "hash": "h", "name": "anything", "base": "sdxl", "type": "main"}
    assert _is_fine(whole)
    assert not _is_fine({**whole, member: value})
    assert not _is_fine({k: v for k, v in whole.items() if k != member})
    assert not _is_fine(value)


def sdxl(name: str, side: int) -> dict[str, Any]:
    nodes = {
        "model": {"type": "sdxl_model_loader", "model": model("sdxl", name=name)},
        "noise": {"type": "noise", "width": side, "height": side},
        "denoise": {"type": "denoise_latents"},
    }
    return body(nodes, "model.unet -> denoise.unet\nnoise.noise -> denoise.noise")


@pytest.mark.parametrize(
    ("name", "side", "speaks"),
    [
        ("SDXL Turbo", 512, False),
        ("SDXL", 512, True),
        ("SDXL Turbo", 2048, True),
        ("SDXL", 1024, False),
    ],
)
def test_turbo_models_were_trained_at_half_the_side(name: str, side: int, speaks: bool) -> None:
    found = findings(sdxl(name, side), rules=("untrained-size",))
    assert [f.node for f in found] == (["noise"] if speaks else [])


def test_a_size_that_no_node_before_it_states_is_the_denoise_node_s() -> None:
    document = sdxl("SDXL", 512)
    document["nodes"]["blend"] = {"id": "blend", "type": "lblend"}
    document["edges"] = body({}, "model.unet -> denoise.unet\nblend.latents -> denoise.noise")["edges"]
    document["edges"] += body({}, "noise.noise -> blend.latents_a, blend.latents_b")["edges"]
    (found,) = findings(document, rules=("untrained-size",))
    assert (found.node, found.node_type, found.field) == ("denoise", "denoise_latents", None)


@pytest.mark.parametrize(
    ("node", "sides", "speaks"),
    [
        ("i2l", {}, True),
        ("qwen_image_i2l", {}, True),
        ("qwen_image_i2l", {"width": 64, "height": 64}, False),  # it is resized to these
        ("qwen_image_i2l", {"width": 64}, True),  # of one alone nothing is made
        ("qwen_image_i2l", {"width": 0, "height": 64}, True),
    ],
)
@pytest.mark.parametrize("side", [500, 512, None])
def test_images_that_are_cut_to_whole_latents(
    node: str, sides: dict[str, int], speaks: bool, side: int | None
) -> None:
    image = {"type": "blank_image", "width": side, "height": side} if side else {"type": "show_image"}
    document = body({"image": image, "encode": {"type": node, **sides}}, "image.image -> encode.image")
    found = findings(document, rules=("size-multiple",))
    assert [(f.node, f.field) for f in found] == ([("encode", "image")] if speaks and side == 500 else [])


def test_an_image_that_is_resized_to_sides_nobody_knows() -> None:
    nodes = {
        "image": {"type": "blank_image", "width": 500, "height": 500},
        "side": {"type": "rand_int"},
        "encode": {"type": "qwen_image_i2l", "height": 64},
    }
    document = body(nodes, "image.image -> encode.image\nside.value -> encode.width")
    assert findings(document, rules=("size-multiple",)) == []

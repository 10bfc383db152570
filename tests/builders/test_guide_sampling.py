"""What a guide leaves open about a sampler, way by way: its model, its prompts, its noise and its range."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.test_guide_conversion import SD, SD_WIRES, ends, guide, translate, types
from wflint.graph.convert.decisions import ConversionError

Node = dict[str, Any]
Nodes = dict[str, Node]

TEXT = {"type": "CLIPTextEncode", "text": "blurry"}
LORA = {"type": "LoraLoader", "lora_name": "a.safetensors"}
PICTURE = {"type": "LoadImage", "image": "a.png"}
ADAPTER = {"type": "IPAdapterApply", "ipadapter_file": "ip-adapter_sd15"}
SECOND = {"type": "KSampler", "seed": 6, "steps": 20, "denoise": 0.25}
SDXL = {"type": "CheckpointLoaderSimple", "ckpt_name": "sd_xl_base_1.0.safetensors"}
REFINER = {"type": "CheckpointLoaderSimple", "ckpt_name": "sd_xl_refiner_1.0.safetensors"}
FLUX = {"type": "FluxModelLoader", "model": "FLUX.1-dev"}


def base(*wires: str, without: Any = (), **nodes: Node) -> Node:
    """The plain SD1.5 guide without some wires (by how they begin), with more of both."""
    kept = [w for w in SD_WIRES if not w.startswith(without)] if without else SD_WIRES
    return guide(*kept, *wires, **{i: dict(n) for i, n in (SD | nodes).items()})


def translated(given: Node) -> tuple[Nodes, set[str], str]:
    """Nodes, wires, and what is told in one text."""
    graph, told = translate(given)
    return graph["nodes"], ends(graph), " | ".join(d.text for d in told)


# -- the model ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wires", "without", "nodes", "loader", "said"),
    [
        ((), (), {}, "m", None),
        ((), ("m.model",), {}, "m", "no edge brings a model: that of m is used"),
        ((), ("m.model",), {"l": LORA}, "l", "no edge brings a model: l is used"),
        (("m.model -> l.model",), (), {"l": LORA}, "m", None),
        (("l.model -> k.model", "m.model -> l.model"), (), {"l": LORA}, "l", None),
        (("m.model -> ip.model", "ip.model -> k.model", "i.image -> ip.image"), ("m.model",),
         {"ip": ADAPTER, "i": PICTURE}, "m", None),
        (("l.model -> ip.model", "ip.model -> k.model", "i.image -> ip.image", "ip.model -> ip.model"),
         ("m.model",), {"ip": ADAPTER, "i": PICTURE, "l": LORA}, "l", None),
        (("c.clip -> k.clip",), ("m.model",), {"c": {"type": "CLIPLoader", "clip_name": "x"}}, "m",
         "no edge brings a model: that of m is used"),
    ],
    ids=["wired", "loose", "loose LoRA", "wired beside a LoRA", "a LoRA goes before its loader",
         "behind an IP-Adapter", "a LoRA behind an IP-Adapter in a circle", "a text encoder is no model"],
)  # fmt: skip
def test_the_model(
    wires: tuple[str, ...], without: tuple[str, ...], nodes: Nodes, loader: str, said: str | None
) -> None:
    _, found, told = translated(base(*wires, without=without, **nodes))
    assert {w for w in found if w.endswith("k.unet")} == {f"{loader}.unet -> k.unet"}
    assert said in told if said else "no edge brings a model" not in told


def test_a_second_sampler_leaves_a_loose_lora_to_the_first() -> None:
    wires = ("k.latent -> k2.latent_image", "k2.latent -> d.samples")
    given = base(*wires, without=("k.latent", "m.model"), k2=SECOND, l=LORA)
    nodes, found, _ = translated(given)
    assert {"l.unet -> k.unet", "m.unet -> k2.unet"} <= found
    assert {
        "p.conditioning -> k.positive_conditioning",
        "p.conditioning -> k2.positive_conditioning",
    } <= found
    assert [n for n in nodes.values() if n.get("prompt") == "a fox"] == [nodes["p"]], "one node for both"


@pytest.mark.parametrize("wired", [True, False])
def test_of_several_models_the_first_is_used(wired: bool) -> None:
    wires = ("l1.model -> k.model", "l2.model -> k.model") if wired else ()
    _, found, told = translated(base(*wires, without=("m.model",), l1=LORA, l2=LORA))
    assert {w for w in found if w.endswith("k.unet")} == {"l1.unet -> k.unet"}
    assert ("no edge brings a model: l1 is used" in told) is not wired


# -- prompts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "field", "side"),
    [
        ("bad", "positive", "positive"),  # what an edge says goes before what the node is called
        ("bad", "pos_cond", "positive"),
        ("bad", "conditioning", "positive"),
        ("bad", "prompt", "negative"),
        ("good", "prompt", "positive"),
        ("good", "negative", "negative"),
        ("good", "neg", "negative"),
        ("to_avoid", "text", "negative"),
        ("my_negative", "text", "negative"),
        ("badge", "text", "positive"),  # a word of it, not some letters
    ],
)
def test_the_side_of_a_prompt(node: str, field: str, side: str) -> None:
    given = base(f"{node}.conditioning -> k.{field}", without=("p.",), **{node: TEXT})
    del given["nodes"][[n["id"] for n in given["nodes"]].index("p")]
    nodes, found, told = translated(given)
    other = "negative" if side == "positive" else "positive"
    assert f"{node}.conditioning -> k.{side}_conditioning" in found
    assert f"{other}_prompt.conditioning -> k.{other}_conditioning" in found
    assert f"there is no {other} prompt: one is put in, empty" in told
    assert nodes[f"{other}_prompt"]["prompt"] == ""


@pytest.mark.parametrize(
    ("data", "side"),
    [
        ({"text_negative": "blurry"}, "negative"),
        ({"text_negative": "blurry", "text_positive": "a fox"}, "positive"),
        ({"text_positive": "a fox"}, "positive"),
    ],
)
def test_the_side_of_a_styled_prompt(data: dict[str, str], side: str) -> None:
    """A node with both texts is the positive prompt; the negative one is put in with its words."""
    given = base("t.conditioning -> k.text", without=("p.",), t={"type": "SDXLPromptStyler", **data})
    given["nodes"] = [n for n in given["nodes"] if n["id"] != "p"]
    nodes, found, told = translated(given)
    assert f"t.conditioning -> k.{side}_conditioning" in found
    assert nodes["t"]["prompt"] == data["text_negative" if side == "negative" else "text_positive"]
    other = "negative" if side == "positive" else "positive"
    words = data.get("text_negative", "") if other == "negative" else ""
    assert nodes[f"{other}_prompt"]["prompt"] == words
    assert ("one is put in, empty" in told) is (words == "")


def test_a_wired_prompt_goes_before_one_that_nothing_takes() -> None:
    _, found, told = translated(base(good=TEXT))
    assert "p.conditioning -> k.positive_conditioning" in found
    assert not any(w.startswith("good.conditioning") for w in found)
    assert "no edge brings the positive prompt" not in told


def test_a_second_sampler_with_one_prompt_of_its_own_has_none_of_the_first() -> None:
    wires = ("k.latent -> k2.latent_image", "k2.latent -> d.samples", "q.conditioning -> k2.negative")
    _, found, told = translated(base(*wires, without=("k.latent",), k2=SECOND, q=TEXT))
    assert {
        "q.conditioning -> k2.negative_conditioning",
        "p.conditioning -> k.positive_conditioning",
    } <= found
    assert "p.conditioning -> k2.positive_conditioning" not in found
    assert "those of k are used" not in told


def test_one_text_on_both_sides_is_two_prompts() -> None:
    nodes, found, _ = translated(base("p.conditioning -> k.negative"))
    assert {
        "p.conditioning -> k.positive_conditioning",
        "p_2.conditioning -> k.negative_conditioning",
    } <= found
    assert nodes["p_2"]["prompt"] == "a fox"


def test_a_prompt_of_the_refiner_alone() -> None:
    wires = ("k.latent -> k2.latent_image", "k2.latent -> d.samples", "r.model -> k2.model",
             "q.conditioning -> k2.positive")  # fmt: skip
    nodes, _, _ = translated(base(*wires, without=("k.latent",), m=SDXL, r=REFINER, k2=SECOND, q=TEXT))
    assert nodes["q_refiner"]["style"] == "blurry"
    assert "q" not in nodes


def test_one_prompt_wired_twice_counts_once() -> None:
    found = translated(base("p.conditioning -> k.prompt"))[1]
    assert {w for w in found if "positive_conditioning" in w} == {"p.conditioning -> k.positive_conditioning"}


@pytest.mark.parametrize("side", ["positive", "negative"])
def test_a_prompt_that_nothing_takes_is_the_missing_one(side: str) -> None:
    name = {"positive": "good", "negative": "bad"}[side]
    other = "bad" if side == "positive" else "good"
    given = base(without=("p.",), **{name: TEXT, f"{name}_2": TEXT})
    given["nodes"] = [n for n in given["nodes"] if n["id"] != "p"]
    _, found, told = translated(given)
    assert f"no edge brings the {side} prompt: {name} is used" in told
    assert {w for w in found if w.endswith(f"k.{side}_conditioning")} == {
        f"{name}.conditioning -> k.{side}_conditioning"
    }
    assert f"{other}.conditioning" not in " ".join(found)


@pytest.mark.parametrize("own", [False, True])
def test_a_second_sampler_has_the_prompts_of_the_first(own: bool) -> None:
    wires = ["k.latent -> k2.latent_image", "k2.latent -> d.samples"]
    nodes = {"k2": SECOND}
    if own:
        wires.append("q.conditioning -> k2.positive")
        nodes["q"] = {"type": "CLIPTextEncode", "text": "a hare"}
    _, found, told = translated(base(*wires, without=("k.latent",), **nodes))
    assert ("no edge brings prompts: those of k are used" in told) is not own
    assert f"{'q' if own else 'p'}.conditioning -> k2.positive_conditioning" in found


@pytest.mark.parametrize("name", ["text", "prompt", "text_positive", "positive", "value"])
def test_the_words_of_a_prompt(name: str) -> None:
    prompt = {"type": "CLIPTextEncode", name: "a hare"}
    assert translated(base(p=prompt))[0]["p"]["prompt"] == "a hare"
    assert translated(base(p=prompt | {name: 7}))[0]["p"]["prompt"] == ""
    for nothing in ("", 7):  # a name that says no words leaves it to the next
        others: Node = {n: nothing for n in ("text", "prompt", "value") if n != name}
        assert translated(base(p=others | prompt))[0]["p"]["prompt"] == "a hare"


@pytest.mark.parametrize("loader", ["m", "r"])
def test_prompts_of_sdxl_and_its_refiner(loader: str) -> None:
    """SDXL's have a style too; the refiner has its own node for them, which takes nothing but one."""
    wires = ("k.latent -> k2.latent_image", "k2.latent -> d.samples", f"{loader}.model -> k2.model")
    nodes, found, _ = translated(base(*wires, without=("k.latent",), m=SDXL, r=REFINER, k2=SECOND))
    assert (nodes["p"]["type"], nodes["p"]["prompt"], nodes["p"]["style"]) == (
        "sdxl_compel_prompt", "a fox", "a fox",
    )  # fmt: skip
    assert {"m.clip -> p.clip", "m.clip2 -> p.clip2"} <= found
    if loader == "m":
        assert "p_refiner" not in nodes
        assert "p.conditioning -> k2.positive_conditioning" in found
        return
    assert (nodes["p_refiner"]["type"], nodes["p_refiner"]["style"]) == (
        "sdxl_refiner_compel_prompt",
        "a fox",
    )
    assert "prompt" not in nodes["p_refiner"]
    assert {"r.clip2 -> p_refiner.clip2", "p_refiner.conditioning -> k2.positive_conditioning"} <= found
    assert "r.clip -> p_refiner.clip" not in found


def _of(edge: Node, node: str) -> bool:
    return node in (edge["source"]["node_id"], edge["destination"]["node_id"])


def flux(*wires: str, **nodes: Node) -> Node:
    """A plain FLUX.1 guide."""
    basic: Nodes = {
        "m": FLUX,
        "p": {"type": "CLIPTextEncodeFlux", "text": "a fox"},
        "k": {"type": "FluxSampler", "steps": 20},
        "d": {"type": "VAEDecode"},
        "s": {"type": "SaveImage"},
    }
    return guide(*SD_WIRES, *wires, **{i: dict(n) for i, n in (basic | nodes).items()})


def test_prompts_of_flux() -> None:
    """It has a second text encoder, and needs no negative prompt."""
    nodes, found, told = translated(flux())
    assert {"m.clip -> p.clip", "m.t5_encoder -> p.t5_encoder", "m.max_seq_len -> p.t5_max_seq_len"} <= found
    assert not any("negative" in w for w in found)
    assert "negative prompt" not in told
    assert "style" not in nodes["p"]
    given = flux()
    given["edges"] = [e for e in given["edges"] if not _of(e, "p")]
    given["nodes"] = [n for n in given["nodes"] if n["id"] != "p"]
    nodes, found, told = translated(given)
    assert "positive_prompt.conditioning -> k.positive_text_conditioning" in found
    assert "there is no positive prompt: one is put in, empty" in told
    assert "n.conditioning -> k.negative_text_conditioning" in translated(
        flux("n.conditioning -> k.negative", n=TEXT)
    )[1]  # fmt: skip


# -- noise, sizes and the range -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "steps", "share"), [(1, 3, 0.3333), (2, 3, 0.6667), (1, 7, 0.1429), (5, 20, 0.25)]
)
def test_the_range_has_four_digits(first: int, steps: int, share: float) -> None:
    for name, field in (("start_at_step", "denoising_start"), ("end_at_step", "denoising_end")):
        nodes, _, told = translated(base(k={"type": "KSamplerAdvanced", "steps": steps, name: first}))
        assert nodes["k"][field] == share
        assert f"{name} {first} of {steps} becomes {field} {share}" in told
        nodes, _, told = translated(base(k={"type": "KSamplerAdvanced", name: first}))
        assert field not in nodes["k"], "of how many steps is not said"


@pytest.mark.parametrize("name", ["denoise", "denoising_strength", "strength"])
@pytest.mark.parametrize(
    ("strength", "picture", "start", "said"),
    [
        (0.3333, True, 0.6667, "denoise 0.3333 becomes denoising_start 0.6667"),
        (0.12345, True, 0.8765, "becomes denoising_start 0.8765"),
        (0.5, False, 0, "denoise 0.5 needs an image to start from: it is 1 here"),
        (1, True, 0, None),
        (1, False, 0, None),
        (0, True, 1, "denoise 0 becomes denoising_start 1"),
        (1.5, True, None, None),
        (-0.5, True, None, None),
    ],
)
def test_strength(name: str, strength: float, picture: bool, start: float | None, said: str | None) -> None:
    wires = ("i.image -> e.pixels", "e.latent -> k.latent_image") if picture else ()
    nodes: Nodes = {"i": PICTURE, "e": {"type": "VAEEncode"}} if picture else {}
    sampler = {"type": "KSampler", "steps": 20, name: strength}
    made, _, told = translated(base(*wires, k=sampler, **nodes))
    assert made["k"].get("denoising_start") == start
    assert said in told if said else f"denoise {strength}" not in told
    explicit, _, _ = translated(base(*wires, k=sampler | {"denoising_start": 0.125}, **nodes))
    assert explicit["k"]["denoising_start"] == 0.125


@pytest.mark.parametrize("name", ["seed", "noise_seed"])
@pytest.mark.parametrize("wired", [True, False])
def test_noise(name: str, wired: bool) -> None:
    noise = {"type": "EmptyLatentImage", "width": 640, "height": 384}
    wires = ("e.latent -> k.latent_image",) if wired else ()
    nodes, found, told = translated(base(*wires, e=noise, k={"type": "KSampler", name: 5}))
    assert nodes["e"] == nodes["e"] | {"type": "noise", "seed": 5, "width": 640, "height": 384}
    assert "e.noise -> k.noise" in found
    assert ("no edge brings noise: that of e is used" in told) is not wired
    assert "counts, not the sampler's" not in told
    nodes, _, told = translated(base(*wires, e=noise | {name: 9}, k={"type": "KSampler", name: 5}))
    assert nodes["e"]["seed"] == 9
    assert "its seed 9 counts, not the sampler's 5" in told
    for sampler in ({}, {name: 9}):
        nodes, _, told = translated(base(*wires, e=noise | {name: 9}, k={"type": "KSampler", **sampler}))
        assert nodes["e"]["seed"] == 9
        assert "counts, not the sampler's" not in told


def test_a_noise_node_is_put_in() -> None:
    said = "InvokeAI's samplers take their noise from a noise node: one is put in"
    assert said in translated(base())[2]
    assert said not in translated(base(e={"type": "EmptyLatentImage"}))[2]


@pytest.mark.parametrize("make", ["base", "flux"])
def test_of_several_noises_the_first_is_used(make: str) -> None:
    sizes: Nodes = {f"e{i}": {"type": "EmptyLatentImage", "width": 64 * i, "height": 64} for i in (3, 4)}
    for wires in ((), ("e3.latent -> k.latent_image", "e4.latent -> k.latent_image")):
        nodes, _, told = translated((base if make == "base" else flux)(*wires, **sizes))
        assert nodes["e3" if make == "base" else "k"]["width"] == 192
        assert "e4" not in nodes
        assert "that of e4" not in told


@pytest.mark.parametrize(("batch", "lost"), [(None, False), (1, False), (4, True)])
def test_a_batch_of_pictures_is_one(batch: int | None, lost: bool) -> None:
    noise = {"type": "EmptyLatentImage", "width": 640, "height": 384, "batch_size": batch}
    _, _, told = translated(base("e.latent -> k.latent_image", e=noise))
    assert (f"a batch of {batch} is one image here" in told) is lost


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ({"width": 640, "height": 384}, (640, 384)),
        ({"width": 640}, (640, 512)),
        ({"height": 384}, (512, 384)),
        ({}, (512, 512)),
    ],
)
def test_the_size_of_noise(size: dict[str, int], made: tuple[int, int]) -> None:
    """SD1.5's own where the guide says none, and that is told."""
    nodes, _, told = translated(base("e.latent -> k.latent_image", e={"type": "EmptyLatentImage", **size}))
    assert (nodes["e"]["width"], nodes["e"]["height"]) == made
    assert (f"no size is given: it is {made[0]} by {made[1]} pixels" in told) is (len(size) < 2)


@pytest.mark.parametrize("wired", [True, False])
def test_the_size_of_flux(wired: bool) -> None:
    """Its denoise node makes its own noise, as large as the guide's empty latents."""
    wires = ("e.latent -> k.latent_image",) if wired else ()
    empty = {"type": "EmptyLatentImage", "width": 640, "height": 384, "seed": 9}
    nodes, _, told = translated(flux(*wires, e=empty))
    assert "e" not in nodes
    assert nodes["k"] == nodes["k"] | {"width": 640, "height": 384, "seed": 9}
    assert "left out" not in told
    assert "EmptyLatentImage becomes the size of flux_denoise, which makes its own noise" in told
    own = {"type": "FluxSampler", "seed": 5}
    assert translated(flux(*wires, e=empty, k=own))[0]["k"]["seed"] == 5
    alone = translated(flux(*wires, e={"type": "EmptyLatentImage", "width": 640}))[0]["k"]
    assert (alone["width"], "height" in alone, "seed" in alone) == (640, False, False)


def test_flux_from_a_picture_is_as_large_as_that() -> None:
    wires = ("i.image -> e.pixels", "e.latent -> k.latent_image")
    found = translated(flux(*wires, i=PICTURE, e={"type": "VAEEncode"}))[1]
    assert {"e.latents -> k.latents", "e.width -> k.width", "e.height -> k.height"} <= found


@pytest.mark.parametrize(
    ("prompt", "sampler", "guidance"),
    [({"guidance": 2.5}, {}, 2.5), ({"guidance": 2.5}, {"guidance": 4.5}, 4.5), ({}, {}, None)],
)
def test_the_guidance_of_flux(prompt: Node, sampler: Node, guidance: float | None) -> None:
    given = flux(p={"type": "CLIPTextEncodeFlux", **prompt}, k={"type": "FluxSampler", **sampler})
    assert translated(given)[0]["k"].get("guidance") == guidance


# -- the latents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wired", [True, False])
def test_the_latents(wired: bool) -> None:
    wires = ("i.image -> e.pixels", *(("e.latent -> k.latent_image",) if wired else ()))
    nodes, found, told = translated(base(*wires, i=PICTURE, e={"type": "VAEEncode"}))
    assert nodes["e"]["type"] == "i2l"
    assert {"e.latents -> k.latents", "e.width -> k_noise.width", "e.height -> k_noise.height"} <= found
    assert ("no edge brings latents: those of e are used" in told) is not wired


@pytest.mark.parametrize("wired", [True, False])
def test_of_several_latents_and_masks_the_first_is_used(wired: bool) -> None:
    nodes: Nodes = {
        "i": PICTURE,
        "a": {"type": "LoadImageMask", "image": "m.png"},
        **{key: {"type": "VAEEncode"} for key in ("e1", "e2")},
        **{key: {"type": "SetLatentNoiseMask"} for key in ("w1", "w2")},
    }
    wires = ["i.image -> e1.pixels", "i.image -> e2.pixels", "a.mask -> w1.mask", "a.mask -> w2.mask"]
    if wired:
        wires += [f"{n}.latent -> k.latent_image" for n in ("e1", "e2", "w1", "w2")]
    _, found, _ = translated(base(*wires, **nodes))
    assert {"e1.latents -> k.latents", "w1.denoise_mask -> k.denoise_mask"} <= found
    assert not {"e2.latents -> k.latents", "w2.denoise_mask -> k.denoise_mask"} & found


@pytest.mark.parametrize("wired", [True, False])
def test_the_mask(wired: bool) -> None:
    """Latents that lead to it are the sampler's."""
    wires = ["i.image -> e.pixels", "e.latent -> w.samples", "a.mask -> w.mask"]
    if wired:
        wires.append("w.latent -> k.latent_image")
    mask = {"a": {"type": "LoadImageMask", "image": "m.png"}, "w": {"type": "SetLatentNoiseMask"}}
    _, found, _ = translated(base(*wires, i=PICTURE, e={"type": "VAEEncode"}, **mask))
    assert {"w.denoise_mask -> k.denoise_mask", "e.latents -> k.latents"} <= found


# -- the scheduler ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sampler", "schedule", "made", "said"),
    [
        (None, "euler_a", "euler_a", None),  # InvokeAI's own name
        (None, "euler_ancestral", "euler_a", '"euler_ancestral" becomes the scheduler "euler_a"'),
        ("euler", None, "euler", None),
        ("dpm_2", None, "kdpm_2", '"dpm_2" becomes the scheduler "kdpm_2"'),
        ("dpm_2", "karras", "kdpm_2_k", '"dpm_2" and "karras" becomes the scheduler "kdpm_2_k"'),
        ("euler", "karras", "euler_k", '"euler" and "karras" becomes the scheduler "euler_k"'),
        ("ddim", "karras", "ddim", 'InvokeAI has no schedule "karras" for ddim: its plain one is used'),
        ("euler", "exponential", "euler", 'InvokeAI has no schedule "exponential" for euler'),
        (None, None, None, None),
        *[
            ("euler", plain, "euler", None)
            for plain in ("normal", "simple", "sgm_uniform", "beta", "ddim_uniform")
        ],
    ],
)
def test_the_scheduler(sampler: str | None, schedule: str | None, made: str | None, said: str | None) -> None:
    given = base(k={"type": "KSampler", "sampler_name": sampler, "scheduler": schedule})
    nodes, _, told = translated(given)
    assert nodes["k"].get("scheduler") == made
    assert said in told if said else "schedule" not in told


def test_a_schedule_alone_is_not_one_of_a_sampler() -> None:
    assert "for None" not in translated(base(k={"type": "KSampler", "scheduler": "exponential"}))[2]


def test_a_release_without_the_family_says_so() -> None:
    with pytest.raises(ConversionError, match="flux"):
        translate(flux(), "4.2.0")


@pytest.mark.parametrize("node", ["k", "p", "e"])
@pytest.mark.parametrize("make", ["base", "flux"])
def test_what_nothing_is_made_of_is_told(node: str, make: str) -> None:
    """And nothing else: what has become something is not lost."""
    used: Nodes = {
        "k": {"type": "KSampler", "seed": 1, "steps": 20, "cfg": 7, "sampler_name": "euler"},
        "p": {"type": "CLIPTextEncode", "text": "a fox", "guidance": 2.5, "style": ""},
        "e": {"type": "EmptyLatentImage", "width": 64, "height": 64, "batch_size": 1, "seed": 1},
    }
    build = base if make == "base" else flux
    assert [d for d in translate(build(**used))[1] if d.field is not None and d.node == node] == []
    for name in ("odd", "style") if node == "p" else ("odd",):
        odd = used | {node: used[node] | {name: "photo"}}
        assert [d.field for d in translate(build(**odd))[1] if d.field == name] == [name]


def test_flux_has_no_scheduler_to_choose() -> None:
    sampler = {"type": "FluxSampler", "sampler_name": "euler", "scheduler": "karras"}
    graph, told = translate(flux(k=sampler), "5.15.0")
    assert types(graph)["k"] == "flux_denoise"
    assert "scheduler" not in graph["nodes"]["k"]
    assert not any("schedule" in d.text for d in told)

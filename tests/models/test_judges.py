"""What judges say, condition by condition: each case has a twin on the other side of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, catalogue, findings, model, read
from wflint.diagnostics import Effect
from wflint.models.flow.dataflow import families
from wflint.models.flow.facts import Fact, Step
from wflint.models.flow.reference import NamedModel
from wflint.models.flow.spaces import shapes, spaces, vae_classes
from wflint.models.judges.adapters import judge_adapters
from wflint.models.judges.compat import NO_EFFECT, MeetingOutcome, outcome, worst_case, wrong_type_error
from wflint.models.judges.conflict import Conflict
from wflint.models.judges.conflicts import sort_out
from wflint.models.judges.loaders import judge_loaders
from wflint.models.judges.pid import judge_pid

LOADERS = {
    "sd-1": ("main_model_loader", "unet", "denoise_latents", "unet"),
    "sdxl": ("sdxl_model_loader", "unet", "denoise_latents", "unet"),
    "flux": ("flux_model_loader", "transformer", "flux_denoise", "transformer"),
    "flux2": ("flux2_klein_model_loader", "transformer", "flux2_denoise", "transformer"),
    "z-image": ("z_image_model_loader", "transformer", "z_image_denoise", "transformer"),
    "qwen-image": ("qwen_image_model_loader", "transformer", "qwen_image_denoise", "transformer"),
    "wan": ("wan_model_loader", "transformer", "wan_denoise", "transformer"),
}


def pid(node: str, decoder: str, latents: str = "", vae: str = "") -> list[Conflict]:
    """What becomes of a PiD node with the decoder, latents and VAE of these families."""
    nodes: dict[str, dict[str, Any]] = {
        "pid": {"type": node},
        "decoder": {"type": "pid_decoder_loader", "pid_decoder_model": model(decoder, "pid_decoder")},
    }
    edges = ["decoder.pid_decoder -> pid.pid_decoder"]
    if latents:
        loader, output, denoise, field = LOADERS[latents]
        nodes |= {"load": {"type": loader, "model": model(latents)}, "denoise": {"type": denoise}}
        edges += [f"load.{output} -> denoise.{field}", "denoise.latents -> pid.latents"]
    if vae:
        nodes["vae"] = {"type": "vae_loader", "vae_model": model(vae, "vae")}
        edges.append("vae.vae -> pid.vae")
    return list(judge_pid(families(read(body(nodes, "\n".join(edges))), catalogue())))


@pytest.mark.parametrize(
    ("node", "decoder", "latents", "part", "effect", "certain"),
    [
        # Another decoder is the fault, whatever else there is.
        ("flux_pid_decode", "sdxl", "sdxl", "pid_decoder", Effect.FAILS, True),
        ("z_image_pid_decode", "sd-3", "z-image", "pid_decoder", Effect.FAILS, True),
        # Latents of other channels fail, with words where the node has some.
        ("flux2_pid_decode", "flux2", "flux", "latents", Effect.FAILS, True),
        ("flux_pid_decode", "flux", "sdxl", "latents", Effect.FAILS, False),
        # Of the same channels they pass.
        ("sdxl_pid_decode", "sdxl", "sd-1", "latents", Effect.SILENT, False),
        # As many channels, with an axis more.
        ("flux_pid_decode", "flux", "qwen-image", "latents", Effect.SILENT, False),
        # Nothing is known of Wan's latents: nobody says that they fail.
        ("flux_pid_decode", "flux", "wan", "latents", Effect.SILENT, False),
    ],
)
def test_pid_decoders(
    node: str, decoder: str, latents: str, part: str, effect: Effect, certain: bool
) -> None:
    (found,) = pid(node, decoder, latents)
    assert (found.part, found.effect, found.certain) == (part, effect, certain)
    assert found.node == "pid"
    assert found.field == part


@pytest.mark.parametrize(
    ("node", "decoder", "latents"),
    [
        ("flux_pid_decode", "flux", "flux"),
        ("flux_pid_decode", "flux", ""),
        ("z_image_pid_decode", "flux", "z-image"),
        ("z_image_pid_decode", "flux", "flux"),  # the same latents
        ("sdxl_pid_decode", "sdxl", "sdxl"),
        ("qwen_image_pid_decode", "qwen-image", "qwen-image"),
    ],
)
def test_pid_decoders_that_fit(node: str, decoder: str, latents: str) -> None:
    assert pid(node, decoder, latents) == []


@pytest.mark.parametrize("vae", ["sd-1", "sdxl", "qwen-image", "wan"])
def test_pid_upscale_takes_the_vae_of_flux_only(vae: str) -> None:
    (found,) = pid("pid_upscale", "flux", vae=vae)
    assert (found.kind, found.part, found.field, found.effect) == ("place", "vae", "vae", Effect.FAILS)
    assert pid("pid_upscale", "flux", vae="flux") == []


def known(*bases: str, kind: str = "vae") -> Fact:
    return Fact("vae", frozenset(bases), Step("n", "vae"), NamedModel("m", bases[0] if bases else "", kind))


def test_latents_of_a_family_that_is_not_known_are_not() -> None:
    both, one, none = frozenset({"flux", "wan"}), frozenset({"flux"}), frozenset[str]()
    assert (shapes(one), spaces(one)) == ({(16, 4)}, {"FLUX.1"})
    assert (shapes(both), spaces(both)) == (none, none)
    assert (shapes(none), spaces(none)) == (none, none)
    assert shapes(frozenset({"sd-1", "sdxl"})) == {(4, 4)}
    assert spaces(frozenset({"sd-1", "sdxl"})) == {"SD1.5", "SDXL"}


def test_classes_of_vaes() -> None:
    assert vae_classes(known("sd-1")) == {"AutoencoderKL"}
    assert vae_classes(known()) == frozenset()
    assert vae_classes(known("sd-1", "nobody's")) == frozenset()
    assert vae_classes(known("flux")) == {"AutoEncoder"}
    assert vae_classes(known("flux", kind="main")) == {"AutoencoderKL"}
    assert vae_classes(known("flux", kind="")) == {"AutoEncoder", "AutoencoderKL"}


MAIN = Fact(
    "unet", frozenset({"sd-1"}), Step("load", "unet"), NamedModel("m", "sd-1", "main", "load", "model")
)
FAILS = MeetingOutcome(Effect.FAILS)


def meets(part: str, base: str, place: str) -> Conflict:
    culprit = Fact(part, frozenset({base}), Step(place, part), NamedModel("x", base, "main", place, "model"))
    return Conflict("family", part, "denoise", part, FAILS, culprit=culprit, against=MAIN)


@pytest.mark.parametrize(
    ("part", "base", "together"),
    [
        *[(part, "flux", True) for part in ("conditioning", "clip", "latents", "noise", "vae")],
        *[(part, "sdxl", True) for part in ("control", "lora", "ip_adapter", "latents")],
        *[(part, "flux", False) for part in ("control", "lora", "ip_adapter", "t2i_adapter", "control_lora")],
    ],
)
def test_what_agrees_with_the_prompts_is_one_fault_with_them(part: str, base: str, together: bool) -> None:
    """Prompts of SDXL on a UNet of SD1.5: parts of the picture follow them, adapters if they are SDXL's."""
    lead, other = meets("conditioning", "sdxl", "prompts"), meets(part, base, "other")
    found = sort_out(families(read(body({}, "")), catalogue()), [lead, other])
    assert found == ([lead] if together else [lead, other])
    assert lead.also == ([other] if together else [])


def test_pairs_that_nobody_tried() -> None:
    assert outcome("control", "flux", "flux") is None
    assert outcome("lora", "sdxl-refiner", "sd-1") == MeetingOutcome(Effect.FAILS, "", False)
    assert outcome("lora", "wan", "sd-1") == outcome("lora", "sd-1", "wan") == NO_EFFECT
    assert outcome("control", "wan", "sd-1") == MeetingOutcome(Effect.FAILS, "", False)
    fits, others = frozenset({"sd-1", "sd-2"}), frozenset({"sd-2", "sdxl"})
    assert worst_case("control", fits, others) is None
    assert worst_case("control", frozenset({"sd-1"}), others) == outcome("control", "sd-1", "sd-2")
    assert worst_case("control", frozenset(), others) is None


def test_words_for_models_of_the_wrong_type() -> None:
    assert (
        wrong_type_error("main_model_loader", "lora") == "ValueError: There are no submodels in a LoRA model"
    )
    assert wrong_type_error("main_model_loader", "vae").startswith("Exception: There are no submodels")
    assert wrong_type_error("t2i_adapter", "controlnet") == "AttributeError"
    assert wrong_type_error("t2i_adapter", "vae") == wrong_type_error("add", "vae") == ""


VIDEO = {"type": "wan_video_denoise", "width": 832, "height": 480}
SETTINGS = ("no-effect", "size-multiple", "size-mismatch", "settings-out-of-family", "denoise-range")


def told(denoise: dict[str, Any], edges: str = "", **nodes: dict[str, Any]) -> list[tuple[str, str | None]]:
    found = findings(body({"d": denoise, **nodes}, edges), rules=SETTINGS)
    return [(one.rule, one.field) for one in found]


@pytest.mark.parametrize(
    ("weight", "speaks"),
    [(0.5, False), (10, False), (10.01, True), (11, True), (-10, False), (-10.5, True), (100, True)],
)
@pytest.mark.parametrize("node", ["lora_loader", "lora_selector", "flux_lora_loader"])
def test_weights_of_loras(node: str, weight: float, speaks: bool) -> None:
    """Ten is the most that the web UI lets its users enter."""
    found = told({"type": node, "lora": model("sd-1", "lora"), "weight": weight})
    assert found == ([("settings-out-of-family", "weight")] if speaks else [])


@pytest.mark.parametrize(("seed", "speaks"), [(0, False), (-1, True), (2**32 - 1, False), (2**32, True)])
@pytest.mark.parametrize("node", ["noise", "flux_denoise", "z_image_denoise"])
def test_seeds(node: str, seed: int, speaks: bool) -> None:
    found = [one for one in told({"type": node, "seed": seed}) if one[1] == "seed"]
    assert found == ([("settings-out-of-family", "seed")] if speaks else [])


NEGATIVE = "t.conditioning -> d.negative_conditioning"
PROMPT = {"type": "wan_text_encoder", "prompt": "x"}


@pytest.mark.parametrize(
    ("guidance", "low", "negative", "speaks"),
    [
        (1, 1, True, True),
        (1, 0.5, True, True),
        (1, None, True, False),  # as it comes, the low-noise expert has a guidance of its own
        (1, 3, True, False),
        (2, 1, True, False),
        (3, 1, False, True),  # without a negative prompt it is left out
        (1, 1, False, False),
        (5.0, 1, False, False),  # as it comes
    ],
)
def test_guidance_of_wans_videos(guidance: float, low: float | None, negative: bool, speaks: bool) -> None:
    denoise = {**VIDEO, "guidance_scale": guidance}
    if low is not None:
        denoise["guidance_scale_low_noise"] = low
    found = told(denoise, NEGATIVE if negative else "", t=PROMPT)
    assert found == ([("no-effect", "guidance_scale")] if speaks else [])


@pytest.mark.parametrize(("frames", "speaks"), [(81, False), (82, True), (5, False), (8, True)])
def test_frames_of_wans_videos(frames: int, speaks: bool) -> None:
    assert told({**VIDEO, "num_frames": frames}) == ([("size-multiple", "num_frames")] if speaks else [])


@pytest.mark.parametrize("node", ["wan_video_denoise", "ideogram4_denoise"])
def test_nodes_that_always_begin_with_noise(node: str) -> None:
    """What they have no inputs for is a wrong edge or input, and no fault of sizes or ranges too."""
    denoise = {"type": node, "width": 512, "height": 512, "denoising_start": 0.5}
    sized = {"type": "noise", "width": 1024, "height": 1024}
    edges = "n.noise -> d.noise\nb.image -> m.image\nm.denoise_mask -> d.denoise_mask\nn.noise -> d.latents"
    blank, mask = {"type": "blank_image", "width": 64, "height": 512}, {"type": "create_denoise_mask"}
    assert told(denoise, edges, n=sized, b=blank, m=mask) == []
    assert told({"type": node, "seed": -1}) == [("settings-out-of-family", "seed")]


@pytest.mark.parametrize(
    ("loader", "output", "error"),
    [
        ("flux_model_loader", "vae", "AssertionError"),  # it looks at the base itself
        ("flux_model_loader", "transformer", "AssertionError"),
        ("sd3_model_loader", "transformer", ""),
        ("sd3_model_loader", "vae", None),  # any main model has one
    ],
)
def test_main_models_in_loaders_of_other_families(loader: str, output: str, error: str | None) -> None:
    nodes = {"load": {"type": loader, "model": model("sdxl")}, "use": {"type": "l2i"}}
    edge = f"load.{output} -> use.vae"
    found = list(judge_loaders(families(read(body(nodes, edge)), catalogue())))
    assert [(one.kind, one.field, one.effect, one.error) for one in found] == (
        [] if error is None else [("loader", "model", Effect.FAILS, error)]
    )


@pytest.mark.parametrize(
    ("loader", "base", "kind", "error"),
    [
        ("flux_model_loader", "flux", "vae", "Exception: There are no submodels in models of type"),
        ("flux_model_loader", "flux", "", ""),
        ("z_image_model_loader", "z-image", "vae", ""),
    ],
)
def test_vaes_of_other_families_in_loaders(loader: str, base: str, kind: str, error: str) -> None:
    vae = model("sdxl", kind)
    nodes = {"load": {"type": loader, "model": model(base), "vae_model": vae}, "use": {"type": "l2i"}}
    (found,) = judge_loaders(families(read(body(nodes, "load.vae -> use.vae")), catalogue()))
    assert (found.kind, found.field, found.effect, found.error) == ("place", "vae_model", Effect.FAILS, error)
    (found,) = judge_loaders(families(read(body(nodes, "")), catalogue()))
    assert found.effect is Effect.ADVICE  # nobody asks for it


@pytest.mark.parametrize(
    ("kind", "speaks"), [("controlnet", True), ("", True), ("lora", False), ("control_lora", False)]
)
def test_adapters_of_other_families(kind: str, speaks: bool) -> None:
    """A model of another type is that fault alone."""
    nodes = {"c": {"type": "flux_controlnet", "control_model": model("sdxl", kind)}}
    found = list(judge_adapters(families(read(body(nodes, "")), catalogue())))
    assert [(one.kind, one.part, one.field) for one in found] == (
        [("place", "control", "control_model")] if speaks else []
    )

"""Settings of denoise nodes that fail together, and seeds that no generator of random numbers takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, findings


def told(nodes: dict[str, Any], edges: str = "", release: str = "6.14.2") -> list[tuple[str, str]]:
    found = findings(body(nodes, edges), release=release, rules=("settings-out-of-family",))
    return [(str(f.field), str(f.outcome.effect)) for f in found if f.outcome is not None]


SEEDS = [
    (node, "seed")
    for node in (
        "flux_denoise", "flux2_denoise", "sd3_denoise", "cogview4_denoise", "z_image_denoise",
        "qwen_image_denoise", "krea2_denoise", "ernie_image_denoise", "anima_denoise", "ideogram4_denoise",
        "wan_denoise", "wan_video_denoise", "flux_pid_decode", "pid_upscale",
        "z_image_seed_variance_enhancer",
    )
] + [("krea2_seed_variance", "variance_seed")]  # fmt: skip


_POSITIVE = "z_image_seed_variance_enhancer"  # InvokeAI refuses seeds below 0 there


@pytest.mark.parametrize(("node", "field"), SEEDS)
def test_seeds_beyond_64_bits(node: str, field: str) -> None:
    """torch.Generator.manual_seed takes -2**63 to 2**64 - 1."""
    assert (field, "fails") in told({"n": {"type": node, field: 2**64}})
    assert ((field, "fails") in told({"n": {"type": node, field: -(2**63) - 1}})) is (node != _POSITIVE)
    assert (field, "fails") in told({"n": {"type": node, field: 10**400}})
    assert (field, "fails") not in told({"n": {"type": node, field: 2**64 - 2}})
    assert field not in dict(told({"n": {"type": node, field: 7}}))


def test_seeds_that_are_read_otherwise() -> None:
    assert told({"n": {"type": "noise", "seed": 2**64}}) == [("seed", "silent")]  # modulo 2**32
    assert told({"n": {"type": "krea2_seed_variance", "variance_seed": -1}}) == []
    last = {"n": {"type": "z_image_seed_variance_enhancer", "seed": 2**64 - 1}}  # takes the next one too
    assert told(last) == [("seed", "fails")]


def test_a_seed_by_an_edge() -> None:
    nodes = {"i": {"type": "integer", "value": 2**64}, "n": {"type": "flux_denoise"}}
    assert told(nodes, "i.value -> n.seed") == [("seed", "fails")]
    nodes["i"]["value"] = -1
    assert told(nodes, "i.value -> n.seed") == [("seed", "silent")]


def flux(edges: str = "e.latents -> n.latents", release: str = "6.14.2", **settings: Any) -> Any:
    settings = {"add_noise": False, "denoising_start": 0.5, **settings}
    nodes = {
        "e": {"type": "flux_vae_encode"},
        "m": {"type": "create_denoise_mask"},
        "n": {"type": "flux_denoise", **settings},
    }
    return told(nodes, edges, release)


def test_latents_without_noise() -> None:
    wrong = [("add_noise", "fails")]
    assert flux() == wrong
    assert flux(release="6.13.8") == wrong
    assert flux(add_noise=True) == []
    assert flux(edges="") == []
    assert flux(edges="e.latents -> n.latents\nm.denoise_mask -> n.denoise_mask") == []
    assert flux(release="6.12.0") == []  # made noise all the same
    assert flux(release="7.0.0a3") == []


@pytest.mark.parametrize("node", ["flux2_denoise", "z_image_denoise"])
def test_others_without_noise(node: str) -> None:
    nodes = {"e": {"type": "flux_vae_encode"}, "n": {"type": node, "add_noise": False}}
    assert told(nodes, "e.latents -> n.latents") == []


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [(1, 0, True), (0, 1, False), (-1, 0, True), (0, -1, False), (-1, -2, True), (1, 1, False)],
)
def test_the_range_of_cfg(first: int, last: int, wrong: bool) -> None:
    nodes = {
        "n": {
            "type": "flux_denoise",
            "num_steps": 2,
            "cfg_scale_start_step": first,
            "cfg_scale_end_step": last,
        }
    }
    assert told(nodes) == ([("cfg_scale_start_step", "fails")] if wrong else [])


RANGES = [
    # Krea-2 and Qwen-Image round to the nearest step, the others down.
    ("krea2_denoise", 0.95, 1.0, "fails"),
    ("krea2_denoise", 0.9, 1.0, ""),
    ("krea2_denoise", 0.5, 0.55, "fails"),
    ("qwen_image_denoise", 0.95, 1.0, "silent"),
    ("qwen_image_denoise", 0.93, 1.0, ""),
    ("wan_denoise", 0.95, 1.0, ""),
    ("wan_denoise", 0.5, 0.6, "silent"),
    ("z_image_denoise", 0.5, 0.6, "silent"),
    ("z_image_denoise", 0.5, 0.63, ""),
    ("anima_denoise", 0.5, 0.6, "silent"),
    ("ernie_image_denoise", 0.5, 0.6, "fails"),
    ("ernie_image_denoise", 0.95, 1.0, ""),
    ("flux_denoise", 0.5, 0.51, ""),  # these make a step of any range
    ("sd3_denoise", 0.95, 1.0, ""),
    ("cogview4_denoise", 0.95, 1.0, ""),
]


@pytest.mark.parametrize(("node", "start", "end", "effect"), RANGES)
def test_a_range_of_less_than_one_step(node: str, start: float, end: float, effect: str) -> None:
    steps = "num_steps" if node == "flux_denoise" else "steps"
    settings = {"denoising_start": start, "denoising_end": end, steps: 8}
    nodes = {"l": {"type": "lresize"}, "n": {"type": node, **settings}}
    found = findings(body(nodes, "l.latents -> n.latents"), rules=("denoise-range",))
    assert [str(f.outcome.effect) for f in found if f.outcome is not None] == (
        [effect] if effect == "fails" else []
    )
    assert [f.then.startswith("no steps") for f in found if f.outcome is None] == (
        [True] if effect == "silent" else []
    )
